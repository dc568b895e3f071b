"""What drivers are told and asked outside of pages: notices, devices that are messaged, support cases.

Rows only; must not know how anything is worded or sent.
"""
