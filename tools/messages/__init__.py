"""Writes the typed messages below `src/chargehand/wire/ocpp/messages` from the official JSON schemas of OCPP.

`python -m tools.messages` writes what has changed; with `--check` it writes nothing and ends with 1 if anything would.
The schemas come with the development package `ocpp`; the order of reading is `schema`, `placement`, `text`.
"""
