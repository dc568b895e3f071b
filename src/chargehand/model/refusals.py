"""Considered noes of the core: values, not exceptions. Each edge has one table that turns them into its own language."""

from __future__ import annotations

from enum import StrEnum


class Refusal(StrEnum):
    NOT_FOUND = "not_found"
    """Unknown, or not yours: the same answer."""
    ALREADY_ENDED = "already_ended"
    STATION_OFFLINE = "charger_offline"
    ACCOUNT_INACTIVE = "account_inactive"
    NO_CARD = "no_card"
    TOKEN_BLOCKED = "card_blocked"
    TOKEN_EXPIRED = "card_expired"
    CARD_BUSY = "card_busy"
    """The token already has a session elsewhere."""
    CONNECTOR_BUSY = "connector_busy"
    """Another session is on this connector."""
    NOT_STARTED = "not_started"
    """The session has no transaction yet, so that there is nothing to stop at the station."""
    NOT_ACCEPTED = "not_accepted"
    """The station's boot is pending or rejected."""
    NO_TARIFF = "no_tariff"
    """A limit of cost is asked for where nothing has a price."""
    ZERO_STOPS = "zero_stops"
    """A limit of 0 is asked for, which this station does not take for a pause but for an end (F62)."""
    WINDOW_OPEN = "window_open"
    """Somebody else already waits for a tap at this station."""
    CHARGER_IN_USE = "charger_in_use"
    """A tap is to be waited for where somebody charges, or stands."""
    NO_READER = "no_reader"
    """A tap is to be waited for where there is nothing to tap."""
