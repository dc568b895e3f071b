"""The mouth and habits of OCPP 2.0.1 and 2.1, written from the specifications alone. Knows no socket and no server code."""
