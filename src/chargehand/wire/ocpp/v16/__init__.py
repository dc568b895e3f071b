"""OCPP 1.6: its payloads to events, answers and calls to its payloads; one file per functional block of OCPP 2.0.1.

The only place of the house that speaks of tags and charge points.
"""
