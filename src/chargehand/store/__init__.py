"""PostgreSQL: schema, named SQL, and the rows behind the ports of engine and edges.

Knows the model and nothing above it; only main uses it.
"""
