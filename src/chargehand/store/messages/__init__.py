"""The message log on PostgreSQL: written beside everything else, read for eyes. Must not know what a frame means."""
