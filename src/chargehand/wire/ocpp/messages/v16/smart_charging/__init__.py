# Made by `python -m tools.messages` from the official JSON schemas: change those tools, not this file.
# fmt: off
"""OCPP 1.6 and its security extension: smart charging, shapes only."""
