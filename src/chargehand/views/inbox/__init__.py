"""What drivers are told outside of the pages they look at: lines, messages to devices, letters, and cases of support.

Knows words and figures; must not know how anything is sent.
"""
