"""What a virtual station has and does in every version of OCPP: its queue, its registration, its orders, its records.

Knows no version's names for things; `v16` and `v2` speak.
"""
