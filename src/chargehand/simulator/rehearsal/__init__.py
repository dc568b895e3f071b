"""Seeded stories of charging, played against the core alone: no sockets, no database, no clock but the story's own.

Knows the core and the model, and a truth that the core cannot see. Knows no protocol and nothing of the virtual stations next door.
"""
