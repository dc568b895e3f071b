"""Everything that touches the world: inlets turn what happens into events, outlets turn effects into deeds.

No edge knows another edge, and none knows the store.
"""
