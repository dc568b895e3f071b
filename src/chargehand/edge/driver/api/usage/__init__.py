"""What the driver has used, as figures and as a file."""
