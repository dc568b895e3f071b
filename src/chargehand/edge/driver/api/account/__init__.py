"""Accounts over the API: a driver's own, and for those who run the house anybody's.

Knows the door and the views' account objects; must not know how anything is kept.
"""
