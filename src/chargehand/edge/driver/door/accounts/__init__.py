"""What drivers do with their own accounts, and from which devices they come.

Knows requests and keepers; must not know pages.
"""
