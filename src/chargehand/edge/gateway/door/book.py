"""Credentials, looked up for many stations at once and kept for moments: a storm of connections is a few queries (F30)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from chargehand.edge.gateway.ports import StationDoor
from chargehand.model.credentials import Credentials, SecurityProfile, Verifier
from chargehand.model.faults import WorldFault

_BATCH_MAX: Final = 1000
_KEPT_MAX: Final = 20_000


class CredentialBook:
    """What waits while one question is under way goes together into the next."""

    def __init__(self, door: StationDoor, kept_s: float, monotonic: Callable[[], float]) -> None:
        self._door = door
        self._kept_s = kept_s
        self._monotonic = monotonic
        self._kept: dict[str, tuple[float, Credentials]] = {}
        self._waiting: dict[str, asyncio.Future[Credentials | None]] = {}
        self._asking: asyncio.Task[None] | None = None

    def kept(self, identity: str) -> Credentials | None:
        """As they were a moment ago; None when nobody asked for them lately."""
        kept = self._kept.get(identity)
        return kept[1] if kept is not None and kept[0] > self._monotonic() else None

    async def credentials(self, identity: str) -> Credentials | None:
        """As they are now. None for a station that is not configured. Raises WorldFault."""
        loop = asyncio.get_running_loop()
        answer = self._waiting.get(identity)
        if answer is None:
            answer = self._waiting[identity] = loop.create_future()
        if self._asking is None:
            self._asking = loop.create_task(self._ask())
        return await asyncio.shield(answer)

    async def came_in(self, identity: str, key: Verifier | None, profile: SecurityProfile | None) -> None:
        """The station came in with this new key, or in this stronger way: it counts from now on. Raises WorldFault."""
        if key is not None:
            await self._door.promote_key(identity, key)
        if profile is not None:
            await self._door.raise_profile(identity, profile)
        self._kept.pop(identity, None)

    async def _ask(self) -> None:
        try:
            while self._waiting:
                some = dict(list(self._waiting.items())[:_BATCH_MAX])
                for identity in some:
                    del self._waiting[identity]
                await self._ask_for(some)
        finally:
            self._asking = None

    async def _ask_for(self, some: dict[str, asyncio.Future[Credentials | None]]) -> None:
        try:
            found = await self._door.credentials(tuple(some))
        except Exception as fault:  # boundary: whoever waits must hear that nobody can be let in (S50)
            for answer in some.values():
                _fail(answer, fault)
            return
        self._keep(found if isinstance(found, dict) else dict(found))
        for identity, answer in some.items():
            if not answer.done():
                answer.set_result(found.get(identity))

    def _keep(self, found: dict[str, Credentials]) -> None:
        now = self._monotonic()
        if len(self._kept) + len(found) > _KEPT_MAX:
            self._kept = {name: entry for name, entry in self._kept.items() if entry[0] > now}
        if len(self._kept) + len(found) > _KEPT_MAX:
            self._kept.clear()
        until = now + self._kept_s
        self._kept.update((name, (until, credentials)) for name, credentials in found.items())


def _fail(answer: asyncio.Future[Credentials | None], fault: Exception) -> None:
    if not answer.done():
        answer.set_exception(fault if isinstance(fault, WorldFault) else WorldFault("credentials"))
        answer.exception()  # looked at, in case nobody waits any more
