"""What drivers have used and what it costs: read for sums, written by nobody here."""
