"""Who lives on the street: stations with their characters at the ends of lines, drivers with cards and phones."""
