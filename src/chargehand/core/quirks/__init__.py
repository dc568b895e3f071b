"""What stations do their own way, learned from what they say, and put right before anything is decided. Must not know vendors."""
