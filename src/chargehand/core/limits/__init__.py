"""What sessions may come to at most: told to stations that keep it, watched over for all others (OCPP 2.1 E16, F07).

Decided alike for all versions; one without a word for it leaves it out. Must not know who pays.
"""
