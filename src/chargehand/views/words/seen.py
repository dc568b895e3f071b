"""By whose eyes and when something is looked at."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

from msgspec import Struct

from chargehand.views.words.language import Language


class Seen(Struct, frozen=True, kw_only=True):
    now: datetime
    stale_after_s: float
    close_offline_after_s: float = 86_400
    """So long after the last evidence a session is closed as estimated at the latest."""
    lang: Language = Language.EN
    zone: tzinfo = UTC
    suspended_may_stop: bool = False
    """Whether a suspended account may stop what runs."""
