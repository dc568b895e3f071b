"""OCPP as JSON over WebSocket: the calls' frame in `rpc`, one folder per version for what is inside.

Versions end here: nothing above knows which one a station speaks.
"""
