"""How drivers are told, wired: what makes letters and messages of notices, and what carries them.

Must not know what is told.
"""
