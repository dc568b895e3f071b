"""What stations tell of themselves, as rows: device model, monitors, reservations, security events, and what they were asked.

Knows tables and the model; nothing of what the facts mean.
"""
