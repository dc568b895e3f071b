"""What eyes see: pure functions from the model's facts to statuses, words and whole pages, per language and time zone.

Nothing here knows how facts are stored or sent, what time it is, or which web library draws the page.
"""
