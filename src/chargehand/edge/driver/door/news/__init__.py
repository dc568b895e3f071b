"""What the door tells those who run the house.

Knows requests and answers by their route and status only; must not know who keeps accounts, nor what is written where.
"""
