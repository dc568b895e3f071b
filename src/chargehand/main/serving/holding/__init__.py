"""Which stations a gateway holds, kept in step with what is known of it: those another one took, those that are here no more.

Must not know what stations say.
"""
