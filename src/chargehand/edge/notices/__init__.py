"""Letters leave the house here: by SMTP where it is set up, otherwise printed where the operator sees them.

Knows letters and nothing of what they are about; must not know other edges.
"""
