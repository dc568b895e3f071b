"""Pages for people: drawn on the server, complete without scripts, with forms that post and redirect.

Knows the views' pages and the templates; what a page says comes from the views alone.
"""
