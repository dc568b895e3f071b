"""The life of a transaction: TransactionEvent (OCPP 2.0.1 E), CostUpdated (I02).

None is refused while it says which transaction and what became of it: a TransactionEvent cannot be rejected.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

import msgspec
from msgspec import Raw, Struct, field

from chargehand.model.answers import AuthorizeAnswer, StartAnswer, StopAnswer, UpdateAnswer
from chargehand.model.calls import ShowCost
from chargehand.model.events import TransactionEnded, TransactionStarted, TransactionUpdated
from chargehand.model.identity import TokenUid
from chargehand.model.limits import Limit, Limits
from chargehand.model.reading import Reading, ReadingSource
from chargehand.model.station import Activity
from chargehand.model.token import TokenStatus
from chargehand.wire.ocpp.codec import CallText, Context, Question
from chargehand.wire.ocpp.faults import ErrorCode, WireFault
from chargehand.wire.ocpp.fields import INT_MAX, clean, decimal, register, whole
from chargehand.wire.ocpp.instants import read_instant
from chargehand.wire.ocpp.parts.meters import readings_of
from chargehand.wire.ocpp.usable import Usable
from chargehand.wire.ocpp.v2.authorization import IdToken, IdTokenInfo, id_tokens, token_info, uid_of
from chargehand.wire.ocpp.v2.metering import MeterValue, mended_values

REF_LENGTH: Final = 255
"""Longer than the 36 that may be: a transaction is not lost because its name is odd."""


class Evse(Struct, frozen=True, gc=False):
    id: int


class TransactionLimit(Struct, frozen=True, rename="camel", omit_defaults=True, gc=False):
    max_cost: float | None = None
    max_energy: float | None = None
    max_time: int | None = None
    max_soc: int | None = field(default=None, name="maxSoC")


class TransactionInfo(Struct, frozen=True, rename="camel", gc=False):
    transaction_id: str
    charging_state: str | None = None
    stopped_reason: str | None = None
    remote_start_id: int | None = None
    transaction_limit: TransactionLimit | None = None


class TransactionEvent(Struct, frozen=True, rename="camel", gc=False):
    event_type: str
    transaction_info: TransactionInfo
    timestamp: str | None = None
    trigger_reason: str | None = None
    seq_no: int | None = None
    offline: bool | None = None
    evse: Evse | None = None
    id_token: IdToken | None = None
    meter_value: list[MeterValue] | None = None
    reservation_id: int | None = None


class TransactionEventResponse(Struct, frozen=True, rename="camel", omit_defaults=True):
    total_cost: float | None = None
    id_token_info: IdTokenInfo | None = None
    transaction_limit: TransactionLimit | None = None


class CostUpdated(Struct, frozen=True, rename="camel"):
    total_cost: float
    transaction_id: str


_limit: Final = Usable(TransactionLimit)
_info: Final = Usable(TransactionInfo, menders={"transaction_limit": _limit.read})
_evse: Final = Usable(Evse)
_event: Final = Usable(
    TransactionEvent,
    menders={
        "transaction_info": _info.read,
        "evse": _evse.read,
        "id_token": id_tokens.read,
        "meter_value": mended_values,
    },
)
_encode: Final = msgspec.json.Encoder().encode
# Words in lower case, since some stations do not keep to the letters' case (F63).
_ACTIVITIES: Final = {
    "charging": Activity.CHARGING,
    "evconnected": Activity.PREPARING,
    "suspendedev": Activity.SUSPENDED_EV,
    "suspendedevse": Activity.SUSPENDED_EVSE,
    "idle": Activity.NONE,
}
_STOPS: Final = frozenset(
    {
        "remotestop",
        "stopauthorized",
        "deauthorized",
        "energylimitreached",
        "timelimitreached",
        "costlimitreached",
        "soclimitreached",
    }
)
"""Triggers of an update that say that charging was stopped for good (E07, E08, F03, F04; 2.1 E16)."""
_BUTTON: Final = b'"NoAuthorization"'
_COUNTED: Final = b'"costDetails"'
"""In messages of stations that reckon costs themselves (2.1 I12): they are told none of ours."""
_ACCEPTED: Final = AuthorizeAnswer(TokenStatus.ACCEPTED)
_REASONS: Final = {"remotestop": "Remote", "deauthorized": "DeAuthorized"}


def read_transaction(
    payload: Raw | bytes, context: Context
) -> TransactionStarted | TransactionUpdated | TransactionEnded:
    said = _event.read(payload)
    ref = clean(said.transaction_info.transaction_id, REF_LENGTH)
    if not ref:
        raise WireFault(ErrorCode.PROPERTY, "transactionId is empty")
    match said.event_type.lower():
        case "started":
            return _started(said, ref, context)
        case "updated":
            return _updated(said, ref, context)
        case "ended":
            return _ended(said, ref, context)
        case _:
            raise WireFault(ErrorCode.PROPERTY, "eventType is none that there is")


def _started(said: TransactionEvent, ref: str, context: Context) -> TransactionStarted:
    readings = readings_of(said.meter_value or (), context.at)
    return TransactionStarted(
        station=context.station,
        at=context.at,
        fresh=context.session(),
        connector=_connector(said) or 0,
        token=_token(said) or TokenUid(""),
        meter_start_wh=_register(readings, ReadingSource.START),
        said_at=read_instant(said.timestamp, context.at),
        ref=ref,
        activity=_activity(said),
        readings=readings,
        asked=_asked(said),
        seq=_seq(said),
        offline=bool(said.offline),
        reservation=_reservation(said),
        limits=_limits(said.transaction_info.transaction_limit),
    )


def _updated(said: TransactionEvent, ref: str, context: Context) -> TransactionUpdated:
    trigger = clean(said.trigger_reason)
    return TransactionUpdated(
        station=context.station,
        at=context.at,
        fresh=context.session(),
        ref=ref,
        connector=_connector(said),
        token=_token(said),
        said_at=read_instant(said.timestamp, context.at),
        activity=_activity(said),
        readings=readings_of(said.meter_value or (), context.at),
        asked=_asked(said),
        seq=_seq(said),
        offline=bool(said.offline),
        stopped=trigger if trigger.lower() in _STOPS else "",
        reservation=_reservation(said),
        limits=_limits(said.transaction_info.transaction_limit),
    )


def _ended(said: TransactionEvent, ref: str, context: Context) -> TransactionEnded:
    readings = readings_of(said.meter_value or (), context.at)
    return TransactionEnded(
        station=context.station,
        at=context.at,
        fresh=context.session(),
        ref=ref,
        meter_stop_wh=_register(reversed(readings), ReadingSource.STOP),
        said_at=read_instant(said.timestamp, context.at),
        reason=_reason(said),
        token=_token(said),
        readings=readings,
        connector=_connector(said),
        asked=_asked(said),
        seq=_seq(said),
        offline=bool(said.offline),
    )


def _connector(said: TransactionEvent) -> int | None:
    return whole(said.evse.id) if said.evse is not None else None


def _token(said: TransactionEvent) -> TokenUid | None:
    """None when nothing was presented, and when nobody has to be authorised."""
    return (uid_of(said.id_token) or None) if said.id_token is not None else None


def _activity(said: TransactionEvent) -> Activity | None:
    return _ACTIVITIES.get((said.transaction_info.charging_state or "").lower())


def _asked(said: TransactionEvent) -> int | None:
    number = said.transaction_info.remote_start_id
    return number if number is not None and 0 < number <= INT_MAX else None


def _seq(said: TransactionEvent) -> int | None:
    return said.seq_no if said.seq_no is not None and 0 <= said.seq_no <= INT_MAX else None


def _reservation(said: TransactionEvent) -> int | None:
    return whole(said.reservation_id) if said.reservation_id is not None else None


def _limits(told: TransactionLimit | None) -> Limits | None:
    """Those that can be kept: what is negative or absurd is none (2.1 E16)."""
    if told is None:
        return None
    limits = Limits(
        energy_wh=_figure(told.max_energy),
        lasts_s=_figure(told.max_time),
        cost=register(decimal(told.max_cost)) if told.max_cost is not None else None,
        soc_percent=_figure(told.max_soc, 100),
    )
    return limits.of(tuple(Limit))


def _figure(told: float | None, most: int = INT_MAX) -> int | None:
    return int(told) if told is not None and 0 <= told <= most else None


def _register(readings: Iterable[Reading], wanted: ReadingSource) -> Decimal | None:
    """The first register that was read as `wanted`, else the first there is."""
    registers = [(each.source, each.register_wh) for each in readings if each.register_wh is not None]
    chosen = [value for source, value in registers if source is wanted] or [value for _, value in registers]
    return register(chosen[0]) if chosen else None


def _reason(said: TransactionEvent) -> str:
    """Left out means stopped at the station (part 2 §1.60), unless the trigger says better."""
    told = clean(said.transaction_info.stopped_reason)
    return told or _REASONS.get((said.trigger_reason or "").lower(), "Local")


def write_event(
    answer: StartAnswer | UpdateAnswer | StopAnswer | AuthorizeAnswer,
    asked: Question | None = None,
    *,
    newer: bool = False,
) -> bytes:
    """About the token if one was presented; the transaction's name is the station's own.

    A start button is accepted (C02): who pays is not the station's to know. The final cost goes with the end (I03), the
    running one with an update where the version has that (`newer`: 2.1 I02); none where the station counts itself (I12).
    So do limits (2.1 E16).
    """
    token = answer if isinstance(answer, AuthorizeAnswer) else answer.token
    said = bytes(asked.payload) if asked is not None else b""
    if token is None and _BUTTON in said:
        token = _ACCEPTED
    told = isinstance(answer, StopAnswer) or (newer and isinstance(answer, UpdateAnswer))
    told = told and _COUNTED not in said
    limits = answer.limits if newer and isinstance(answer, StartAnswer | UpdateAnswer) else None
    cost = answer.cost if told and isinstance(answer, UpdateAnswer | StopAnswer) else None
    return _encode(
        TransactionEventResponse(
            total_cost=float(cost.amount) if cost is not None else None,
            id_token_info=token_info(token) if token is not None else None,
            transaction_limit=_written(limits) if limits is not None else None,
        )
    )


def _written(limits: Limits) -> TransactionLimit:
    cost = float(limits.cost) if limits.cost is not None else None
    return TransactionLimit(cost, limits.energy_wh, limits.lasts_s, limits.soc_percent)


def write_cost(call: ShowCost) -> CallText:
    return CallText("CostUpdated", _encode(CostUpdated(float(call.cost.amount), call.ref)))
