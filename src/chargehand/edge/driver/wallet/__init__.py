"""What a driver carries and proves with: pages and API of cards, of taps at readers, and of passkeys.

Knows nothing of sessions beyond the one that is stopped when its card is lost.
"""
