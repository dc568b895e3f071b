"""What a 1.6 station does besides charging: limits, firmware, logs, certificates. Knows no socket."""
