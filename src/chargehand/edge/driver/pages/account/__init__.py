"""The account's pages: what drivers set of themselves, what is signed in as them, what they take along, and the end of it.

Knows the views' account pages and the door; what a page says comes from the views alone.
"""
