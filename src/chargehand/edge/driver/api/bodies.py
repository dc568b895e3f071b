"""What the API takes: only these fields, nothing more (S41)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Annotated

from fastapi import Header, Query
from pydantic import BaseModel, ConfigDict, Field

from chargehand.edge.driver.problems import invalid
from chargehand.model.limits import Limit, Limits

ConnectorNumber = Annotated[int, Field(strict=True, ge=1, le=1000)]

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="The same key with the same request gets the first answer again, for 24 hours.",
    ),
]


class LimitsBody(BaseModel):
    """What the session may come to at most; it is stopped when it reaches the first of them."""

    model_config = ConfigDict(extra="forbid")

    energy_kwh: Annotated[Decimal, Field(gt=0, le=10_000, decimal_places=3)] | None = None
    lasts_s: Annotated[int, Field(strict=True, gt=0, le=31 * 86_400)] | None = None
    """From its start on."""
    cost: Annotated[Decimal, Field(gt=0, le=1_000_000, decimal_places=4)] | None = None
    """In the currency of the tariff that applies."""
    soc: Annotated[int, Field(strict=True, gt=0, le=100)] | None = None
    """Per cent, where the charger tells the battery's."""

    def limits(self) -> Limits | None:
        wh = None if self.energy_kwh is None else int(self.energy_kwh * 1000)
        limits = Limits(energy_wh=wh, lasts_s=self.lasts_s, cost=self.cost, soc_percent=self.soc)
        return limits.of(tuple(Limit))


class StartBody(BaseModel):
    """Without a connector the charger chooses; without a card the one last used is taken."""

    model_config = ConfigDict(extra="forbid")

    charger_id: Annotated[str, Field(max_length=64)]
    connector_id: ConnectorNumber | None = None
    card_id: Annotated[str, Field(max_length=64)] | None = None
    limits: LimitsBody | None = None


_WHEN = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2}))?$"
FromDay = Annotated[
    str | None,
    Query(alias="from", pattern=_WHEN, description="A day (UTC), or an instant of RFC 3339; inclusive."),
]
ToDay = Annotated[
    str | None, Query(alias="to", pattern=_WHEN, description="As `from`; a day is included whole.")
]


def span_of(since: str | None, until: str | None) -> tuple[datetime | None, datetime | None]:
    """The instants from which on and before which; raises Problem for what is no day and no instant."""
    try:
        return (_begin(since) if since else None, _end(until) if until else None)
    except (ValueError, OverflowError) as fault:
        raise invalid("`from` and `to` are days (2026-03-04) or instants (2026-03-04T12:00:00Z).") from fault


def _begin(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)


def _end(text: str) -> datetime:
    begin = _begin(text)
    whole_day = len(text) == 10 and date.fromisoformat(text)
    return begin + (timedelta(days=1) if whole_day else timedelta(microseconds=1))
