"""What a version offers to whoever holds its sockets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from msgspec import Raw, Struct

from chargehand.model.answers import Answer
from chargehand.model.calls import Call, CallOutcome
from chargehand.model.events import Event
from chargehand.model.identity import SessionId, StationId
from chargehand.wire.ocpp.dialect import Dialect


class Context(Struct, frozen=True, gc=False):
    """What a frame cannot say itself: whose it is, when we got it, and ids for what may have to be made."""

    station: StationId
    at: datetime
    fresh: Callable[[], str]

    def session(self) -> SessionId:
        return SessionId(self.fresh())


class Question(Struct, frozen=True, gc=False):
    """The call that is answered, where the answer must repeat part of it; `at` is our own time."""

    payload: Raw | bytes
    at: datetime


class CallText(Struct, frozen=True):
    """One CALL to send: `payload` is JSON. `subject` names it where one wish is made of several."""

    action: str
    payload: bytes
    subject: str = ""


class Codec(Protocol):
    """One version's payloads. Reading raises WireFault for what the peer did wrong, writing OurWireFault for what we did."""

    @property
    def dialect(self) -> Dialect: ...

    def read(self, action: str, payload: Raw | bytes, context: Context) -> Event:
        """What the station's call tells. A StationHeard wants the answer of `write_heard`, all others the engine's."""
        ...

    def write_answer(self, action: str, answer: Answer, asked: Question | None = None) -> bytes:
        """The payload that answers `action`; `asked` is what some answers repeat."""
        ...

    def write_heard(self, at: datetime) -> bytes:
        """The payload that answers a Heartbeat at `at`."""
        ...

    def write_call(self, call: Call) -> tuple[CallText, ...]:
        """What to send for `call`, in order; more than one where the version asks for one thing at a time."""
        ...

    def read_result(self, call: Call, payload: Raw | bytes) -> tuple[CallOutcome, str]:
        """What the station's answer to (one part of) `call` means; with a word of detail when it is not plain."""
        ...

    def read_error(self, code: str) -> tuple[CallOutcome, str]:
        """What a CALLERROR to one of our calls means."""
        ...
