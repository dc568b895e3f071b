"""Lets a request in, or says why not. Whatever breaks on the way keeps the door shut (S50)."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

from msgspec import Struct
from starlette.requests import Request

from chargehand.edge.driver.context import DriverContext
from chargehand.edge.driver.door.form import read_form
from chargehand.edge.driver.door.keys import form_token, key_of
from chargehand.edge.driver.door.looks import recognised
from chargehand.edge.driver.door.news.acts import came_by
from chargehand.edge.driver.door.news.happenings import known
from chargehand.edge.driver.door.origin import SAFE_METHODS, is_foreign
from chargehand.edge.driver.door.throttle import Buckets
from chargehand.edge.driver.problems import (
    forbidden,
    foreign_origin,
    form_token_wrong,
    proof_needed,
    signed_out,
    too_many,
)
from chargehand.model.faults import NoRoom
from chargehand.model.identity import DriverId, StationId, TokenUid
from chargehand.model.passkey import Proof
from chargehand.model.token import AccountStatus, Driver
from chargehand.model.visit import Key, KeyKind, Named

NOTHING = Named()
SEEN_EVERY = timedelta(minutes=5)
RECENT = timedelta(minutes=15)
"""So long after somebody proved who they are they may change who comes in (S37)."""
CSRF_HEADER = "x-csrf-token"
CSRF_FIELD = "csrf"


class Caller(Struct, frozen=True, kw_only=True):
    """Who was let in, with what the request named as far as it is theirs to speak of."""

    driver: Driver
    key: Key
    scope: str
    station: StationId | None
    token: TokenUid | None
    proof: Proof = Proof.LETTER
    proved_at: datetime | None = None

    @property
    def proved(self) -> bool:
        """Whether they came in by more than a card at a reader."""
        return self.proof is not Proof.CARD

    def proved_since(self, at: datetime) -> bool:
        """Whether they proved who they are since then."""
        return self.proved and self.proved_at is not None and self.proved_at >= at

    @property
    def active(self) -> bool:
        return self.driver.account is AccountStatus.ACTIVE

    @property
    def csrf(self) -> str:
        return form_token(self.key)


class Guard:
    def __init__(self, context: DriverContext) -> None:
        self._context = context
        settings = context.settings
        self._requests = Buckets(settings.requests_burst, settings.requests_per_s)
        self._wishes = Buckets(settings.wishes_burst, settings.wishes_per_s)

    async def insist_on_key(self, request: Request) -> None:
        """Raises Problem unless some key is shown in the right way: who knocks without one is told nothing more."""
        key = key_of(request, self._context.settings)
        if key is None:
            raise signed_out()
        if key.kind is KeyKind.COOKIE and request.method not in SAFE_METHODS:
            await self._insist_on_own_page(request, key)

    async def recognise(self, request: Request, named: Named = NOTHING) -> Caller | None:
        """Who asks, found together with what is named by one query; None for nobody.

        Raises Problem for an unsafe request that did not come from our own pages (S33), and for too many of any kind (S39).
        """
        key = key_of(request, self._context.settings)
        if key is None:
            return None
        if key.kind is KeyKind.COOKIE and request.method not in SAFE_METHODS:
            await self._insist_on_own_page(request, key)
        visit = await self._context.accounts.visit(key, named)
        if visit is None:
            return None
        known(request, visit.driver.id)
        came_by(request, key, visit.scope)
        recognised(request, visit.driver)
        now = self._context.clock()
        self._count(self._requests, visit.driver.id)
        if visit.seen_at is not None and now - visit.seen_at > SEEN_EVERY:
            await self._context.accounts.touch(key)
        return Caller(
            driver=visit.driver,
            key=key,
            scope=visit.scope,
            station=visit.station,
            token=visit.token,
            proof=visit.proof,
            proved_at=visit.proved_at,
        )

    async def admit(self, request: Request, named: Named = NOTHING, *, scope: str = "driver") -> Caller:
        """As `recognise`, but nobody is turned away with 401 and a token of another scope with 403."""
        caller = await self.recognise(request, named)
        if caller is None:
            raise signed_out()
        if caller.scope != scope or (scope == "operator" and not caller.driver.operator):
            raise forbidden()
        if request.method not in SAFE_METHODS:
            self.insist_on_room()
        return caller

    def insist_on_proof(self, caller: Caller, *, recent: bool = False) -> None:
        """Raises Problem for who came in by a card alone; with `recent` also for who did so long ago (S37)."""
        if not caller.proved or (recent and not self.is_recent(caller)):
            raise proof_needed()

    def is_recent(self, caller: Caller) -> bool:
        return caller.proved_since(self._context.clock() - RECENT)

    def insist_on_room(self) -> None:
        """Raises NoRoom while nothing may be written. Signing in and out stay possible: so that there is somebody who can read."""
        if not self._context.room():
            raise NoRoom("the disk is nearly full")

    def count_wish(self, caller: Caller) -> None:
        """Raises Problem when this driver wished for more than anybody could mean (S39)."""
        self._count(self._wishes, caller.driver.id)

    def _count(self, buckets: Buckets, driver: DriverId) -> None:
        wait_s = buckets.wait_s(driver, self._context.clock())
        if wait_s > 0:
            raise too_many(wait_s)

    async def _insist_on_own_page(self, request: Request, key: Key) -> None:
        if is_foreign(request, self._context.settings):
            raise foreign_origin()
        shown = request.headers.get(CSRF_HEADER)
        if shown is None:
            shown = (await read_form(request)).get(CSRF_FIELD, "")
        if not hmac.compare_digest(shown.encode(), form_token(key).encode()):
            raise form_token_wrong()
