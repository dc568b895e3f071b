"""What was used, and what it costs: components of a price, and use by local days and months. Must not know who asks."""
