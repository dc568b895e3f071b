"""The door: who asks, by cookie or token, from which origin, how often, and how one signs in and out.

Knows nothing of sessions at chargers beyond the ids that a request names.
"""
