"""Names of things. Opaque strings, never guessable where a driver can see them."""

from __future__ import annotations

from typing import NewType

StationId = NewType("StationId", str)
"""The OCPP identity: last segment of the socket's path. Never shown to drivers."""

PublicId = NewType("PublicId", str)
"""What drivers see of a station: in links and on stickers."""

SessionId = NewType("SessionId", str)
PairingId = NewType("PairingId", str)
"""A window in which a station waits for one tap. Never shown to whoever did not open it."""

CommandId = NewType("CommandId", str)
"""A command's id is also the form nonce and the first OCPP message id: one search finds the journey."""

DriverId = NewType("DriverId", str)
TokenUid = NewType("TokenUid", str)
CardId = NewType("CardId", str)
"""What a driver sees of a token; the uid itself is never shown whole."""
