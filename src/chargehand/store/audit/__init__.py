"""The audit log in rows: added to, read, never changed.

Must not know who may read it, nor what the acts in it do.
"""
