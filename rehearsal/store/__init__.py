"""The database of the rehearsal: rows in memory that keep every promise of the engine's ports, and a way to be away.

Held to the same tests as PostgreSQL (tests/integration/store/contract). Of what stations tell of themselves only charging is kept.
"""
