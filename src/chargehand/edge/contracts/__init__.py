"""What stations ask on behalf of cars with contracts (ISO 15118), handed on to services outside: at most to those that are set.

Knows the engine's door, what the services speak, and HTTP; must not know sockets of stations nor how their answers are spelled.
"""
