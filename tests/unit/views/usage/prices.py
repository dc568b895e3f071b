"""Made-up prices for the views."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from chargehand.model.identity import PublicId
from chargehand.model.sight import TariffSight
from chargehand.model.tariff import Idle, Tariff
from tests.unit.views.facts import ago

SINCE = datetime(2026, 11, 3, 8, 0, tzinfo=UTC)
FULL = Tariff(
    currency="EUR",
    per_kwh=Decimal("0.4935"),
    per_minute=Decimal("0.02"),
    per_session=Decimal("0.35"),
    per_idle_minute=Decimal("0.25"),
    idle_grace_s=600,
)
PLAIN = Tariff(currency="EUR", per_kwh=Decimal("0.50"))
YEN = Tariff(currency="JPY", per_session=Decimal(100))
PRICED = {"tariff": FULL, "tariff_from": SINCE}
HOUSE = TariffSight(tariff=PLAIN, valid_from=SINCE)
OWN = TariffSight(tariff=FULL, valid_from=SINCE, charger=PublicId("hall3"), name="Hall 3")
PARKED = Idle(since=ago(1800), counted_to=ago(600), plugged=True, lasted_us=1_200_000_000)
"""Twenty minutes, of which ten are charged; the cable was in when its charger last said."""
