"""Sessions as those who run the house see them: whosever they are, with their evidence and their commands.

Must decide nothing, and know nothing of pages, tokens or HTTP.
"""
