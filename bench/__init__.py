"""The benchmark: the whole platform as its users start it, beside a gateway that decides and keeps nothing.

Nothing in the package knows of it; it knows the command `chargehand serve`, the tables and the wire.
"""
