"""The house's own tools: they prepare, fetch and check; nothing that runs in production knows them."""
