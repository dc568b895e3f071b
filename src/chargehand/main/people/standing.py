"""How drivers' accounts stand, from the command line: the same rules as over the API."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

import asyncpg

from chargehand.main.audit.acts import about
from chargehand.main.calling import in_step, unit_at
from chargehand.main.chance import clock, fresh_id, fresh_secret
from chargehand.main.database import visited
from chargehand.main.settings import Settings
from chargehand.main.talk import Refused
from chargehand.model.account import DriverChoice, DriverSheet, DriverWish, LiveSession
from chargehand.model.events import StopRequested
from chargehand.model.faults import LaneHalted, UnknownStation
from chargehand.model.identity import CommandId, DriverId
from chargehand.model.refusals import Refusal
from chargehand.model.token import AccountStatus, Driver
from chargehand.store.people.drivers import Drivers
from chargehand.store.pool import open_pool
from chargehand.views.account.letters import invitation_letter
from chargehand.views.words.language import Language

INVITED_HOURS: Final = 24
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+")


class StillCharging(Refused):
    """Whether what runs is to be stopped was not said."""

    def __init__(self, email: str, where: str) -> None:
        super().__init__(
            f"{email} is charging at {where}: say --stop-live to stop that now, or --leave-live."
        )
        self.question = f"{email} is charging at {where}. Stop that now?"


@dataclass(frozen=True)
class Stood:
    """How the account stands now. `stops`: per live session that was to be stopped, what was said to it."""

    sheet: DriverSheet
    stops: tuple[tuple[str, str], ...] = ()


class Standing:
    """One visit. Refused: a considered no."""

    def __init__(self, pool: asyncpg.Pool, settings: Settings) -> None:
        self._drivers = Drivers(pool, clock)
        self._unit = unit_at(pool, settings)
        self._base_url = settings.web_address(settings.web_port)

    async def list(self, status: AccountStatus | None, limit: int) -> list[DriverSheet]:
        """By address."""
        return await self._drivers.chosen(DriverChoice(status=status, limit=limit))

    async def activate(self, email: str) -> Stood:
        return await self._put(await self._sheet(email), AccountStatus.ACTIVE)

    async def suspend(self, email: str, stop_live: bool | None) -> Stood:
        """History can be read, Start and Stop are refused. Raises StillCharging if a session is live and `stop_live` is not told."""
        return await self._out(await self._sheet(email), AccountStatus.SUSPENDED, stop_live)

    async def close(self, email: str, stop_live: bool | None) -> Stood:
        """Nobody comes in any more."""
        return await self._out(await self._sheet(email), AccountStatus.CLOSED, stop_live)

    async def sign_out(self, email: str) -> Stood:
        """Nothing that the driver holds lets in any more; the account stays as it is."""
        sheet = await self._sheet(email)
        await self._drivers.sign_out(sheet.driver.id)
        return Stood(sheet)

    async def invite(self, email: str, name: str, lang: Language) -> Stood:
        """A letter waits with a link that is good for a day; who is not known is added."""
        if not _EMAIL.fullmatch(email) or not email.isprintable():
            raise Refused(f"{email!r} is no e-mail address.")
        known = await self._drivers.sheet(email)
        if known is not None and known.driver.account is not AccountStatus.INVITED:
            about(known.driver.id)
            raise Refused(f"{email} has an account already: {known.driver.account}.")
        fresh = Driver(id=DriverId(fresh_id()), email=email, name=name, account=AccountStatus.INVITED)
        driver = await self._drivers.add(fresh)
        about(driver.id)
        secret, door = fresh_secret(), f"{self._base_url}/sign-in"
        letter = invitation_letter("Chargehand", f"{door}/{secret}", door, lang)
        await self._drivers.invite(driver.id, secret, INVITED_HOURS, letter)
        return Stood(await self._sheet(email))

    async def _out(self, sheet: DriverSheet, status: AccountStatus, stop_live: bool | None) -> Stood:
        if sheet.live and stop_live is None:
            where = ", ".join(each.station for each in sheet.live)
            raise StillCharging(sheet.driver.email, where)
        stood = await self._put(sheet, status)
        live = sheet.live if stop_live else ()
        return Stood(stood.sheet, tuple([(each.id, await self._stop(each)) for each in live]))

    async def _put(self, sheet: DriverSheet, status: AccountStatus) -> Stood:
        if not await self._drivers.put(sheet.driver.id, DriverWish(status=status)):
            raise Refused("Nothing is left of this account.")
        return Stood(await self._sheet(sheet.driver.id))

    async def _stop(self, live: LiveSession) -> str:
        """`asked`, or why not."""
        event = StopRequested(
            station=live.station, at=clock(), command=CommandId(fresh_id()), session=live.id, driver=None
        )
        try:
            answer = await self._unit.submit(event)
        except (LaneHalted, UnknownStation) as fault:
            return str(fault)
        return str(answer) if isinstance(answer, Refusal) else "asked"

    async def _sheet(self, named: str) -> DriverSheet:
        sheet = await self._drivers.sheet(named)
        if sheet is None:
            raise Refused(f"There is no driver {named}: chargehand driver add {named}")
        about(sheet.driver.id)
        return sheet


@asynccontextmanager
async def standing(settings: Settings) -> AsyncGenerator[Standing]:
    """The house's database for a moment, wherever it is."""
    async with visited(settings) as dsn:
        pool = await open_pool(dsn, size=2)
        try:
            await in_step(pool)
            yield Standing(pool, settings)
        finally:
            await pool.close()
