"""What home shows. Must not know who asks."""
