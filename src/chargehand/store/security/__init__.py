"""How stations prove who they are, in rows: new passwords, certificates, and what the gateway noticed of its own.

Must not know what a certificate says: it is text here.
"""
