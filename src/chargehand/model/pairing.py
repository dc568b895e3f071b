"""Windows in which a station waits for one tap that starts no charge."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct

from chargehand.model.identity import PairingId

WINDOW_MAX: Final = timedelta(seconds=120)
"""No window is open for longer, whoever asks for it."""


class Purpose(StrEnum):
    CLAIM = "claim"
    SIGN_IN = "sign_in"


class Pairing(Struct, frozen=True, kw_only=True):
    """A window. The first token that is shown before `ends_at` is its tap. `alone`: over as soon as a car comes."""

    id: PairingId
    opened_at: datetime
    ends_at: datetime
    alone: bool = False
