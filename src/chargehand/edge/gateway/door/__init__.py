"""Who may come in: the HTTP upgrade with its path, protocol and password. Knows nothing of what is said afterwards."""
