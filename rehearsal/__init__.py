"""The whole house on virtual time: production engine, codecs and gateway, a store in memory, and everything that goes wrong between them.

Knows the engine's and the gateway's ports, and a truth that they cannot see. Must not know the store in PostgreSQL or main.
"""
