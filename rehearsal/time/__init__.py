"""Virtual time: one agenda for everything that happens, and an asyncio loop that runs on it. Knows nothing of charging."""
