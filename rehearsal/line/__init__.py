"""Lines between stations and the house: TCP as it can go wrong, and a WebSocket's client side. Knows nothing of charging."""
