"""What every message of every version comes to here, found out by trying it: nothing in this file is kept by hand."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

import chargehand
from chargehand.model.answers import (
    Answer,
    AuthorizeAnswer,
    BootAnswer,
    ContractAnswer,
    LeadAnswer,
    NeedsAnswer,
    Noted,
    RevocationAnswer,
    SigningAnswer,
    StartAnswer,
    StopAnswer,
    Unscheduled,
    UpdateAnswer,
)
from chargehand.model.calls import (
    AnyCall,
    AskTransaction,
    Call,
    ChangeAvailability,
    Configure,
    Reset,
    SendLocalList,
    SetChargingLimit,
    SetPassword,
    ShowCost,
    StartTransaction,
    StopTransaction,
    Trigger,
    TriggerMessage,
    UnlockConnector,
    UpdateFirmware,
)
from chargehand.model.contracts import Assurance, ContractStanding, Standing
from chargehand.model.events import (
    CertificateAsked,
    ChargingNeedsReported,
    ContractAsked,
    Event,
    LeadAsked,
    RevocationAsked,
    StationBooted,
    StationHeard,
    StationReported,
    TokenPresented,
    TransactionEnded,
    TransactionStarted,
    TransactionUpdated,
)
from chargehand.model.identity import StationId, TokenUid
from chargehand.model.limits import Limits
from chargehand.model.local_list import ListedToken
from chargehand.model.station import BootStatus
from chargehand.model.tariff import Money, Tariff
from chargehand.model.token import TokenStatus
from chargehand.wire.ocpp.codec import Codec, Context, Question
from chargehand.wire.ocpp.learning import Learned, learned
from chargehand.wire.ocpp.strict import Direction, Kind, actions, direction, is_answered
from chargehand.wire.ocpp.versions import CODECS
from tests.hostile.mutations import Json, Schema, names

VERSIONS = {"1.6": "ocpp1.6", "2.0.1": "ocpp2.0.1", "2.1": "ocpp2.1"}
SOURCE = Path(chargehand.__file__).parent
HOUSE = "by the house"
NOW = datetime(2026, 11, 20, 4, 30, tzinfo=UTC)
SOON = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)


class Status(StrEnum):
    SUPPORTED = "supported"
    """It has an effect of its own here."""
    STORED = "stored"
    """It is kept as it came, or can be sent as it is; nothing else follows."""
    NOT_APPLICABLE = "not applicable"
    """A central system takes no part in it, or it wants a service that this house has not: the row tells."""


@dataclass(frozen=True)
class Message:
    """One action in one direction."""

    version: str
    action: str
    from_station: bool

    def __str__(self) -> str:
        return f"{self.version}-{self.action}"

    @property
    def protocol(self) -> str:
        return VERSIONS[self.version]

    @property
    def is_answered(self) -> bool:
        return is_answered(self.protocol, self.action)

    def schema(self, kind: Kind) -> Schema:
        name = self.action + ("Response" if kind is Kind.RESPONSE else "Request")
        known = names(self.protocol)
        return Schema(self.protocol, name if name in known else self.action)


@dataclass(frozen=True)
class Finding:
    """What a message comes to: `told` are names of our own events, calls and facts, `answer` is what a station hears."""

    status: Status
    told: tuple[str, ...]
    answer: str = ""


def codec_of(protocol: str) -> Codec:
    return next(codec for codec in CODECS if codec.dialect.subprotocol == protocol)


@cache
def from_stations() -> tuple[Message, ...]:
    return _messages(from_station=True)


@cache
def to_stations() -> tuple[Message, ...]:
    return _messages(from_station=False)


def _messages(*, from_station: bool) -> tuple[Message, ...]:
    other = Direction.CSMS if from_station else Direction.STATION
    return tuple(
        Message(version, action, from_station)
        for version, protocol in VERSIONS.items()
        for action in sorted(actions(protocol))
        if direction(protocol, action) is not other
    )


# examples


def examples(message: Message, kind: Kind = Kind.REQUEST) -> Iterator[Json]:
    """The least that is valid, all there can be, and that once with each word of each list of words in it."""
    schema = message.schema(kind)
    yield schema.example(whole=False)
    whole = schema.example(whole=True)
    yield whole
    for name in whole:
        for word in schema.at((name,)).get("enum", ())[1:]:
            yield {**whole, name: word}
    if message.action == "NotifyEvent" and kind is Kind.REQUEST:
        yield _a_status_as_an_event(schema.example(whole=False))


def _a_status_as_an_event(payload: Json) -> Json:
    """Since 2.1 a station may say so how its connector is (G01)."""
    place = {"component": {"name": "Connector", "evse": {"id": 1, "connectorId": 1}}}
    state = {"variable": {"name": "AvailabilityState"}, "actualValue": "Occupied"}
    return {**payload, "eventData": [{**payload["eventData"][0], **place, **state}]}


def text_of(payload: Json) -> bytes:
    return json.dumps(payload, separators=(",", ":")).encode()


# what a station says


def read(message: Message, payload: Json) -> Event:
    context = Context(StationId("CP1"), NOW, lambda: "fresh")
    return codec_of(message.protocol).read(message.action, text_of(payload), context)


def answers(message: Message, payload: Json) -> Iterator[bytes]:
    """All kinds of answers that such a message can get."""
    codec, event = codec_of(message.protocol), read(message, payload)
    if isinstance(event, StationHeard):
        yield codec.write_heard(NOW)
        return
    for answer in _answers(event):
        yield codec.write_answer(message.action, answer, Question(text_of(payload), NOW))


def _answers(event: Event) -> Iterator[Answer]:
    match event:
        case StationBooted():
            yield from (BootAnswer(status, 60, NOW) for status in BootStatus)
        case TokenPresented():
            yield from _about_a_token()
        case TransactionStarted():
            yield from (StartAnswer(7, told, limits) for told in _about_a_token() for limits in LIMITS)
            if event.ref is not None:
                yield StartAnswer(7, None)
        case TransactionUpdated():
            yield from (
                UpdateAnswer(told, None, limits) for told in (None, *_about_a_token()) for limits in LIMITS
            )
        case TransactionEnded():
            yield from (StopAnswer(told) for told in (None, *_about_a_token()))
        case ChargingNeedsReported():
            yield from (NeedsAnswer(reason) for reason in (None, *Unscheduled))
        case LeadAsked():
            yield from (LeadAnswer(None), LeadAnswer(0), LeadAnswer(11_000))
        case CertificateAsked():
            yield from (SigningAnswer(accepted) for accepted in (True, False))
        case ContractAsked():
            yield from (Noted(), ContractAnswer(True, "cmVz", 1), ContractAnswer(False))
        case RevocationAsked():
            known = (Assurance(standing, "cHJvb2Y=", SOON) for standing in Standing)
            yield from (Noted(), *(RevocationAnswer((each,)) for each in known), RevocationAnswer(()))
        case _:
            yield Noted()


def _about_a_token() -> Iterator[AuthorizeAnswer]:
    for status in TokenStatus:
        yield AuthorizeAnswer(status)
        yield AuthorizeAnswer(status, "FLEET", SOON)
        yield AuthorizeAnswer(status, tariff=PRICES, itemized=True, gives_back=True)
    yield from (AuthorizeAnswer(TokenStatus.INVALID, certificates=each) for each in ContractStanding)


LIMITS = (None, Limits(energy_wh=10_000, lasts_s=3_600, cost=Decimal("12.5"), soc_percent=80))
PRICES = Tariff(currency="EUR", per_kwh=Decimal("0.49"), per_minute=Decimal("0.05"), per_session=Decimal(1))


# what a station is told

LISTED = (
    ListedToken(TokenUid("04A1B2C3"), TokenStatus.ACCEPTED, "FLEET", SOON),
    ListedToken(TokenUid("ADA"), TokenStatus.BLOCKED),
)
CALLS: tuple[Call, ...] = (
    StartTransaction(TokenUid("04A1B2C3"), 1, 7),
    StartTransaction(TokenUid("FLEET"), None, 7),
    StopTransaction("7"),
    *(TriggerMessage(trigger, connector) for trigger in Trigger for connector in (None, 1)),
    Configure((("MeterValueSampleInterval", "60"), ("StopTxnSampledData", "")), 7),
    SetPassword("0123456789abcdef"),
    Reset(),
    Reset(at_once=True),
    UnlockConnector(1),
    ChangeAvailability(True),
    ChangeAvailability(False, 1),
    SetChargingLimit(7, 11_000, NOW),
    SetChargingLimit(7, 11_000, NOW, 1, "7"),
    SetChargingLimit(7, 11_000, NOW, 1, "7", led=True),
    SetChargingLimit(7, None, NOW),
    UpdateFirmware(7, "https://example.com/a", NOW, None, "", "", 3, 60),
    UpdateFirmware(7, "https://example.com/a", NOW, SOON, "certificate", "signature", 3, 60),
    SendLocalList(7, ()),
    SendLocalList(7, LISTED, per_message=1),
    SendLocalList(7, LISTED, (*LISTED, ListedToken(TokenUid("GONE"), None))),
)
"""Every call that has a name of its own here, in all its forms; in 1.6 there is no word for those in SINCE_2."""
SINCE_2: tuple[Call, ...] = (AskTransaction("b5f8a7e2"), ShowCost("b5f8a7e2", Money(1234, "EUR")))


def calls_of(protocol: str) -> tuple[Call, ...]:
    return CALLS if protocol == VERSIONS["1.6"] else (*CALLS, *SINCE_2)


@cache
def named_calls(protocol: str) -> dict[str, tuple[str, ...]]:
    """By action, the names of the calls that are spelled with it."""
    found: dict[str, set[str]] = {}
    for call in calls_of(protocol):
        for text in codec_of(protocol).write_call(call):
            found.setdefault(text.action, set()).add(type(call).__name__)
    return {action: tuple(sorted(kinds)) for action, kinds in found.items()}


@cache
def made_here() -> frozenset[str]:
    """Actions that the house itself calls in a version's own words, as its code says: `AnyCall("ACTION", …)`."""
    found = [
        node.args[0].value
        for room in ("core", "edge", "engine", "main")
        for path in (SOURCE / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == AnyCall.__name__
        if node.args and isinstance(node.args[0], ast.Constant)
    ]
    return frozenset(map(str, found))


def learned_of(message: Message) -> Learned:
    """What a whole call and a whole answer of it tell beyond themselves."""
    call = AnyCall(message.action, text_of(message.schema(Kind.REQUEST).example(whole=True)).decode())
    return learned(call, text_of(message.schema(Kind.RESPONSE).example(whole=True)))


# what it comes to


@cache
def finding(message: Message) -> Finding:
    return _heard(message) if message.from_station else _asked(message)


def _heard(message: Message) -> Finding:
    events = [read(message, payload) for payload in examples(message)]
    told = tuple(dict.fromkeys(type(event).__name__ for event in events))
    status = Status.STORED if set(told) == {StationReported.__name__} else Status.SUPPORTED
    return Finding(status, told, _word_of(message) if status is Status.STORED else "")


def _word_of(message: Message) -> str:
    """The status that a station hears, where its message wants one."""
    if not message.is_answered:
        return ""
    said: Any = msgspec.json.decode(next(answers(message, next(examples(message)))))
    return str(said.get("status", ""))


def _asked(message: Message) -> Finding:
    calls = named_calls(message.protocol).get(message.action, ())
    house = (HOUSE,) if message.action in made_here() else ()
    facts = tuple(name for name, found in learned_of(message)._asdict().items() if found)
    return Finding(Status.SUPPORTED if calls or house or facts else Status.STORED, (*calls, *house, *facts))
