"""Bugs in what is counted and billed."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from chargehand.core.keeping import with_session
from chargehand.core.ledger.book import TOLD_FROM_WH
from chargehand.model.effects import KeepReading
from chargehand.model.events import MeterSampled
from chargehand.model.reading import Meter, Reading
from chargehand.model.session import Session
from chargehand.model.snapshot import Decision, Snapshot
from tests.sabotage.planting import Bug, always, each_changed

Absorb = Callable[..., Any]
DOUBTS = frozenset(
    {"stop_below_reading", "register_reset", "implausible_energy", "no_meter_start", "no_meter_stop"}
)


def any_register(absorb: Absorb) -> Absorb:
    """Each reading's register is taken as it is."""

    def wrong(meter: Meter, reading: Reading, context: Any) -> Any:
        absorbed = absorb(meter, reading, context)
        if reading.register_wh is None or meter.base_wh is None or reading.register_wh < meter.base_wh:
            return absorbed
        return replace(absorbed, meter=replace(absorbed.meter, register_wh=reading.register_wh))

    return wrong


def another_ones_ref(last_ref: Callable[..., str | None]) -> Callable[..., str | None]:
    """Whoever charged there, the youngest of the station is stopped."""

    def wrong(snapshot: Snapshot, number: int) -> str | None:
        left = last_ref(snapshot, number)
        return left and f"{left}0"

    return wrong


def any_drop_is_new(absorb: Absorb) -> Absorb:
    """A register that falls is counted from anew at once."""

    def wrong(meter: Meter, reading: Reading, context: Any) -> Any:
        value, known = reading.register_wh, meter.register_wh
        absorbed = absorb(meter, reading, context)
        if value is None or known is None or value >= known:
            return absorbed
        anew = replace(absorbed.meter, banked_wh=meter.energy_wh, base_wh=value, register_wh=value)
        return replace(absorbed, meter=anew)

    return wrong


def any_final_register(_: object) -> Callable[..., tuple[Meter, str]]:
    def wrong(meter: Meter, stop: Decimal | None, *_rest: object) -> tuple[Meter, str]:
        return (meter if stop is None else replace(meter, register_wh=stop)), ""

    return wrong


def last_reading_counts(_: object) -> Callable[..., tuple[Meter, str]]:
    return lambda meter, *_rest: (meter, "")


def no_first_register(_: object) -> Callable[..., Any]:
    """Counting begins with the first reading, not with the start."""
    return lambda session, _event: (session, ())


def late_ones_count(late: Callable[..., Decision]) -> Callable[..., Decision]:
    """A reading after the end raises the energy."""

    def wrong(snapshot: Snapshot, session: Session, event: MeterSampled) -> Decision:
        decision = late(snapshot, session, event)
        registers = [row.register_wh for row in event.readings if row.register_wh is not None]
        if not registers or session.meter.register_wh is None or max(registers) <= session.meter.register_wh:
            return decision
        row = replace(session, meter=replace(session.meter, register_wh=max(registers)))
        return replace(decision, snapshot=with_session(decision.snapshot, row))

    return wrong


def late_ones_are_kept(late: Callable[..., Decision]) -> Callable[..., Decision]:
    def wrong(snapshot: Snapshot, session: Session, event: MeterSampled) -> Decision:
        decision = late(snapshot, session, event)
        kept = [
            KeepReading(session.id, event.at, event.at, None, row.register_wh, None, None, row.source)
            for row in event.readings
        ]
        return replace(decision, effects=(*decision.effects, *kept))

    return wrong


def concluded_with_more(doubted: Callable[..., Decision]) -> Callable[..., Decision]:
    """What may have flowed since the last reading is added."""

    def more(row: Session) -> Session:
        return (
            row if row.live else replace(row, meter=replace(row.meter, banked_wh=row.meter.banked_wh + 150))
        )

    return each_changed(more)(doubted)


def a_late_end_counts_on(_: object) -> Callable[..., Session | None]:
    """A correction takes what has flowed since, whoever was charging."""

    def wrong(_reach: object, was: Session, now: Session) -> Session | None:
        register = now.meter.register_wh
        if was.live or register is None:
            return None
        return replace(now, meter=replace(now.meter, register_wh=register + 50))

    return wrong


ENERGY_BUGS = (
    Bug("negative energy", ("energy_is_never_negative",), ("ending.close",), any_final_register),
    Bug("an older reading wins", ("energy_never_falls",), ("session.absorb",), any_register),
    Bug(
        "a jump is believed",
        ("energy_is_physical",),
        ("metering.allowance_wh",),
        always(Decimal(10**12)),
    ),
    Bug("a drop is a new beginning at once", ("energy_is_true",), ("session.absorb",), any_drop_is_new),
    Bug(
        "the final register is passed over", ("told_whole_is_exact",), ("ending.close",), last_reading_counts
    ),
    Bug(
        "the start's register is passed over",
        ("told_whole_is_exact",),
        ("session._first_reading",),
        no_first_register,
    ),
    Bug(
        "a late end takes what the next one counted",
        ("a_late_end_leaves_the_next_its_own",),
        ("ending.within",),
        a_late_end_counts_on,
    ),
    Bug("a reading after the end counts", ("a_final_bill_stands",), ("session._late",), late_ones_count),
    Bug(
        "a reading after the end is kept",
        ("readings_belong_to_a_session",),
        ("session._late",),
        late_ones_are_kept,
    ),
    Bug(
        "doubts do not matter",
        ("a_final_bill_is_right",),
        ("ending.HARMLESS",),
        lambda harmless: harmless | DOUBTS,
    ),
    Bug("an estimate invents energy", ("energy_is_true",), ("doubt.closing.doubted",), concluded_with_more),
    Bug(
        "nobody's energy is passed over",
        ("energy_is_accounted_for",),
        ("ledger.book.unattributed_wh",),
        always(Decimal(0)),
    ),
    Bug(
        "what sessions got is nobody's too",
        ("energy_is_accounted_for",),
        ("ledger.book.delivered_wh",),
        always(Decimal(0)),
    ),
    Bug(
        "nobody is told of a gap",
        ("a_gap_is_told_once",),
        ("ledger.book.TOLD_FROM_WH",),
        lambda _: Decimal(10**9),
    ),
    Bug(
        "what flows on is stopped at each reading",
        ("a_gap_is_told_once", "what_flows_on_is_stopped_once"),
        ("ledger.book.is_told",),
        lambda _: lambda _was_wh, gap_wh: gap_wh >= TOLD_FROM_WH,
    ),
    Bug(
        "what flows on is stopped as another session",
        ("what_flows_on_is_stopped_once",),
        ("ledger.stray.last_ref",),
        another_ones_ref,
    ),
    Bug(
        "what flows on is stopped beside a session",
        ("what_flows_on_is_stopped_once",),
        ("ledger.stray.is_left",),
        always(True),
    ),
    Bug(
        "nobody stops what flows on",
        ("what_flows_on_is_stopped_once",),
        ("ledger.stray.hears",),
        always(False),
    ),
    Bug(
        "an end that was concluded leaves its id",
        ("a_connector_knows_what_ended",),
        ("ledger.stray.ref_left",),
        lambda _: lambda row: row.ref,
    ),
    Bug(
        "power does not matter",
        ("a_final_bill_covers_its_power",),
        ("ending.falls_short",),
        always(False),
    ),
)
