"""What the driver has used, by local days or months, and the tariff of a charger."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from chargehand.edge.driver.api.replies import api_router, described, reply
from chargehand.edge.driver.door.eyes import zone_named
from chargehand.edge.driver.door.naming import charger_id
from chargehand.edge.driver.ports import Usage
from chargehand.edge.driver.problems import invalid
from chargehand.edge.driver.refusals import Refused
from chargehand.edge.driver.web import Web
from chargehand.model.refusals import Refusal
from chargehand.model.visit import SessionFilter
from chargehand.views.usage.objects import ChargerTariffObject, UsageList, charger_tariff_object, usage_list
from chargehand.views.usage.period import DAYS_MAX, By, Period, this_month, used

_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
DayFrom = Annotated[
    str | None, Query(alias="from", pattern=_DAY, description="A local day; else the first of the month.")
]
DayTo = Annotated[
    str | None, Query(alias="to", pattern=_DAY, description="A local day, inclusive; else today.")
]
Zone = Annotated[
    str | None, Query(max_length=64, description="IANA name of the time zone whose days are meant.")
]


class UsageApi:
    def __init__(self, web: Web, usage: Usage) -> None:
        self._web = web
        self._usage = usage

    def router(self) -> APIRouter:
        router = api_router(self._web.guard, "/api/v1", "usage")
        router.add_api_route("/usage", self.usage, methods=["GET"], responses=described(UsageList))
        router.add_api_route(
            "/chargers/{charger}/tariff",
            self.tariff,
            methods=["GET"],
            responses=described(ChargerTariffObject),
        )
        return router

    async def usage(
        self,
        request: Request,
        since: DayFrom = None,
        until: DayTo = None,
        by: By = By.DAY,
        zone: Zone = None,
    ) -> Response:
        """Energy and cost of the driver's sessions, each on the local day on which it began; 400 days at most."""
        caller = await self._web.guard.admit(request)
        chosen = self._web.eyes(request).zone if zone is None else zone_named(zone)
        if chosen is None:
            raise invalid("`zone` is no time zone (Europe/Amsterdam).")
        today = self._web.context.clock().astimezone(chosen).date()
        try:
            period = _period(since, until, by, today)
            from_at, until_at = period.bounds(chosen)
        except (OverflowError, ValueError) as fault:
            raise invalid("`from` and `to` are days that a calendar has (2026-03-04).") from fault
        if not timedelta(0) <= period.last - period.first < timedelta(days=DAYS_MAX):
            raise invalid(f"`from` is not after `to`, and {DAYS_MAX} days are the most.")
        sessions = await self._usage.used(caller.driver.id, SessionFilter(from_at=from_at, until_at=until_at))
        return reply(usage_list(period, used(sessions, period, chosen), str(chosen)))

    async def tariff(self, request: Request, charger: str) -> Response:
        """What a session costs that begins there now; it keeps this price to its end."""
        caller = await self._web.guard.admit(request)
        chosen = charger_id(charger)
        if await self._web.context.sights.station(caller.driver.id, chosen) is None:
            raise Refused(Refusal.NOT_FOUND)
        return reply(charger_tariff_object(await self._usage.tariff(chosen, self._web.context.clock())))


def _period(since: str | None, until: str | None, by: By, today: date) -> Period:
    """What is not told is the current month until today. Raises ValueError for what is no day."""
    last = date.fromisoformat(until) if until else today
    first = date.fromisoformat(since) if since else this_month(last).first
    return Period(first, max(last, first) if until is None else last, by)
