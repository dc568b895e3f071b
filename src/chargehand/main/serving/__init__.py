"""Running the house: its parts built once and for all, kept alive, and ended in order.

Must not know commands, nor whether the stations are real.
"""
