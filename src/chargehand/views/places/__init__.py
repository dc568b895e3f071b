"""Where chargers are and how one is found: the list, the map, the code on a sticker.

Knows sights and words; knows no markup and no map.
"""
