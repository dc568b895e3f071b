"""The life of a transaction: StartTransaction and StopTransaction (OCPP 1.6 §4.8, §4.10).

Neither is refused while it says enough to act on: an error answer makes some stations forget the transaction.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

import msgspec
from msgspec import Raw, Struct

from chargehand.model.answers import AuthorizeAnswer, StartAnswer, StopAnswer
from chargehand.model.events import TransactionEnded, TransactionStarted
from chargehand.model.token import TokenStatus
from chargehand.wire.ocpp.codec import Context
from chargehand.wire.ocpp.faults import OurWireFault, WireFault
from chargehand.wire.ocpp.fields import INT_MAX, clean, register, token_uid, transaction_ref, whole
from chargehand.wire.ocpp.instants import read_instant
from chargehand.wire.ocpp.parts.meters import readings_of
from chargehand.wire.ocpp.usable import Usable, loosely
from chargehand.wire.ocpp.v16.authorization import IdTagInfo, id_tag_info
from chargehand.wire.ocpp.v16.metering import MeterValue, mended_values


class StartTransaction(Struct, frozen=True, rename="camel", gc=False):
    connector_id: int
    id_tag: str
    meter_start: Decimal | None = None
    timestamp: str | None = None
    reservation_id: int | None = None


class StopTransaction(Struct, frozen=True, rename="camel"):
    transaction_id: int
    id_tag: str | None = None
    meter_stop: Decimal | None = None
    timestamp: str | None = None
    reason: str | None = None
    transaction_data: list[MeterValue] | None = None


class StartTransactionConf(Struct, frozen=True, rename="camel"):
    transaction_id: int
    id_tag_info: IdTagInfo


class StopTransactionConf(Struct, frozen=True, rename="camel", omit_defaults=True):
    id_tag_info: IdTagInfo | None = None


def _mended_id(raw: Raw) -> int:
    """The number that a broken transactionId may still tell; 0, which is none, otherwise (F40)."""
    try:
        value = loosely(raw)
    except WireFault:
        return 0
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= len(str(INT_MAX)):
        return int(value)
    return int(value) if isinstance(value, float) and value.is_integer() else 0


_start: Final = Usable(StartTransaction)
_stop: Final = Usable(
    StopTransaction,
    menders={"transaction_id": _mended_id, "transaction_data": mended_values},
)
_encode: Final = msgspec.json.Encoder().encode
_NOBODY: Final = AuthorizeAnswer(TokenStatus.INVALID)


def read_start(payload: Raw | bytes, context: Context) -> TransactionStarted:
    """The start of a transaction that we are to name: `ref` stays None."""
    said = _start.read(payload)
    return TransactionStarted(
        station=context.station,
        at=context.at,
        fresh=context.session(),
        connector=whole(said.connector_id),
        token=token_uid(said.id_tag),
        meter_start_wh=register(said.meter_start),
        said_at=read_instant(said.timestamp, context.at),
        reservation=None if said.reservation_id is None else whole(said.reservation_id),
    )


def read_stop(payload: Raw | bytes, context: Context) -> TransactionEnded:
    said = _stop.read(payload)
    return TransactionEnded(
        station=context.station,
        at=context.at,
        fresh=context.session(),
        ref=transaction_ref(said.transaction_id),
        meter_stop_wh=register(said.meter_stop),
        said_at=read_instant(said.timestamp, context.at),
        reason=clean(said.reason) or "Local",  # §4.10: omitted means stopped at the station
        token=token_uid(said.id_tag) if said.id_tag else None,
        readings=readings_of(said.transaction_data or [], context.at),
    )


def write_start(answer: StartAnswer) -> bytes:
    """Always a real transaction id, whatever the token's status (F50). In 1.6 nothing starts without a token."""
    if answer.token is None:
        raise OurWireFault("a start without a token")
    if not 0 < answer.number <= INT_MAX:
        raise OurWireFault("transaction number")
    return _encode(StartTransactionConf(answer.number, id_tag_info(answer.token or _NOBODY)))


def write_stop(answer: StopAnswer) -> bytes:
    return _encode(StopTransactionConf(id_tag_info(answer.token) if answer.token else None))
