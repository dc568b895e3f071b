"""A small world for the web's tests: drivers, cards, stations and sessions, written straight into the tables."""

from __future__ import annotations

import itertools
import json
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypedDict, Unpack

import asyncpg

from chargehand.model.identity import CardId, DriverId, SessionId, TokenUid
from chargehand.model.token import AccountStatus, Driver
from chargehand.model.visit import IssuedToken
from chargehand.store.accounts import Accounts
from chargehand.store.inbox.support import Support
from chargehand.store.letters import Letters
from chargehand.store.sights import Sights

BASE_URL = "http://127.0.0.1:8080"


class Clock:
    """Time that stands until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: float) -> None:
        self.now += timedelta(**span)


class Told(TypedDict, total=False):
    """Of a session: what a test cares about."""

    token: str | None
    connector: int
    started_s_ago: float
    ended_s_ago: float | None
    energy_wh: int


class Said(TypedDict, total=False):
    """Of a piece of evidence: what a test cares about."""

    s_ago: float
    claim: str
    grade: str
    source: str
    note: str


@dataclass
class World:
    pool: asyncpg.Pool
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.accounts = Accounts(
            self.pool, clock=self.clock, fresh_secret=lambda: secrets.token_urlsafe(32), base_url=BASE_URL
        )
        self.sights = Sights(self.pool)
        self.letters = Letters(self.pool)
        self._count = itertools.count(1)

    async def driver(
        self, name: str, account: AccountStatus = AccountStatus.ACTIVE, *, operator: bool = False
    ) -> Driver:
        return await self.accounts.add_driver(
            Driver(
                id=DriverId(f"d_{name}"),
                email=f"{name}@example.org",
                name=name,
                account=account,
                operator=operator,
            )
        )

    async def card(self, driver: Driver, uid: str) -> CardId:
        return await self.accounts.put_card(
            TokenUid(uid), CardId(f"card{next(self._count)}"), driver.id, f"card of {driver.name}"
        )

    async def api_token(self, driver: Driver, scope: str = "driver") -> str:
        issued = await self.accounts.issue_api_token(driver.email, scope=scope)
        assert isinstance(issued, IssuedToken)
        return issued.secret

    async def station(self, identity: str, *, connectors: int = 1, connected: bool = True) -> str:
        """The public id of a station that was heard just now."""
        public_id = f"p{identity}"
        await self.pool.execute(
            "insert into station (identity, public_id, name, connected, heard_at, protocol, epoch, gateway, version)"
            " values ($1, $2, $3, $4, $5, 'ocpp1.6', 1, 'g', 7)",
            identity,
            public_id,
            f"Charger {identity}",
            connected,
            self.clock(),
        )
        for number in range(1, connectors + 1):
            await self.pool.execute(
                "insert into connector (station, number, status, status_at, type, power_w_max)"
                " values ($1, $2, 'available', $3, 'type2', 22000)",
                identity,
                number,
                self.clock(),
            )
        return public_id

    async def session(self, driver: Driver, station: str, **told: Unpack[Told]) -> str:
        """The id of an open session, or of one that ended, with a start and a latest reading."""
        number, now = next(self._count), self.clock()
        session = f"s{number:021d}"
        started_at = now - timedelta(seconds=told.get("started_s_ago", 600))
        ended_s_ago = told.get("ended_s_ago")
        ended_at = None if ended_s_ago is None else now - timedelta(seconds=ended_s_ago)
        read_at = ended_at or now - timedelta(seconds=4)
        await self.pool.execute(
            "insert into session (id, station, number, connector, token, driver, transaction, ref, started_at,"
            " start_received_at, meter_start_wh, energy_phase, bill, card_hold, ended_at, end_basis, base_wh,"
            " register_wh, register_at, power_w, read_at, received_at, made_at)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, 1000, $10, $11, $12, $13, $14, 1000, $15, $16, 11000,"
            " $16, $16, $9)",
            session,
            station,
            number,
            told.get("connector", 1),
            told.get("token"),
            driver.id,
            "open" if ended_at is None else "ended",
            str(number),
            started_at,
            "charging" if ended_at is None else "idle",
            "running" if ended_at is None else "final",
            "held" if ended_at is None else "released",
            ended_at,
            None if ended_at is None else "reported",
            1000 + told.get("energy_wh", 12_400),
            read_at,
        )
        return session

    async def reading(self, session: str, *, s_ago: float, energy_wh: int, source: str = "periodic") -> None:
        at = self.clock() - timedelta(seconds=s_ago)
        await self.pool.execute(
            "insert into reading (session, at, received_at, energy_wh, register_wh, power_w, source)"
            " values ($1, $2, $2, $3, $4, 11000, $5)",
            session,
            at,
            energy_wh,
            1000 + energy_wh,
            source,
        )

    async def evidence(self, session: str, signal: str, **told: Unpack[Said]) -> None:
        at = self.clock() - timedelta(seconds=told.get("s_ago", 0))
        await self.pool.execute(
            "insert into evidence (session, signal, claim, grade, source, at, received_at, note)"
            " values ($1, $2, $3, $4, $5, $6, $6, $7)",
            session,
            signal,
            told.get("claim", "nothing"),
            told.get("grade", "D"),
            told.get("source", "station"),
            at,
            told.get("note", ""),
        )

    async def doubt(self, session: str, signal: str, *, s_ago: float = 0) -> None:
        """The session is doubted since then, and will be closed in ten minutes."""
        now = self.clock()
        await self.pool.execute(
            "update session set doubted_at = $2, doubt = $3, close_at = $4 where id = $1",
            session,
            now - timedelta(seconds=s_ago),
            signal,
            now + timedelta(minutes=10),
        )

    async def command(
        self, command: str, kind: str, station: str, driver: Driver, session: str | None = None
    ) -> None:
        await self.pool.execute(
            "insert into command (id, kind, station, session, driver, state, requested_at, deadline_at)"
            " values ($1, $2, $3, $4, $5, 'requested', $6, $7)",
            command,
            kind,
            station,
            session,
            driver.id,
            self.clock(),
            self.clock() + timedelta(seconds=30),
        )

    async def notice(self, driver: Driver, notice: str, kind: str, **facts: object) -> None:
        """A notice of now; `session`, `s_ago` and `read` are not facts."""
        session, s_ago, read = facts.pop("session", None), facts.pop("s_ago", 0), facts.pop("read", False)
        at = self.clock() - timedelta(seconds=float(str(s_ago)))
        await self.pool.execute(
            "insert into notice (id, driver, kind, about, session, at, facts, read_at, made_at)"
            " values ($1, $2, $3, $1, $4, $5, $6::jsonb, $7, $5)",
            notice,
            driver.id,
            kind,
            session,
            at,
            json.dumps(facts),
            at if read else None,
        )

    async def told(self, driver: Driver, session: str) -> None:
        """A notice, a device and a case of this driver's, under names that tests know."""
        now = self.clock()
        await self.notice(driver, "hersnotice", "card_lost", note="hers alone")
        await self.pool.execute(
            "insert into push_device (id, driver, endpoint, p256dh, auth, name, made_at)"
            " values ('hersdevice', $1, 'https://fcm.googleapis.com/hers', 'k', 'a', 'hers alone', $2)",
            driver.id,
            now,
        )
        support = Support(self.pool)
        facts = await support.facts(driver.id, SessionId(session), None, now)
        assert facts is not None
        assert await support.open("herscase", driver.id, facts, "hers alone", now)
