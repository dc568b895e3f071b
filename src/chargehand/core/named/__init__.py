"""Transactions that stations name and number themselves (OCPP 2.0.1 and 2.1): what they add to the life of any session.

Knows the core's sessions and their ends; nothing of messages.
"""
