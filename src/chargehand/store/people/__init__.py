"""Drivers and their accounts: what they set themselves, what operators set, what they take along, and how they are forgotten.

Knows tables; must not know pages, letters' words or who may ask.
"""
