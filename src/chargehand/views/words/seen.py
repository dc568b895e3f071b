"""By whose eyes and when something is looked at."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

from msgspec import Struct

from chargehand.views.words.language import Language


class Seen(Struct, frozen=True, kw_only=True):
    now: datetime
    stale_after_s: float
    lang: Language = Language.EN
    zone: tzinfo = UTC
