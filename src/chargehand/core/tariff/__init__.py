"""What sessions cost, and what their stations are told of it (OCPP 2.0.1 I). Must not know how a display spells it."""
