"""What operators ask of stations beside charging, and what stations tell of themselves: device model, reservations, security,
what cars need.

Pure, as all of the core. Knows no protocol's words, but for the one of 1.6 whose unlocking ends what runs, and for names in device models.
"""
