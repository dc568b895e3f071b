"""Every message of every version exactly as the official schemas have it; `tools/messages` makes what is inside.

Knows shapes only: what a message means is said in the folders of the versions, what is enough to act on in `usable`.
"""
