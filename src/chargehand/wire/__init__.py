"""Pure codecs: bytes of a protocol to events and back, without sockets, clock, chance or database.

What a message means for a session is the core's matter; here only what it says.
"""
