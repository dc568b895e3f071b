"""What drivers are told and ask, over the API; and the operator's side of support.

Speaks JSON; must not know how anything is sent.
"""
