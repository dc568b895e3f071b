"""Hearing what the server orders: who answers it, how, and what is done after the answer has left."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from chargehand.simulator.character import Character
from chargehand.simulator.frames import Call, Error, JsonObject, Result
from chargehand.simulator.hardware.timers import Timers
from chargehand.simulator.parts.mouth import Mouth
from chargehand.simulator.parts.payload import Unfit

Deed: TypeAlias = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered, and what is done after the answer has left."""

    payload: JsonObject
    then: Deed | None = None


Handler: TypeAlias = Callable[[JsonObject], Reply]


def status(status: str, then: Deed | None = None) -> Reply:
    return Reply({"status": status}, then)


@dataclass(slots=True, eq=False)
class Orders:
    """`spelling`: this version's names for the codes of OCPP-J 1.6. `known`: orders of the version that are not obeyed."""

    mouth: Mouth
    timers: Timers
    character: Character
    handlers: Mapping[str, Handler]
    spelling: Mapping[str, str]
    known: frozenset[str] = frozenset()
    _sequence: int = 0

    def hear(self, call: Call) -> None:
        """Answered, and obeyed after the answer; a deaf station does neither."""
        self.mouth.tally.commands += 1
        character = self.character
        if character.deaf:
            return
        handler = self.handlers.get(call.action)
        if handler is None or call.action in character.unsupported:
            code = "NotSupported" if handler is not None or call.action in self.known else "NotImplemented"
            self._refuse(call, code, f"no {call.action} here")
            return
        try:
            reply = handler(call.payload)
        except Unfit as unfit:
            self._refuse(call, unfit.code, str(unfit))
            return
        self.mouth.reply(Result(call.message_id, _spelled(character, call.action, reply.payload)))
        if reply.then is not None:
            self._afterwards(reply.then)

    def _refuse(self, call: Call, code: str, description: str) -> None:
        self.mouth.reply(Error(call.message_id, self.spelling.get(code, code), description, {}))

    def _afterwards(self, deed: Deed) -> None:
        if self.character.reaction_s > 0:
            self._sequence += 1
            self.timers.set(("deed", self._sequence), self.character.reaction_s, deed)
        else:
            deed()


def _spelled(character: Character, action: str, payload: JsonObject) -> JsonObject:
    """The answer in the character's own words (F63)."""
    told = payload.get("status")
    if not isinstance(told, str):
        return payload
    if character.answers_scheduled and action == "ChangeAvailability":
        return payload | {"status": "Scheduled"}
    return payload | {"status": told.lower()} if character.lowercase_answers else payload
