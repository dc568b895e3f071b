"""What a driver carries and proves with: cards, taps at readers, passkeys; and what stations are yet to be told of lost cards.

Must not know how any of it is shown.
"""
