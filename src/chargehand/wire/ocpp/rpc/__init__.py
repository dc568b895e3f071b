"""OCPP-J's calls, answers and errors on one connection, without input or output (OCPP-J 1.6 §4, OCPP 2.0.1 part 4 §4).

Knows message ids, never what an action means; time is handed in, sockets are somebody else's.
"""
