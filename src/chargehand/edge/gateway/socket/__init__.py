"""One WebSocket: messages in and out, its limits in bytes and seconds. Knows nothing of OCPP or of who is at the other end."""
