"""What is entered in the audit log: everything that somebody asked to be done, in one place for all routes (S43)."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import datetime
from typing import Final

from starlette.requests import HTTPConnection
from starlette.types import Scope

from chargehand.edge.driver.context import DriverContext
from chargehand.edge.driver.door.errands import Errands
from chargehand.edge.driver.door.limits import browser_of
from chargehand.edge.driver.door.news.happenings import code_of, who_asks
from chargehand.edge.driver.door.origin import SAFE_METHODS
from chargehand.model.audit import Act, Entry
from chargehand.model.visit import Key

PATIENCE_S: Final = 2.0
"""So long an answer waits for its entry."""
SUBJECTS: Final = frozenset(
    {
        "card",
        "case",
        "charger",
        "command",
        "device",
        "fingerprint",
        "identity",
        "key",
        "name",
        "notice",
        "pairing",
        "request_name",
        "session",
    }
)
"""Parts of addresses that are ids. All others (secrets, mail addresses, card numbers) are never entered."""
_SUBJECT: Final = "chargehand.subject"
_KEY: Final = "chargehand.key"
_ROLE: Final = "chargehand.role"
_PART_MAX: Final = 64
_ADDRESS_MAX: Final = 45


def came_by(request: HTTPConnection, key: Key, role: str) -> None:
    """Who asks holds this key, and acts in this role."""
    request.scope[_KEY] = key
    request.scope[_ROLE] = role


def about(request: HTTPConnection, subject: str) -> None:
    """The id of what the request is about, where its address names it by something that is no id."""
    request.scope[_SUBJECT] = subject


def act_of(scope: Scope, route: str, status: int, at: datetime) -> Act | None:
    """What is entered; None: nothing, since nobody asked for anything to be done, or a stranger was turned away.

    A stranger who tries to sign in in vain is entered, as long as the throttle lets them try.
    """
    if scope["method"] in SAFE_METHODS:
        return None
    who, code = who_asks(scope), code_of(scope)
    if who is None and _turned_away(status, code) and not (_enters(route) and status != 429):
        return None
    key: Key | None = scope.get(_KEY)
    return Act(
        at=at,
        actor=who or "",
        device="" if key is None else device_of(key),
        role="nobody" if who is None else scope.get(_ROLE, "driver"),
        act=f"{scope['method']} {route}",
        subject=_subject(scope),
        outcome=str(status),
        code=code,
        address=_plain(browser_of(HTTPConnection(scope)), _ADDRESS_MAX),
    )


def device_of(key: Key) -> str:
    """The name under which the account lists what holds this key."""
    return hashlib.sha256(hashlib.sha256(key.secret.encode()).digest()).hexdigest()


class Clerk:
    """Enters each act before its answer leaves, and never keeps an answer back for it: what was done is done.

    What strangers do is entered after the answer, whose time must tell nothing of whom they asked for (S36). What cannot be entered, or not in time, is told as an error with everything that the entry would say.
    """

    def __init__(self, context: DriverContext, errands: Errands) -> None:
        self._context = context
        self._errands = errands

    async def enter(self, scope: Scope, route: str, status: int) -> None:
        act = act_of(scope, route, status, self._context.clock())
        if act is None:
            return
        if act.actor:
            await self._enter(act, route)
        elif not self._errands.put(lambda: self._enter(act, route)):
            self._context.observer.audited(act, None)

    async def _enter(self, act: Act, route: str) -> None:
        self._context.observer.audited(act, await self._entered(act, route))

    async def _entered(self, act: Act, route: str) -> Entry | None:
        log = self._context.audit
        if log is None or (_turned_away(int(act.outcome), act.code) and not self._context.room()):
            return None  # what little room there is is not for those who were turned away (F97)
        try:
            async with asyncio.timeout(PATIENCE_S):
                return await log.enter(act)
        except Exception as fault:  # whatever it is: a charge that was stopped must not look as if it went on
            self._context.observer.fault("audit", route, fault)
            return None


def _turned_away(status: int, code: str) -> bool:
    """Pages send who is not signed in elsewhere instead of telling them a problem."""
    return status >= 400 or code != ""


def _enters(route: str) -> bool:
    return route.removeprefix("/api/v1").startswith("/sign-in/")


def _subject(scope: Scope) -> str:
    told: str | None = scope.get(_SUBJECT)
    if told is not None:
        return told
    named: dict[str, object] = scope.get("path_params", {})
    return "/".join(_plain(str(value), _PART_MAX) for name, value in named.items() if name in SUBJECTS)


def _plain(text: str, length: int) -> str:
    """As it came if it could be an id, else nothing: what strangers write into addresses may be anything."""
    return text if len(text) <= length and text.isprintable() and "@" not in text else ""
