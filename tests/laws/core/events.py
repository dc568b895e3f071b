"""Any event at all, for one station: small pools of names, so that they meet, and numbers without mercy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from chargehand.core.keeping import probing
from chargehand.model.calls import (
    MORE,
    ONGOING,
    OVER,
    AnyCall,
    Call,
    CallOutcome,
    Reset,
    SetChargingLimit,
    StopTransaction,
    UnlockConnector,
)
from chargehand.model.device import Variable
from chargehand.model.events import (
    CallAnswered,
    CallSent,
    ChargingNeedsReported,
    CloseRequested,
    CloseUndone,
    ConnectorStatusReported,
    Event,
    MeterSampled,
    NotChargingClaimed,
    OperationRequested,
    PairingOpened,
    ProbeRequested,
    RefreshRequested,
    ReservationReported,
    SecurityEventReported,
    StartRequested,
    StationBooted,
    StationConfigured,
    StationConnected,
    StationDisconnected,
    StationHeard,
    StationReported,
    StopRequested,
    TimerRang,
    TokenPresented,
    TransactionEnded,
    TransactionStarted,
    VariablesReported,
)
from chargehand.model.identity import CommandId, DriverId, PairingId, SessionId, TokenUid
from chargehand.model.reading import Reading, ReadingSource
from chargehand.model.reservation import Reservation, ReservationStatus
from chargehand.model.station import Activity, ConnectorStatus
from tests.laws.core import named_events
from tests.playbook.play import NOON, STATION

Facts = tuple[object, ...]


@dataclass
class Line:
    """Something that happens, before it is known when."""

    make: Callable[..., Event]
    facts: Facts

    def event(self, at: datetime, place: int) -> Event:
        return self.make(at, SessionId(f"s{place}"), *self.facts)


def said(at: datetime, late_s: int | None) -> datetime | None:
    return None if late_s is None else at - timedelta(seconds=late_s)


Told = tuple[int | None, Decimal | None, Decimal | None, ReadingSource]


def read(at: datetime, rows: list[Told]) -> tuple[Reading, ...]:
    return tuple(
        Reading(said(at, late_s), register, power, None, source) for late_s, register, power, source in rows
    )


def _started(
    at: datetime,
    fresh: SessionId,
    connector: int,
    token: TokenUid,
    meter: Decimal | None,
    *rest: int | str | None,
) -> Event:
    late_s, ref = rest
    return TransactionStarted(
        station=STATION,
        at=at,
        fresh=fresh,
        connector=connector,
        token=token,
        meter_start_wh=meter,
        said_at=said(at, late_s if isinstance(late_s, int) else None),
        ref=ref if isinstance(ref, str) else None,
    )


def _sampled(at: datetime, _: SessionId, connector: int, rows: list[Told], ref: str | None) -> Event:
    return MeterSampled(station=STATION, at=at, connector=connector, readings=read(at, rows), ref=ref)


def _ended(
    at: datetime,
    fresh: SessionId,
    ref: str | None,
    meter: Decimal | None,
    late_s: int | None,
    rows: list[Told],
) -> Event:
    return TransactionEnded(
        station=STATION,
        at=at,
        fresh=fresh,
        ref=ref,
        meter_stop_wh=meter,
        said_at=said(at, late_s),
        token=TokenUid("ADA") if late_s is not None and late_s % 2 else None,
        readings=read(at, rows),
    )


def _status(
    at: datetime,
    _: SessionId,
    connector: int,
    status: ConnectorStatus,
    activity: Activity,
    late_s: int | None,
) -> Event:
    return ConnectorStatusReported(
        station=STATION,
        at=at,
        connector=connector,
        status=status,
        activity=activity,
        said_at=said(at, late_s),
    )


def _connected(at: datetime, _: SessionId, protocol: str) -> Event:
    return StationConnected(station=STATION, at=at, protocol=protocol, gateway="g")


def _disconnected(at: datetime, _: SessionId, epoch: int) -> Event:
    return StationDisconnected(station=STATION, at=at, epoch=epoch)


def _booted(at: datetime, _: SessionId, firmware: str) -> Event:
    return StationBooted(station=STATION, at=at, vendor="V", model="M", firmware=firmware)


def _presented(at: datetime, _: SessionId, token: TokenUid) -> Event:
    return TokenPresented(station=STATION, at=at, token=token)


def _needed(
    at: datetime, _: SessionId, place: int, connector: int, power_w: int | None, plain: bool
) -> Event:
    return ChargingNeedsReported(
        station=STATION,
        at=at,
        fresh=CommandId(f"needs{at.timestamp()}.{place}"),
        connector=connector,
        power_w_max=power_w,
        scheduled=plain,
    )


def _heard(at: datetime, _: SessionId, beat: bool) -> Event:
    if beat:
        return StationHeard(station=STATION, at=at)
    return StationReported(station=STATION, at=at, what="diagnostics")


def _start(
    at: datetime,
    fresh: SessionId,
    command: CommandId,
    driver: DriverId,
    token: TokenUid | None,
    connector: int | None,
) -> Event:
    return StartRequested(
        station=STATION,
        at=at,
        command=command,
        fresh=fresh,
        driver=driver,
        account_active=token != "BOB",
        token=token,
        connector=connector,
    )


def _stop(
    at: datetime, _: SessionId, command: CommandId, session: SessionId, driver: DriverId | None
) -> Event:
    return StopRequested(
        station=STATION,
        at=at,
        command=command,
        session=session,
        driver=driver,
        account_active=driver != "eve",
    )


def _refresh(
    at: datetime, _: SessionId, command: CommandId, driver: DriverId | None, connector: int | None
) -> Event:
    return RefreshRequested(station=STATION, at=at, command=command, driver=driver, connector=connector)


def _claim(at: datetime, _: SessionId, command: CommandId, session: SessionId, driver: DriverId) -> Event:
    return NotChargingClaimed(station=STATION, at=at, command=command, session=session, driver=driver)


def _window(at: datetime, _: SessionId, name: str, lasts_s: int, alone: bool) -> Event:
    ends_at = at + timedelta(seconds=lasts_s)
    return PairingOpened(station=STATION, at=at, pairing=PairingId(name), ends_at=ends_at, alone=alone)


def _by_operator(
    at: datetime, _: SessionId, kind: str, session: SessionId, register: Decimal | None, late_s: int | None
) -> Event:
    operator = DriverId("eve")
    match kind:
        case "probe":
            return ProbeRequested(station=STATION, at=at, session=session, operator=operator)
        case "undo":
            return CloseUndone(station=STATION, at=at, session=session, operator=operator)
        case _:
            return CloseRequested(
                station=STATION,
                at=at,
                session=session,
                operator=operator,
                reason="seen to be empty",
                ended_at=said(at, late_s),
                register_wh=register,
            )


def _probed(at: datetime, _: SessionId, session: SessionId, question: str, detail: str) -> Event:
    outcome = CallOutcome.ACCEPTED if detail != "no" else CallOutcome.REJECTED
    return CallAnswered(
        station=STATION,
        at=at,
        command=probing(session),
        call_id=f"{session}.1.{question}",
        outcome=outcome,
        detail=detail,
    )


def _operation(
    at: datetime, _: SessionId, command: CommandId, call: Call, forced: bool, patience_s: int
) -> Event:
    return OperationRequested(
        station=STATION, at=at, command=command, call=call, forced=forced, patience_s=patience_s
    )


def _told(at: datetime, _: SessionId, number: int, name: str) -> Event:
    if number % 3 == 0:
        return ReservationReported(station=STATION, at=at, number=number, status=ReservationStatus.EXPIRED)
    if number % 3 == 1:
        return SecurityEventReported(station=STATION, at=at, kind=name, info=name)
    row = Variable(component=name, name=name, evse=number, value=name)
    return VariablesReported(station=STATION, at=at, variables=(row,))


def _sent(at: datetime, _: SessionId, command: CommandId, part: str) -> Event:
    return CallSent(station=STATION, at=at, command=command, call_id=command + part)


def _answered(at: datetime, _: SessionId, command: CommandId, part: str, outcome: CallOutcome) -> Event:
    about = Reservation(station=STATION, number=len(part), status=ReservationStatus.ACCEPTED)
    return CallAnswered(
        station=STATION,
        at=at,
        command=command,
        call_id=command + part,
        outcome=outcome,
        response="{}",
        reservation=about,
    )


def _rang(at: datetime, _: SessionId, kind: str, subject: str) -> Event:
    return TimerRang(station=STATION, at=at, kind=kind, subject=subject)


def _configured(at: datetime, _: SessionId, digest: str) -> Event:
    return StationConfigured(station=STATION, at=at, digest=digest, accepted=(), refused=())


def _line(make: Callable[..., Event], *facts: st.SearchStrategy[object]) -> st.SearchStrategy[Line]:
    return st.builds(Line, st.just(make), st.tuples(*facts))


DRIVERS = st.sampled_from([DriverId("ada"), DriverId("ada"), DriverId("bob"), DriverId("eve")])
ANYBODY = st.one_of(st.none(), DRIVERS)
TOKENS = st.sampled_from(
    [TokenUid(uid) for uid in ("ADA", "ADA", "BOB", "ADA2", "LOST", "OLD", "GONE", "WHO", "")]
)
CONNECTORS = st.sampled_from([1, 1, 1, 2, 2, 0, -1, 99, 1_001, 2**31 - 1])
WISHES = st.sampled_from([None, 1, 1, 2, 9])
REFS = st.sampled_from([None, "7", "7", "8", "9", "10", "4711", "tx-1", "tx-2"])
SESSIONS = st.sampled_from([SessionId(f"s{number}") for number in range(8)])
COMMANDS = st.sampled_from([CommandId(f"c{number}") for number in range(5)])
PARTS = st.sampled_from(["", "", ".again", ".meter", ".other", ".0", ".1"])
NONSENSE = ("-1", "65535", "1E+9", "4294967295", "1E+30", "NaN", "Infinity", "0.001", "0")
REGISTERS = st.one_of(
    st.none(),
    st.integers(0, 30_000).map(Decimal),
    st.sampled_from([Decimal(text) for text in NONSENSE]),
)
POWERS = st.sampled_from([None, Decimal(0), Decimal(11_000), Decimal("NaN")])
LATE_S = st.sampled_from([None, 0, 0, 1, 7, 60, 301, 3_600, 7_201, -45, -86_400, 10**8])
ROWS = st.lists(st.tuples(LATE_S, REGISTERS, POWERS, st.sampled_from(ReadingSource)), max_size=4)
STEPS_S = st.sampled_from([0.0, 0.0, 0.5, 5.0, 31.0, 60.0, 125.0, 3_600.0, 86_400.0])

CALLS = st.sampled_from(
    [
        AnyCall("ClearCache", "{}"),
        Reset(at_once=True),
        Reset(at_once=True, connector=2),
        UnlockConnector(1),
        UnlockConnector(2),
        SetChargingLimit(1, 0, NOON),
        SetChargingLimit(1, None, NOON),
        StopTransaction("7"),
    ]
)

NAMED_LINES = tuple(
    _line(make, named_events.TOLD)
    for make in (named_events.started, named_events.updated, named_events.updated, named_events.ended)
)

COMMON = (
    _line(_sampled, CONNECTORS, ROWS, REFS),
    _line(_sampled, CONNECTORS, ROWS, REFS),
    _line(_ended, REFS, REGISTERS, LATE_S, ROWS),
    _line(_status, CONNECTORS, st.sampled_from(ConnectorStatus), st.sampled_from(Activity), LATE_S),
    _line(_disconnected, st.integers(0, 3)),
    _line(_booted, st.sampled_from(["1", "2"])),
    _line(_presented, TOKENS),
    _line(_heard, st.booleans()),
    _line(
        _needed,
        st.integers(0, 10**6),
        CONNECTORS,
        st.sampled_from([None, 0, -1, 7_400, 2**31 - 1]),
        st.booleans(),
    ),
    _line(_window, st.sampled_from(["w1", "w2"]), st.sampled_from([0, 60, 90, 10**6]), st.booleans()),
    _line(_start, COMMANDS, DRIVERS, st.one_of(st.none(), TOKENS), WISHES),
    _line(_stop, COMMANDS, SESSIONS, ANYBODY),
    _line(_refresh, COMMANDS, ANYBODY, WISHES),
    _line(_claim, COMMANDS, SESSIONS, DRIVERS),
    _line(_by_operator, st.sampled_from(["probe", "close", "close", "undo"]), SESSIONS, REGISTERS, LATE_S),
    _line(
        _probed,
        SESSIONS,
        st.sampled_from(["meter", "status", "transaction", "transaction"]),
        st.sampled_from(["", "no", ONGOING, OVER, f"{OVER}, {MORE}"]),
    ),
    _line(_operation, COMMANDS, CALLS, st.booleans(), st.sampled_from([-1, 0, 30, 10**9])),
    _line(_told, st.sampled_from([0, 1, 2, 3, -7, 2**31, 10**30]), st.sampled_from(["", "X", "x" * 5_000])),
    _line(_sent, COMMANDS, PARTS),
    _line(_answered, COMMANDS, PARTS, st.sampled_from(CallOutcome)),
    _line(
        _rang,
        st.sampled_from(["deadline", "resend", "start", "free", "silent", "watch", "watch", "gap", "egg"]),
        st.one_of(COMMANDS, SESSIONS),
    ),
    _line(_configured, st.just("d")),
)


def _journals(protocol: str, *mine: st.SearchStrategy[Line]) -> st.SearchStrategy[list[Event]]:
    """A connected station, what its transactions are told by, and whatever else may come."""
    connected = _line(_connected, st.just(protocol))

    def journal(steps: list[tuple[float, Line]]) -> list[Event]:
        at = NOON
        events = [_connected(at, SessionId(""), protocol)]
        for place, (step_s, line) in enumerate(steps):
            at += timedelta(seconds=step_s)
            events.append(line.event(at, place))
        return events

    lines = st.one_of(connected, *mine, *COMMON)
    return st.lists(st.tuples(STEPS_S, lines), min_size=1, max_size=25).map(journal)


def _starts(names: list[str | None]) -> st.SearchStrategy[Line]:
    return _line(_started, CONNECTORS, TOKENS, REGISTERS, LATE_S, st.sampled_from(names))


JOURNALS = st.one_of(
    _journals("ocpp1.6", _starts([None]), _starts([None])),
    _journals("ocpp2.0.1", _starts(list(named_events.NAMES)), *NAMED_LINES, *NAMED_LINES),
)
"""A station keeps to one protocol here: one that changes it may give a name that looks like a number of ours."""
