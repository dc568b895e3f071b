"""What commands do, on its way into the audit log.

Knows which command runs and the log; must not know what commands do.
"""
