"""The continuity of registers: what a connector's register moved is its sessions' energy, or nobody's; nothing is lost between.

What a session's own readings come to is `core.metering`'s; what they cost, `core.tariff`'s.
"""
