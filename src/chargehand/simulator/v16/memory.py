"""What a station keeps where no power cut reaches it: its registers, and the transactions it still has to tell of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chargehand.simulator.hardware.meter import Gauge, Meter
from chargehand.simulator.v16.body import Body
from chargehand.simulator.v16.connector import Transaction
from chargehand.simulator.v16.transactions import Transactions


@dataclass(frozen=True, slots=True)
class OwedTransaction:
    """A transaction whose StopTransaction was not answered yet. `given_id` is unknown until its start was `settled`."""

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


@dataclass(frozen=True, slots=True)
class Memory:
    at: datetime
    registers_wh: dict[int, float]
    owed: tuple[OwedTransaction, ...] = ()


def remembered(body: Body, at: datetime) -> Memory:
    """What it would know if its power went at `at`, now or a little later: open transactions end there."""
    registers_wh = {number: each.meter.register_wh(at) for number, each in body.connectors.items()}
    owed = tuple(_owed(each, body, at) for each in body.history if not each.told)
    return Memory(at, registers_wh, owed)


def recall(body: Body, transactions: Transactions, memory: Memory) -> None:
    """The power is back: registers go on where they stood, and what is owed waits to be told, oldest first."""
    for number, register_wh in memory.registers_wh.items():
        if number in body.connectors:
            body.connectors[number].meter = Meter(register_wh, body.now)
    for owed in memory.owed:
        connector = body.connectors.get(owed.connector_id)
        if connector is None:
            continue
        transaction = _transaction(owed, min(owed.ended_at, body.now))
        body.history.append(transaction)
        if owed.settled:
            transaction.learn(owed.given_id, body.character.id_form, connector.previous_id)
            connector.previous_id = owed.given_id
        else:
            transactions.say_start(connector, transaction)
        transactions.say_stop(connector, transaction)


def _owed(transaction: Transaction, body: Body, at: datetime) -> OwedTransaction:
    ended_at, stop_wh = transaction.ended_at, transaction.true_stop_wh
    if ended_at is None or stop_wh is None:
        ended_at, stop_wh = at, body.connectors[transaction.connector_id].meter.register_wh(at)
    return OwedTransaction(
        connector_id=transaction.connector_id,
        token=transaction.token,
        started_at=transaction.started_at,
        meter_start_wh=transaction.meter_start_wh,
        true_start_wh=transaction.true_start_wh,
        given_id=transaction.given_id,
        settled=transaction.settled,
        ended_at=ended_at,
        true_stop_wh=stop_wh,
        reason=transaction.reason or "PowerLoss",
    )


def _transaction(owed: OwedTransaction, ended_at: datetime) -> Transaction:
    return Transaction(
        connector_id=owed.connector_id,
        token=owed.token,
        started_at=owed.started_at,
        true_start_wh=owed.true_start_wh,
        meter_start_wh=owed.meter_start_wh,
        begin=Gauge(owed.true_start_wh, 0.0, None),
        ended_at=ended_at,
        true_stop_wh=owed.true_stop_wh,
        reason=owed.reason,
    )
