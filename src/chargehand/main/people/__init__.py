"""What the command line does about drivers' accounts beside a running house.

Knows the store and the engine's door; must not know pages.
"""
