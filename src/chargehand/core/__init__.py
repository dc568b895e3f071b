"""Decisions: `decide(snapshot, event)` says what is kept, answered and wanted.

Pure and total: no clock, no chance, no input or output, and no exception for anything that a station, a driver or a clock can do.
"""
