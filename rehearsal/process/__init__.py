"""A life of the house: production's engine and gateway, put together as main does, over the rehearsal's rows, loop and lines."""
