"""What drivers are told leaves the house here: letters by SMTP (or printed where the operator sees them), messages to devices.

Knows notices, letters and push services, and nothing of what else happens; must not know other edges.
"""
