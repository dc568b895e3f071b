"""What the versions have in common below their payloads: meters, statuses in answers, plain reports. Knows no version."""
