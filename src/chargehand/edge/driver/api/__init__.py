"""REST under /api/v1: JSON in and out, problem+json for every error, server-sent events for what lives.

Knows views' objects and the inlet; every look-up names the driver who asks.
"""
