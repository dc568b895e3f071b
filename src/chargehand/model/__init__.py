"""The field's nouns, what happened (events) and what is wanted (effects): frozen values that every floor may use.

Nothing here touches the world: no clock, no chance, no input or output. Time and ids enter with the events.
"""
