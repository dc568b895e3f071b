"""The stations' door: OCPP sockets to events, calls to frames.

Knows the wire's codecs and the engine's ports; what an event means it leaves to the engine.
"""
