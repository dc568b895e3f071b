"""TransactionEvent (2.0.1 E): what is told of a transaction, in which order, with which numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Final, Literal, TypeAlias, cast

from chargehand.simulator.frames import JsonObject
from chargehand.simulator.parts.bending import note_reading, shown_register_wh
from chargehand.simulator.parts.mouth import Message
from chargehand.simulator.v2.body import Body
from chargehand.simulator.v2.connector import Connector, Token, Transaction
from chargehand.simulator.v2.readings import Display

EventType: TypeAlias = Literal["Started", "Updated", "Ended"]

# One update in so many is lost for good where numbers have gaps.
_GAP_EVERY: Final = 3


def _nobody(_connector: Connector, _transaction: Transaction) -> None:
    """Nobody minds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What one event tells besides the transaction itself. `readings`: MeterValueType."""

    kind: EventType
    at: datetime
    trigger: str
    token: Token | None = None
    readings: Sequence[JsonObject] = ()
    stopped_reason: str = ""


@dataclass(slots=True, eq=False)
class Events:
    body: Body
    # The server does not accept the token of this transaction.
    refused: Callable[[Connector, Transaction], None] = _nobody
    _display: Display = field(init=False)
    # Updates that wait until the end was told (F86).
    _held: list[tuple[Transaction, Message]] = field(default_factory=list["tuple[Transaction, Message]"])

    def __post_init__(self) -> None:
        self._display = Display(self.body.character, self.body.build)

    # ---------------------------------------------------------------------------------------------- the three

    def say_start(
        self, connector: Connector, transaction: Transaction, trigger: str, token: Token | None
    ) -> None:
        """Started is on its way, unless the character never sends it (F89)."""
        begin_wh = 0 if self.body.character.meter_start_zero else transaction.meter_start_wh
        readings = self._readings(
            transaction.started_at, "TxStarted", begin_wh, connector, "Transaction.Begin"
        )
        news = News(
            kind="Started", at=transaction.started_at, trigger=trigger, token=token, readings=readings
        )
        message = self._message(connector, transaction, news)
        if self.body.character.skips_started:
            transaction.settled = True
        else:
            self.body.mouth.say(message)

    def say_update(
        self, connector: Connector, transaction: Transaction, trigger: str, token: Token | None = None
    ) -> None:
        """Updated without a reading: something else is news."""
        news = News(kind="Updated", at=self.body.now, trigger=trigger, token=token)
        self._say_update(connector, transaction, news)

    def say_reading(self, connector: Connector, transaction: Transaction, trigger: str, context: str) -> None:
        """The meter was read: Updated, or MeterValues where the station keeps readings apart."""
        body = self.body
        note_reading(body.character, connector, transaction)
        register_wh = shown_register_wh(body.character, connector, connector.meter.register_wh(body.now))
        readings = self._readings(
            body.now, "TxUpdated", register_wh, connector, context, transaction.readings
        )
        if body.character.readings_apart:
            self.say_meter_values(connector, readings, durable=True)
            return
        news = News(kind="Updated", at=body.now, trigger=trigger, readings=readings)
        self._say_update(connector, transaction, news)
        if body.character.repeats_sequence:
            transaction.seq -= 1
            self._say_update(
                connector, transaction, News(kind="Updated", at=body.now, trigger="MeterValueClock")
            )

    def say_end(
        self, connector: Connector, transaction: Transaction, trigger: str, token: Token | None
    ) -> None:
        """Ended for a transaction that has ended, as often as the character says it; then what was held back."""
        character, mouth = self.body.character, self.body.mouth
        ended_at, stop_wh = transaction.ended_at, transaction.true_stop_wh
        if ended_at is None or stop_wh is None:
            return
        shown = {"true": shown_register_wh(character, connector, stop_wh), "zero": 0, "minus-one": -1}
        news = News(
            kind="Ended",
            at=ended_at,
            trigger=trigger,
            token=token,
            readings=self._readings(
                ended_at, "TxEnded", shown[character.meter_stop], connector, "Transaction.End"
            ),
            stopped_reason="" if character.omits_reason else transaction.reason,
        )
        message = self._message(connector, transaction, news)
        for _ in range(0 if character.skips_stop else 2 if character.stops_twice else 1):
            mouth.say(_again(message))
        held = [message for owner, message in self._held if owner is transaction]
        self._held = [each for each in self._held if each[0] is not transaction]
        for late in held:
            mouth.say(late)

    def say_meter_values(
        self, connector: Connector, readings: Sequence[JsonObject], *, durable: bool, urgent: bool = False
    ) -> None:
        """MeterValues of an EVSE (J01, J02)."""
        payload: JsonObject = {"evseId": connector.connector_id, "meterValue": list(readings)}
        message = Message(action="MeterValues", build=lambda: payload, durable=durable, urgent=urgent)
        if readings:
            self.body.mouth.say(message)

    def measured(self, connector: Connector, context: str) -> list[JsonObject]:
        """The meter as it stands, outside any transaction's count."""
        true_wh = connector.meter.register_wh(self.body.now)
        shown_wh = shown_register_wh(self.body.character, connector, true_wh)
        return self._readings(self.body.now, "TxUpdated", shown_wh, connector, context)

    # --------------------------------------------------------------------------------------------- how it is told

    def _say_update(self, connector: Connector, transaction: Transaction, news: News) -> None:
        character = self.body.character
        message = self._message(connector, transaction, news)
        if character.sequence == "gaps" and transaction.seq % _GAP_EVERY == 0:
            return
        if character.ends_first and transaction.seq > 2:
            self._held.append((transaction, message))
            if len(self._held) <= character.ends_first:
                return
            message = self._held.pop(0)[1]
        self.body.mouth.say(message)

    def _message(self, connector: Connector, transaction: Transaction, news: News) -> Message:
        body = self.body
        payload = self._payload(connector, transaction, news)
        era = body.mouth.era if body.mouth.online and body.mouth.gate_open else None
        owes = news.kind == "Ended"
        return Message(
            action="TransactionEvent",
            build=partial(self._built, payload, era),
            durable=True,
            urgent=False,
            answered=partial(self._answered, connector, transaction, owes),
            failed=partial(_settled, transaction, owes),
        )

    def _built(self, payload: JsonObject, era: int | None) -> JsonObject:
        """E04, E11.FR.07: what could not go out on the connection it was made on is told as offline."""
        late = era != self.body.mouth.era
        return payload | {"offline": True} if late and self.body.character.flags_offline else payload

    def _payload(self, connector: Connector, transaction: Transaction, news: News) -> JsonObject:
        character = self.body.character
        state = connector.charging_state
        transaction.state_told = state
        info: JsonObject = {"transactionId": transaction.shown_id}
        if character.tells_charging_state:
            info["chargingState"] = state
        if news.stopped_reason:
            info["stoppedReason"] = news.stopped_reason
        if transaction.remote_start_id is not None:
            info["remoteStartId"] = transaction.remote_start_id
            transaction.remote_start_id = None  # told once (F01.FR.25)
        payload: JsonObject = {
            "eventType": news.kind,
            "timestamp": self.body.stamp(news.at),
            "triggerReason": news.trigger,
            "seqNo": self._number(transaction),
            "transactionInfo": info,
        }
        if character.names_evse == "always" or not transaction.evse_told:
            payload["evse"] = {"id": connector.connector_id, "connectorId": 1}
            transaction.evse_told = True
        token = self._token_to_tell(connector, transaction, news)
        if token is not None:
            payload["idToken"] = token.told
            transaction.token_told = True
        if transaction.reservation_id is not None and news.kind == "Started":
            payload["reservationId"] = transaction.reservation_id
        if news.readings:
            payload["meterValue"] = list(news.readings)
        return payload

    def _number(self, transaction: Transaction) -> int:
        number = transaction.seq
        transaction.seq += 1
        self.body.sequence += 1
        match self.body.character.sequence:
            case "zero":
                return 0
            case "never-resets":
                return self.body.sequence
            case "counted" | "gaps":
                return number

    def _token_to_tell(self, connector: Connector, transaction: Transaction, news: News) -> Token | None:
        """Once, when it is news (E03.FR.01); or as the character likes it (F92)."""
        holder = news.token or connector.holder
        match self.body.character.token_told:
            case "never":
                return None
            case "always":
                return holder
            case "late":
                is_late = news.kind == "Ended" or bool(news.readings and news.kind == "Updated")
                return (holder or transaction.holder) if is_late and not transaction.token_told else None
            case "once":
                return news.token or (None if transaction.token_told else connector.holder)

    # ---------------------------------------------------------------------------------------------- the answer

    def _answered(
        self, connector: Connector, transaction: Transaction, owes: bool, payload: JsonObject
    ) -> None:
        _settled(transaction, owes)
        status = token_status(payload)
        if status in {None, "Accepted"}:
            return
        self.body.mouth.tally.refused += 1
        self.refused(connector, transaction)

    # ------------------------------------------------------------------------------------------------ readings

    def _readings(
        self, at: datetime, which: str, register_wh: int, connector: Connector, context: str, number: int = 0
    ) -> list[JsonObject]:
        key = f"SampledDataCtrlr.{which}Measurands"
        measurands = self.body.model.measurands(
            "AlignedDataCtrlr.Measurands" if context == "Sample.Clock" else key
        )
        values = self._display.values(connector.meter.gauge(at), register_wh, number, measurands, context)
        return [{"timestamp": self.body.stamp(at), "sampledValue": values}] if values else []


def _settled(transaction: Transaction, owes: bool) -> None:
    transaction.settled = True
    if owes:
        transaction.be_told()


def _again(message: Message) -> Message:
    """The same once more: another message with its own id."""
    return Message(
        action=message.action,
        build=message.build,
        durable=True,
        answered=message.answered,
        failed=message.failed,
    )


def token_status(payload: JsonObject) -> str | None:
    """The status in idTokenInfo, None if there is none."""
    info = payload.get("idTokenInfo")
    status = cast("JsonObject", info).get("status") if isinstance(info, dict) else None
    return status if isinstance(status, str) else None


def token_group(payload: JsonObject) -> str | None:
    """The groupIdToken in idTokenInfo."""
    info = payload.get("idTokenInfo")
    group = cast("JsonObject", info).get("groupIdToken") if isinstance(info, dict) else None
    uid = cast("JsonObject", group).get("idToken") if isinstance(group, dict) else None
    return uid if isinstance(uid, str) else None
