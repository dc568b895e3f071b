"""What is written down of a connection: rows of the message log, deviations from the schemas. Decides nothing."""
