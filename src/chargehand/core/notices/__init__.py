"""What a decision means for the one whose session it is: which notices it brings, each of them once.

Knows nothing of how they are told; must not know mail, devices or languages.
"""
