"""Further lines of the stories: what operators ask for, and what stations tell of themselves."""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from chargehand.model.calls import AnyCall, Call
from chargehand.model.device import Monitor, Variable
from chargehand.model.events import (
    CallAnswered,
    Event,
    MonitorsReported,
    OperationRequested,
    ReservationReported,
    SecurityEventReported,
    TransactionStarted,
    VariablesReported,
)
from chargehand.model.identity import CommandId, DriverId, StationId
from chargehand.model.reservation import Reservation, ReservationStatus
from tests.playbook.lines import call_answered, started
from tests.playbook.play import STATION, Line, Play

CLEAR = AnyCall("ClearCache", "{}")


def asked(call: Call = CLEAR, *, command: str = "", patience_s: int = 30, forced: bool = False) -> Line:
    return lambda story: OperationRequested(
        station=STATION,
        at=story.now,
        command=CommandId(command or f"op{story.count}"),
        call=call,
        operator=DriverId("boss"),
        patience_s=patience_s,
        forced=forced,
    )


def replied(
    outcome: str = "accepted",
    response: str | None = '{"status":"Accepted"}',
    *,
    reservation: Reservation | None = None,
    variables: tuple[Variable, ...] = (),
    monitors: tuple[Monitor, ...] = (),
    cleared: tuple[int, ...] = (),
) -> Line:
    """The station's answer to the latest call, kept as it came."""

    def line(story: Play) -> Event:
        event = call_answered(outcome)(story)
        assert isinstance(event, CallAnswered)
        return replace(
            event,
            response=response,
            reservation=reservation,
            variables=variables,
            monitors=monitors,
            cleared=cleared,
        )

    return line


def reserved(number: int, status: str = "accepted") -> Reservation:
    """As the gateway reads it out of a call: it does not know whose it is."""
    return Reservation(station=StationId(""), number=number, status=ReservationStatus(status))


def told_variables(*rows: Variable) -> Line:
    return lambda story: VariablesReported(station=STATION, at=story.now, variables=rows)


def told_monitors(*rows: Monitor) -> Line:
    return lambda story: MonitorsReported(station=STATION, at=story.now, monitors=rows)


def told_reservation(number: int, status: str) -> Line:
    return lambda story: ReservationReported(
        station=STATION, at=story.now, number=number, status=ReservationStatus(status)
    )


def told_security(kind: str, info: str = "", *, late_s: float | None = None) -> Line:
    return lambda story: SecurityEventReported(
        station=STATION,
        at=story.now,
        kind=kind,
        info=info,
        said_at=None if late_s is None else story.now - timedelta(seconds=late_s),
    )


def started_with(reservation: int) -> Line:
    def line(story: Play) -> Event:
        event = started()(story)
        assert isinstance(event, TransactionStarted)
        return replace(event, reservation=reservation)

    return line
