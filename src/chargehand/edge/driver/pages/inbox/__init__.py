"""Pages of what drivers are told and ask: the inbox, its settings, support.

Forms that work without script; must not know how anything is sent.
"""
