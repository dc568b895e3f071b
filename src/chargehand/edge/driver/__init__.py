"""What drivers reach: pages, REST and live streams over HTTP, and the door in front of them.

Knows the engine's door, the views and three ports for reading; must not know tables, OCPP or other edges.
"""
