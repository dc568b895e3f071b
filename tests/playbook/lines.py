"""The lines of the stories: what stations, drivers and timers say, in one short form each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from msgspec.structs import replace

from chargehand.model.calls import CallOutcome
from chargehand.model.events import (
    CallAnswered,
    CallSent,
    ConnectorStatusReported,
    Event,
    MeterSampled,
    NotChargingClaimed,
    RefreshRequested,
    StartRequested,
    StationBooted,
    StationConnected,
    StationDisconnected,
    StopRequested,
    TimerRang,
    TransactionEnded,
    TransactionStarted,
    TransactionUpdated,
)
from chargehand.model.identity import CommandId, DriverId, SessionId, TokenUid
from chargehand.model.reading import Reading, ReadingSource
from chargehand.model.station import Activity, ConnectorStatus
from tests.playbook.play import STATION, Line, Play

START_WH = 1_000


def wh(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _when(story: Play, said_s: float | None) -> datetime | None:
    """`said_s`: seconds between the station's instant and now, None when it says none."""
    return None if said_s is None else story.now - timedelta(seconds=said_s)


# the station


def connected() -> Line:
    return lambda story: StationConnected(
        station=STATION, at=story.now, protocol=story.world.snapshot.station.protocol, gateway="g1"
    )


def disconnected(epoch: int = 1) -> Line:
    return lambda story: StationDisconnected(station=STATION, at=story.now, epoch=epoch)


def booted(firmware: str = "1.0") -> Line:
    return lambda story: StationBooted(
        station=STATION, at=story.now, vendor="Volta", model="Pile", firmware=firmware
    )


def status(says: str, doing: str | None = "none", *, connector: int = 1, said_s: float | None = 0) -> Line:
    return lambda story: ConnectorStatusReported(
        station=STATION,
        at=story.now,
        connector=connector,
        status=ConnectorStatus(says),
        activity=None if doing is None else Activity(doing),
        said_at=_when(story, said_s),
    )


def started(
    uid: str = "ADA",
    meter_wh: float | None = START_WH,
    *,
    connector: int = 1,
    said_s: float | None = 0,
    ref: str | None = None,
) -> Line:
    def line(story: Play) -> Event:
        return TransactionStarted(
            station=STATION,
            at=story.now,
            fresh=SessionId(f"s{story.count}"),
            connector=connector,
            token=TokenUid(uid),
            meter_start_wh=wh(meter_wh),
            said_at=_when(story, said_s),
            ref=ref,
        )

    return line


def reading(
    register_wh: float | None = None,
    power_w: float | None = None,
    *,
    said_s: float | None = 0,
    source: str = "periodic",
) -> tuple[float | None, float | None, float | None, str]:
    return register_wh, power_w, said_s, source


def sampled(
    *registers: float | tuple[float | None, float | None, float | None, str],
    ref: str | None = "7",
    connector: int = 1,
    said_s: float | None = 0,
) -> Line:
    """Meter values: plain numbers are registers in Wh at `said_s`."""

    def line(story: Play) -> Event:
        return MeterSampled(
            station=STATION,
            at=story.now,
            connector=connector,
            readings=_readings(
                story, [row if isinstance(row, tuple) else reading(row, said_s=said_s) for row in registers]
            ),
            ref=ref,
        )

    return line


def _readings(
    story: Play, rows: Sequence[tuple[float | None, float | None, float | None, str]]
) -> tuple[Reading, ...]:
    return tuple(
        Reading(_when(story, said_s), wh(register), wh(power), None, ReadingSource(source))
        for register, power, said_s, source in rows
    )


def updated(
    *registers: float | tuple[float | None, float | None, float | None, str],
    ref: str = "tx-1",
    uid: str | None = None,
    said_s: float | None = 0,
) -> Line:
    """A transaction that the station names goes on: plain numbers are registers in Wh at `said_s`."""

    def line(story: Play) -> Event:
        rows = [row if isinstance(row, tuple) else reading(row, said_s=said_s) for row in registers]
        return TransactionUpdated(
            station=STATION,
            at=story.now,
            fresh=SessionId(f"s{story.count}"),
            ref=ref,
            token=None if uid is None else TokenUid(uid),
            said_at=_when(story, said_s),
            readings=_readings(story, rows),
        )

    return line


