"""Writes docs/conformance.md: what every message and every use case of OCPP comes to here, and the test that shows it.

`python -m tools.conformance` writes it; with `--check` it writes nothing and ends with 1 if anything would change. All
that it says stands in `tests/conformance`: found out of the code (`messages`), or kept by hand beside tests (`cases`).
"""
