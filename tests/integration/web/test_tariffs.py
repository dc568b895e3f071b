"""Tariffs as operators set them, on a real PostgreSQL: sessions keep theirs, lanes hear of new ones at once (M5)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from chargehand.model.answers import Answer, AuthorizeAnswer, StartAnswer, StopAnswer
from chargehand.model.calls import ShowCost
from chargehand.model.events import (
    Event,
    StationConnected,
    TokenPresented,
    TransactionEnded,
    TransactionStarted,
    TransactionUpdated,
)
from chargehand.model.identity import SessionId, StationId, TokenUid
from chargehand.model.reading import Reading, ReadingSource
from chargehand.model.refusals import Refusal
from chargehand.model.tariff import Money, Tariff
from chargehand.store.units import PostgresUnits
from tests.integration.web.site import Browser, Site
from tests.integration.web.test_operator import operator

HOUSE = {"currency": "EUR", "per_kwh": "0.49", "per_minute": 0.05, "per_session": "1"}
OWN = {"currency": "EUR", "per_kwh": "0.79"}
TARIFF = Tariff(currency="EUR", per_kwh=Decimal("0.49"), per_minute=Decimal("0.05"), per_session=Decimal(1))
CP1 = StationId("CP1")
PATH = "/api/v1/operator/tariff"
OWN_PATH = "/api/v1/operator/stations/CP1/tariff"


class Stay:
    """A 2.x station that is connected, and what it says; a second passes between."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.seq = 0

    async def says(self, kind: type[Event], **facts: Any) -> Answer | Refusal:
        self.site.world.clock.pass_by(seconds=1)
        return await self.site.submit.submit(kind(station=CP1, at=self.site.world.clock(), **facts))

    async def begins(self) -> Answer | Refusal:
        return await self.says(
            TransactionStarted, fresh=SessionId("mine"), connector=1, token=TokenUid("ADA"), ref="tx", seq=0,
            meter_start_wh=Decimal(1_000), said_at=self.site.world.clock() + timedelta(seconds=1),
        )  # fmt: skip

    async def shown(self) -> AuthorizeAnswer:
        answer = await self.says(TokenPresented, token=TokenUid("ADA"))
        assert isinstance(answer, AuthorizeAnswer)
        return answer


@pytest.fixture
async def stay(site: Site) -> Stay:
    ada = await site.world.driver("ada")
    await site.world.card(ada, "ADA")
    await site.world.station("CP1")
    stay = Stay(site)
    await stay.says(StationConnected, protocol="ocpp2.0.1", gateway="g")
    return stay


def is_calm(site: Site) -> None:
    """The lane read itself anew after each change; nothing else happened."""
    assert set(site.observed.faults) <= {"StaleSnapshot"}
    site.observed.faults.clear()


async def put(api: Browser, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = await api.put(path, json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()["tariff"]


async def test_a_tariff_is_told_at_once_and_a_stations_own_goes_first(site: Site, stay: Stay) -> None:
    api = await operator(site)
    assert (await api.get(PATH)).json() == {"tariff": None, "valid_from": None}
    assert (await stay.shown()).tariff is None

    told = await put(api, PATH, HOUSE)
    assert told == {
        "currency": "EUR",
        "per_kwh": "0.49",
        "per_minute": "0.05",
        "per_session": "1",
        "per_idle_minute": "0",
        "idle_grace_s": 0,
    }
    assert (await stay.shown()).tariff == TARIFF
    await put(api, OWN_PATH, OWN)
    assert (await stay.shown()).tariff == Tariff(currency="EUR", per_kwh=Decimal("0.79"))
    assert (await api.get(PATH)).json()["tariff"] == told
    assert (await api.delete(OWN_PATH)).json()["tariff"] is None
    assert (await stay.shown()).tariff == TARIFF
    await api.delete(PATH)
    assert (await stay.shown()).tariff is None
    is_calm(site)


async def test_a_session_keeps_its_tariff_and_its_cost_is_told(site: Site, stay: Stay) -> None:
    api = await operator(site)
    await put(api, PATH, HOUSE)
    begun = await stay.begins()
    assert isinstance(begun, StartAnswer)
    assert begun.token is not None
    assert begun.token.tariff == TARIFF
    await put(api, PATH, OWN)

    site.world.clock.pass_by(seconds=599)
    reading = Reading(
        site.world.clock() + timedelta(seconds=1), Decimal(3_000), None, None, ReadingSource.PERIODIC
    )
    await stay.says(TransactionUpdated, fresh=SessionId("x"), ref="tx", seq=1, readings=(reading,))
    (call,) = await PostgresUnits(site.world.pool).take("g")
    assert call.call == ShowCost("tx", Money(98 + 50 + 100, "EUR"))
    mine = site.program(await site.world.api_token(await site.world.driver("ada")))
    assert (await mine.get("/api/v1/sessions/mine")).json()["cost"] == {"amount": "2.48", "currency": "EUR"}

    site.world.clock.pass_by(seconds=599)
    over = await stay.says(
        TransactionEnded, fresh=SessionId("y"), ref="tx", seq=2, meter_stop_wh=Decimal(5_000)
    )
    final = Money(196 + 100 + 100, "EUR")
    assert over == StopAnswer(cost=final)
    seen = (await mine.get("/api/v1/sessions/mine")).json()
    assert (seen["bill"], seen["cost"]) == ("final", {"amount": "3.96", "currency": "EUR"})
    is_calm(site)


async def test_an_idle_fee_has_a_grace_of_ten_minutes_unless_another_is_told(site: Site) -> None:
    api = await operator(site)
    fee = {"currency": "EUR", "per_idle_minute": "0.25"}
    for body, grace_s in ((fee, 600), (fee | {"idle_grace_s": 0}, 0), (fee | {"idle_grace_s": 1200}, 1200)):
        told = await put(api, PATH, body)
        assert (told["per_idle_minute"], told["idle_grace_s"]) == ("0.25", grace_s)
    bad = {"currency": "EUR", "per_idle_minute": "0.25", "idle_grace_s": -1}
    assert (await api.put(PATH, json=bad)).status_code == 422


@pytest.mark.parametrize(
    "body",
    [
        {"currency": "eur"},
        {"currency": "EURO"},
        {"currency": "EUR", "per_kwh": -0.01},
        {"currency": "EUR", "per_kwh": "NaN"},
        {"currency": "EUR", "per_kwh": "0.1234567"},
        {"currency": "EUR", "per_minute": 1e9},
        {"currency": "EUR", "idle": 1},
        {},
    ],
)
async def test_what_is_no_tariff_changes_nothing(site: Site, body: dict[str, Any]) -> None:
    api = await operator(site)
    await put(api, PATH, HOUSE)
    assert (await api.put(PATH, json=body)).status_code == 422
    assert (await api.get(PATH)).json()["tariff"]["per_kwh"] == "0.49"


async def test_only_operators_and_only_of_stations_that_there_are(site: Site) -> None:
    api = await operator(site)
    for path in (OWN_PATH,):
        assert (await api.get(path)).status_code == 404
        assert (await api.put(path, json=HOUSE)).status_code == 404
        assert (await api.delete(path)).status_code == 404
    driver = site.program(await site.world.api_token(await site.world.driver("ada")))
    assert (await driver.put(PATH, json=HOUSE)).status_code == 403
    assert (await driver.get(PATH)).status_code == 403
