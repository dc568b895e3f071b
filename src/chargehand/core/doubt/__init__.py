"""Whether a session that is open still runs: when that is doubted, who is asked, and when it is taken as over.

Everything rests on `core.evidence`; nothing here knows a protocol, a clock or a screen.
"""
