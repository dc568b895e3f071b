"""The only place where decisions run: events in, one transaction, answers and effects out.

Knows the core and the model; of the world it knows only the Protocols in `ports`.
"""
