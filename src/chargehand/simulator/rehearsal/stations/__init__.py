"""Virtual stations without a protocol: what they tell, in what order, how often, and what they do when called.

Knows the stage and the truth, nothing of what the core makes of it.
"""
