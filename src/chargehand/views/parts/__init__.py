"""Pieces that several screens share: notices, steps, the order of readings. Nothing here knows a whole screen."""
