"""Certificates in and out: whose are believed at the door, and a small authority of our own that signs stations'.

Knows X.509 and files; must not know sockets, tables or pages.
"""
