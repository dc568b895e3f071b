"""What is watched is drawn again when its facts change: read in batches, drawn once, fanned out whole.

Rows are truth and the feed only wakes; a slow browser skips what it missed, and nothing waits for it.
"""