def ended(
    meter_wh: float | None,
    *,
    ref: str | None = "7",
    uid: str | None = None,
    said_s: float | None = 0,
    reason: str = "Local",
    readings: Sequence[tuple[float | None, float | None, float | None, str]] = (),
) -> Line:
    def line(story: Play) -> Event:
        return TransactionEnded(
            station=STATION,
            at=story.now,
            fresh=SessionId(f"s{story.count}"),
            ref=ref,
            meter_stop_wh=wh(meter_wh),
            said_at=_when(story, said_s),
            reason=reason,
            token=TokenUid(uid) if uid else None,
            readings=_readings(story, readings),
        )

    return line


def told(line: Line, **facts: object) -> Line:
    """`line` with more facts of its event by their names in the model, such as a named transaction's `seq`."""
    return lambda story: replace(line(story), **facts)


# drivers and operators


def start_asked(
    by: str = "ada",
    card: str | None = "ADA",
    *,
    connector: int | None = 1,
    command: str = "",
    active: bool = True,
) -> Line:
    def line(story: Play) -> Event:
        return StartRequested(
            station=STATION,
            at=story.now,
            command=CommandId(command or f"start{story.count}"),
            fresh=SessionId(f"s{story.count}"),
            driver=DriverId(by),
            account_active=active,
            token=TokenUid(card) if card else None,
            connector=connector,
        )

    return line


def stop_asked(by: str | None = "ada", *, command: str = "", session: str = "", active: bool = True) -> Line:
    """`by` None: the operator. `session`: the youngest if nothing is said."""

    def line(story: Play) -> Event:
        return StopRequested(
            station=STATION,
            at=story.now,
            command=CommandId(command or f"stop{story.count}"),
            session=SessionId(session) if session else story.session().id,
            driver=DriverId(by) if by else None,
            account_active=active,
        )

    return line


def refresh_asked(by: str | None = "ada", *, connector: int | None = None, command: str = "") -> Line:
    return lambda story: RefreshRequested(
        station=STATION,
        at=story.now,
        command=CommandId(command or f"refresh{story.count}"),
        driver=DriverId(by) if by else None,
        connector=connector,
    )


def not_charging(by: str = "ada", *, session: str = "", command: str = "") -> Line:
    return lambda story: NotChargingClaimed(
        station=STATION,
        at=story.now,
        command=CommandId(command or f"claim{story.count}"),
        session=SessionId(session) if session else story.session().id,
        driver=DriverId(by),
    )


# what became of a call


def sent(which: int = -1) -> Line:
    """A call has left: the latest one wanted, or that at this place."""

    def line(story: Play) -> Event:
        call = story.world.outbox[which]
        return CallSent(station=STATION, at=story.now, command=call.command, call_id=call.call_id)

    return line


def call_answered(outcome: str = "accepted", which: int = -1) -> Line:
    """The station's answer to a call, or that there was none: accepted, rejected, unsupported, unanswered, offline."""

    def line(story: Play) -> Event:
        call = story.world.outbox[which]
        return CallAnswered(
            station=STATION,
            at=story.now,
            command=call.command,
            call_id=call.call_id,
            outcome=CallOutcome(outcome),
        )

    return line


def rang(kind: str, subject: str) -> Line:
    """A timer rings, whether or not it is due or known."""
    return lambda story: TimerRang(station=STATION, at=story.now, kind=kind, subject=subject)


# scenes


def online() -> list[Line]:
    return [connected(), booted(), status("available")]


def charging_session(driver: str = "ada", energy_wh: float = 0, *, connector: int = 1) -> list[Line]:
    """The station is online and the driver charges there; `energy_wh` has flowed in an hour."""
    uid = driver.upper()
    lines = [
        *online(),
        started(uid, connector=connector, said_s=3600),
        status("occupied", "charging", connector=connector),
    ]
    if energy_wh:
        lines.append(sampled(reading(START_WH + energy_wh, 11_000), connector=connector))
    return lines
