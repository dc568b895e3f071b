"""OCPP 2.0.1 and 2.1: their payloads to events, answers and calls to their payloads; one file per functional block.

A connector's number in this house is the EVSE's id there. Knows nothing of 1.6, and nothing of what a message leads to.
"""
