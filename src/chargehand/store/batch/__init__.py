"""The decisions of one commit as what its statements get: columns of hot rows, facts of sessions.

Knows the model and how values are spelled; nothing of connections and statements.
"""
