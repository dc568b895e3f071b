"""A new password for a station, made here and sent to it: nobody else ever has it, and nobody is locked out (S07, S08).

The verifier is kept before the frame leaves. Whatever breaks off after that, the station comes in with what it has: the
old password or the new one. The first login with the new one ends the old one (`door.reception`).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from chargehand.edge.gateway.asking import TOO_LATE
from chargehand.edge.gateway.ports import StationDoor
from chargehand.model.calls import CallOutcome, Reply, SetPassword
from chargehand.model.credentials import verifier_for
from chargehand.model.identity import StationId

KEY_BYTES: Final = 20
SALT_BYTES: Final = 16
UNDER_WAY: Final = "keys_under_way"
"""As many new keys as may be are unsettled: the station comes in with one of them first, or a person sets a password."""
_REFUSALS: Final = frozenset(
    {"notimplemented", "notsupported", "notsupportedattributetype", "unknowncomponent", "unknownvariable"}
)
"""How a station says that it does not know the request; any other error may come from one that had begun to do it."""


class Rotation:
    def __init__(self, door: StationDoor, fresh_bytes: Callable[[int], bytes]) -> None:
        self._door = door
        self._fresh_bytes = fresh_bytes

    async def change(self, station: StationId, ask: Callable[[SetPassword], Awaitable[Reply]]) -> Reply:
        """The station has a new password, or keeps its old one. Raises WorldFault; then both are good."""
        key = self._fresh_bytes(KEY_BYTES).hex()
        return await self.bring(station, key, lambda: ask(SetPassword(key)), _itself)

    async def bring(
        self,
        station: StationId,
        key: str,
        ask: Callable[[], Awaitable[Reply]],
        meant: Callable[[Reply], Reply],
    ) -> Reply:
        """What `ask` brings counts as the station's new password; `meant`: what its answer says about that."""
        verifier = verifier_for(key, self._fresh_bytes(SALT_BYTES))
        if not await self._door.add_next_key(station, verifier):
            return Reply(CallOutcome.REJECTED, UNDER_WAY)
        reply = await ask()
        said = meant(reply)
        if said.outcome is CallOutcome.ACCEPTED:
            await self._door.settle_next_key(station, verifier, taken=True)
        elif _is_refused(said):
            await self._door.settle_next_key(station, verifier, taken=False)
        return reply


def _itself(reply: Reply) -> Reply:
    return reply


def _is_refused(reply: Reply) -> bool:
    """Whether the station surely does not have the new password."""
    match reply.outcome:
        case CallOutcome.REJECTED | CallOutcome.OFFLINE:
            return True
        case CallOutcome.UNSUPPORTED:
            return reply.detail.lower() in _REFUSALS
        case _:
            return reply.detail == TOO_LATE
