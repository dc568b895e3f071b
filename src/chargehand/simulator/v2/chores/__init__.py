"""What a 2.x station does besides charging: its device model, limits, upkeep, talk and streams. Knows no socket."""
