"""The one table that turns the core's refusals into HTTP; their words come from the views."""

from __future__ import annotations

from collections.abc import Mapping

from chargehand.model.identity import SessionId
from chargehand.model.refusals import Refusal

HTTP_STATUS: Mapping[Refusal, int] = {
    Refusal.NOT_FOUND: 404,
    Refusal.ALREADY_ENDED: 409,
    Refusal.STATION_OFFLINE: 409,
    Refusal.ACCOUNT_INACTIVE: 403,
    Refusal.NO_CARD: 409,
    Refusal.TOKEN_BLOCKED: 403,
    Refusal.TOKEN_EXPIRED: 403,
    Refusal.CARD_BUSY: 409,
    Refusal.CONNECTOR_BUSY: 409,
    Refusal.NOT_STARTED: 409,
    Refusal.NOT_ACCEPTED: 409,
    Refusal.NO_TARIFF: 409,
    Refusal.ZERO_STOPS: 409,
    Refusal.WINDOW_OPEN: 409,
    Refusal.CHARGER_IN_USE: 409,
    Refusal.NO_READER: 409,
}


class Refused(Exception):
    """A considered no on its way out to HTTP; it never passes this edge."""

    def __init__(self, refusal: Refusal, session: SessionId | None = None) -> None:
        super().__init__(refusal)
        self.refusal = refusal
        self.session = session
        """The driver's own session that is in the way."""
