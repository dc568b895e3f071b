"""What the API's description says beyond what types say: titles, the order of its parts, examples of everything.

Knows names of objects and calls only; must not know how any of them is made.
"""
