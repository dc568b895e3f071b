"""The station's OCPP 1.6 mouth and habits, written from the specification alone. Knows no socket and no server code."""
