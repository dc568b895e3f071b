"""Virtual charging stations: seeded, with a character of their own, for the demo, the tests and the benchmark.

Knows nothing of the server, its codec included, so that no fault there can hide behind the same fault here.
"""
