"""Examples for the API's description, made by the same functions as the real answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final

from chargehand.model.identity import PublicId
from chargehand.model.sight import TariffSight
from chargehand.model.tariff import Money, Tariff
from chargehand.views.usage.objects import charger_tariff_object, usage_list
from chargehand.views.usage.period import Bucket, By, Period

_MONTH: Final = Bucket(
    start=date(2026, 11, 1), sessions=12, energy_wh=Decimal(148_200), costs=(Money(7_261, "EUR"),), unpriced=1
)
_USAGE: Final = usage_list(
    Period(date(2026, 11, 1), date(2026, 11, 20), By.MONTH), (_MONTH,), "Europe/Amsterdam"
)
_TARIFF: Final = charger_tariff_object(
    TariffSight(
        tariff=Tariff(
            currency="EUR", per_kwh=Decimal("0.49"), per_idle_minute=Decimal("0.25"), idle_grace_s=600
        ),
        valid_from=datetime(2026, 11, 3, 8, tzinfo=UTC),
        charger=PublicId("hall3"),
    )
)
USAGES: Final[Mapping[str, object]] = {"UsageList": _USAGE, "ChargerTariffObject": _TARIFF}
"""By the names of the API's objects."""
