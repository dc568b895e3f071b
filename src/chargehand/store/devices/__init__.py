"""What stations tell of themselves, as rows: device model, monitors, reservations, security events, what they were asked
and what they look like.

Knows tables and the model; nothing of what the facts mean.
"""
