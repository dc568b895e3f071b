"""Calls to stations: the outlet of CallStation."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec.structs import replace

from chargehand.edge.gateway.asking import COMMAND, DISCONNECTED, WISH, Sent, Unanswered
from chargehand.edge.gateway.conversation import Conversation
from chargehand.edge.gateway.listing import send_list
from chargehand.edge.gateway.ports import GatewayObserver, Means
from chargehand.edge.gateway.registry import Registry
from chargehand.edge.gateway.rotation import Rotation
from chargehand.edge.gateway.settings import GatewaySettings
from chargehand.model.batch import DueCall
from chargehand.model.calls import (
    AnyCall,
    CallOutcome,
    ChangeAvailability,
    Configure,
    Reply,
    Reset,
    SendLocalList,
    SetChargingLimit,
    SetPassword,
    UnlockConnector,
    UpdateFirmware,
)
from chargehand.model.identity import StationId
from chargehand.wire.ocpp.any_call import kept_error, kept_result, read_any_result, write_any
from chargehand.wire.ocpp.codec import CallText, Codec
from chargehand.wire.ocpp.faults import OurWireFault
from chargehand.wire.ocpp.learning import learned
from chargehand.wire.ocpp.parts.passwords import password_in
from chargehand.wire.ocpp.rpc.inbound import ErrorReceived, ResultReceived

_KEPT = (
    AnyCall
    | Reset
    | UnlockConnector
    | ChangeAvailability
    | UpdateFirmware
    | SetPassword
    | SendLocalList
    | SetChargingLimit
)
"""An operator's, or what operators look at: the answer is kept as it came."""


@dataclass(frozen=True, kw_only=True)
class _Errand:
    """One frame to send and who gets it."""

    due: DueCall
    conversation: Conversation
    message_id: str
    text: CallText
    rank: int


