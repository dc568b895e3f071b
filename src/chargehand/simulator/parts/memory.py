"""What a station keeps where no power cut reaches it: its registers, and the transactions it still has to tell of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chargehand.simulator.parts.body import Body, ConnectorT
from chargehand.simulator.parts.record import Record


@dataclass(frozen=True, slots=True)
class OwedTransaction:
    """A transaction whose end was not answered yet. `given_id` is unknown until its start was `settled`.

    `shown_id`: the station's own (2.x), whose next message has the number `seq`.
    """

    connector_id: int
    token: str
    started_at: datetime
    meter_start_wh: int
    true_start_wh: float
    given_id: int | None
    settled: bool
    ended_at: datetime
    true_stop_wh: float
    reason: str
    shown_id: int | str = -1
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Memory:
    at: datetime
    registers_wh: dict[int, float]
    owed: tuple[OwedTransaction, ...] = ()


def remembered(body: Body[ConnectorT], at: datetime) -> Memory:
    """What it would know if its power went at `at`, now or a little later: open transactions end there."""
    registers_wh = {number: each.meter.register_wh(at) for number, each in body.connectors.items()}
    owed = tuple(_owed(each, body, at) for each in body.history if not each.told)
    return Memory(at, registers_wh, owed)


def _owed(record: Record, body: Body[ConnectorT], at: datetime) -> OwedTransaction:
    ended_at, stop_wh = record.ended_at, record.true_stop_wh
    if ended_at is None or stop_wh is None:
        ended_at, stop_wh = at, body.connectors[record.connector_id].meter.register_wh(at)
    return OwedTransaction(
        connector_id=record.connector_id,
        token=record.token,
        started_at=record.started_at,
        meter_start_wh=record.meter_start_wh,
        true_start_wh=record.true_start_wh,
        given_id=record.given_id,
        settled=record.settled,
        ended_at=ended_at,
        true_stop_wh=stop_wh,
        reason=record.reason or "PowerLoss",
        shown_id=record.shown_id,
        seq=record.seq,
    )