class Caller:
    """Implements `engine.ports.StationCaller` over the sockets of one gateway."""

    def __init__(
        self,
        settings: GatewaySettings,
        means: Means,
        observer: GatewayObserver,
        registry: Registry,
        rotation: Rotation,
    ) -> None:
        self._settings = settings
        self._means = means
        self._observer = observer
        self._registry = registry
        self._rotation = rotation

    def has(self, station: StationId) -> bool:
        conversation = self._registry.get(station)
        return conversation is not None and conversation.asking() is not None

    async def call(self, due: DueCall, sent: Sent) -> Reply:
        """See `StationCaller`. An outcome UNANSWERED with the detail `disconnected` may have been done all the same (F58)."""
        conversation = self._registry.get(due.station)
        asking = conversation.asking() if conversation is not None else None
        if conversation is None or asking is None:
            return Reply(CallOutcome.OFFLINE)
        match due.call:
            case SetPassword():
                return await self._rotation.change(
                    due.station, lambda call: self._call(replace(due, call=call), conversation, sent)
                )
            case AnyCall() if (key := password_in(due.call)) is not None:
                return await self._rotation.bring(
                    due.station,
                    key,
                    lambda: self._call(due, conversation, sent),
                    lambda reply: _password_taken(conversation.codec, reply),
                )
            case SendLocalList():
                return await self._list(due, due.call, conversation, sent)
            case _:
                return await self._call(due, conversation, sent)

    async def _call(self, due: DueCall, conversation: Conversation, sent: Sent) -> Reply:
        try:
            texts = _texts(conversation.codec, due)
        except OurWireFault as fault:
            self._observer.fault(due.station, fault)
            return Reply(CallOutcome.UNSUPPORTED, str(fault))
        if isinstance(due.call, Configure):
            reply = await self._configure(due, conversation, texts, sent)
            return _with_unoffered(reply, due.call, texts) if reply.outcome is CallOutcome.ACCEPTED else reply
        errand = _Errand(
            due=due, conversation=conversation, message_id=due.call_id, text=texts[0], rank=COMMAND
        )
        return await self._run(errand, self._left_s(due), sent)

    async def _list(self, due: DueCall, call: SendLocalList, conversation: Conversation, sent: Sent) -> Reply:
        """Each message in its own turn, as with wishes."""

        async def say(text: CallText, number: int) -> Reply:
            errand = _Errand(
                due=due,
                conversation=conversation,
                message_id=f"{due.call_id}.{number}",
                text=text,
                rank=WISH,
            )
            patience_s = min(self._left_s(due), self._settings.wish_deadline_s)
            return await self._run(errand, patience_s, sent if number == 1 else _nothing)

        return await send_list(conversation.codec, call, say)

    async def _configure(
        self, due: DueCall, conversation: Conversation, texts: tuple[CallText, ...], sent: Sent
    ) -> Reply:
        """Each wish in its own turn, so that a command can go between two; the detail lists the refused keys."""
        refused: list[str] = []
        for number, text in enumerate(texts, start=1):
            left_s = self._left_s(due)
            patience_s = min(left_s, self._settings.wish_deadline_s)
            errand = _Errand(
                due=due,
                conversation=conversation,
                message_id=f"{due.call_id}.{number}",
                text=text,
                rank=WISH,
            )
            reply = await self._run(errand, patience_s, sent if number == 1 else _nothing)
            time_is_over = reply.outcome is CallOutcome.UNANSWERED and patience_s == left_s
            if time_is_over or conversation.asking() is None:
                return Reply(reply.outcome if number == 1 else CallOutcome.UNANSWERED, reply.detail)
            if reply.outcome is not CallOutcome.ACCEPTED:
                refused.append(text.subject)
        return Reply(CallOutcome.ACCEPTED, ",".join(refused))

    async def _run(self, errand: _Errand, patience_s: float, sent: Sent) -> Reply:
        began = self._means.monotonic()
        reply = await self._reply(errand, began + patience_s, sent)
        seconds = self._means.monotonic() - began
        self._observer.asked(errand.due.station, errand.text.action, reply.outcome, seconds)
        return reply

    async def _reply(self, errand: _Errand, due: float, sent: Sent) -> Reply:
        asking = errand.conversation.asking()
        if asking is None:
            return Reply(CallOutcome.OFFLINE)
        try:
            answer = await asking.ask(errand.message_id, errand.text, due, errand.rank, sent)
        except Unanswered as silence:
            offline = silence.reason == DISCONNECTED and not silence.sent
            return Reply(CallOutcome.OFFLINE if offline else CallOutcome.UNANSWERED, silence.reason)
        except OurWireFault as fault:
            self._observer.fault(errand.due.station, fault)
            return Reply(CallOutcome.UNSUPPORTED, str(fault))
        return _read(errand, answer)

    def _left_s(self, due: DueCall) -> float:
        return (due.until - self._means.clock()).total_seconds()


def _with_unoffered(reply: Reply, call: Configure, texts: tuple[CallText, ...]) -> Reply:
    """Wishes for which the station's version has no words were not offered, and so are not granted."""
    offered = {text.subject for text in texts}
    unoffered = [key for key, _ in call.wishes if key not in offered]
    return Reply(reply.outcome, f"{reply.detail};{','.join(unoffered)}") if unoffered else reply


def _texts(codec: Codec, due: DueCall) -> tuple[CallText, ...]:
    return (write_any(due.call),) if isinstance(due.call, AnyCall) else codec.write_call(due.call)


def _password_taken(codec: Codec, reply: Reply) -> Reply:
    """What the answer to a call that an operator wrote says about the password in it."""
    if reply.outcome is CallOutcome.ACCEPTED and reply.response is not None:
        return Reply(*codec.read_result(SetPassword(), reply.response.encode()))
    return reply


def _read(errand: _Errand, answer: ResultReceived | ErrorReceived) -> Reply:
    """What the station's answer means, and as far as it is kept, the answer itself."""
    codec, call = errand.conversation.codec, errand.due.call
    kept = isinstance(call, _KEPT)
    if isinstance(answer, ErrorReceived):
        return Reply(*codec.read_error(answer.code), kept_error(answer) if kept else None)
    if not isinstance(call, AnyCall):
        return Reply(*codec.read_result(call, answer.payload), kept_result(answer.payload) if kept else None)
    payload = answer.payload
    return Reply(*read_any_result(payload), kept_result(payload), *learned(call, payload))


async def _nothing() -> None:
    return None
