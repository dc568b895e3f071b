"""Bugs at the stations' door: connections, answers, turns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chargehand.edge.gateway.asking import DISCONNECTED, Unanswered
from chargehand.edge.gateway.conversation import REPLACED
from chargehand.edge.gateway.turns import Gone
from chargehand.model.faults import WorldFault
from chargehand.wire.ocpp.faults import ErrorCode
from rehearsal.play import Setting
from rehearsal.weather import CALM, DEAD_LINES
from tests.sabotage.house.planting import HARSHLY, HouseBug, instead


def error_instead_of_silence(answered: Any) -> Any:
    def wrong(conversation: Any, heard: Any, event: Any, decided: Any) -> None:
        if isinstance(decided.exception(), WorldFault):
            call, at, _ = heard
            conversation._reply(call, at, conversation._error(call, ErrorCode.INTERNAL, "try later").frame)
            conversation._rest()
        else:
            answered(conversation, heard, event, decided)

    return wrong


def newest_is_refused(registry: Any, newcomer: Any) -> None:
    registry._all[newcomer] = None
    if registry._here.setdefault(newcomer.station, newcomer) is not newcomer:
        newcomer.end(REPLACED, "somebody is here already")


def both_stay(registry: Any, newcomer: Any) -> None:
    registry._all[newcomer] = None
    registry._here[newcomer.station] = newcomer


def old_takes_new_along(registry: Any, left: Any) -> None:
    registry._all.pop(left, None)
    registry._here.pop(left.station, None)


def answers_again(send: Any) -> Callable[..., bool]:
    def wrong(link: Any, data: bytes) -> bool:
        if data.startswith(b"[3"):
            send(link, data)
        return send(link, data)

    return wrong


async def at_once(_turns: Any, _rank: int) -> None:
    return None


def over_an_open_one(call: Any) -> Callable[..., bytes]:
    def wrong(rpc: Any, *rest: Any) -> bytes:
        rpc._open = None
        return call(rpc, *rest)

    return wrong


async def leaves_in_silence(conversation: Any) -> None:
    conversation._house.left(conversation)


def never_quiet(beat: Any) -> Callable[..., None]:
    def wrong(link: Any) -> None:
        beat(link)
        link._quiet = 0

    return wrong


def anybody(registry: Any, _station: str) -> Any:
    return next(iter(registry._here.values()), None)


def waits_for_ever(_: Any) -> Any:
    async def wrong(_asking: Any, answer: Any, _due: float) -> Any:
        try:
            return await answer
        except Gone:
            raise Unanswered(DISCONNECTED, sent=True) from None

    return wrong


def patient(left_s: Any) -> Callable[..., float]:
    return lambda caller, due: left_s(caller, due) + 100.0


def reads_no_more(release: Any) -> Callable[..., None]:
    def wrong(link: Any, why: int) -> None:
        if why != 8:
            release(link, why)

    return wrong


GATEWAY_BUGS: tuple[HouseBug, ...] = (
    HouseBug(
        "an error is told when the database is away",
        ("no_error_for_what_was_charged",),
        (("edge.gateway.conversation:Conversation._decided", error_instead_of_silence),),
        HARSHLY,
    ),
    HouseBug(
        "the newest connection is refused",
        ("the_newest_wins",),
        (("edge.gateway.registry:Registry.put", instead(newest_is_refused)),),
    ),
    HouseBug(
        "who was here before stays",
        ("the_newest_speaks_alone",),
        (("edge.gateway.registry:Registry.put", instead(both_stay)),),
    ),
    HouseBug(
        "an old close unregisters the new connection",
        ("who_is_here_is_known",),
        (("edge.gateway.registry:Registry.remove", instead(old_takes_new_along)),),
    ),
    HouseBug(
        "an answer goes out twice",
        ("one_answer_each",),
        (("edge.gateway.socket.link:Link.send", answers_again),),
    ),
    HouseBug(
        "two calls are out at once",
        ("one_call_at_a_time",),
        (
            ("edge.gateway.turns:Turns.take", instead(at_once)),
            ("wire.ocpp.rpc.connection:Rpc.call", over_an_open_one),
        ),
    ),
    HouseBug(
        "who left is not told",
        ("who_is_gone_is_known",),
        (("edge.gateway.conversation:Conversation._leave", instead(leaves_in_silence)),),
        Setting(12, DEAD_LINES),
    ),
    HouseBug(
        "a dead line is never noticed",
        ("who_is_gone_is_known",),
        (("edge.gateway.socket.link:Link.beat", never_quiet),),
        Setting(12, DEAD_LINES),
    ),
    HouseBug(
        "a call goes to another station",
        ("a_call_goes_to_its_station",),
        (("edge.gateway.registry:Registry.get", instead(anybody)),),
    ),
    HouseBug(
        "an answer is waited for without end",
        ("the_outbox_empties", "one_call_at_a_time"),
        (("edge.gateway.asking:Asking._hear", waits_for_ever),),
        Setting(12, CALM, ("deaf",)),
    ),
    HouseBug(
        "calls go out after their time",
        ("a_call_is_in_time",),
        (("edge.gateway.caller:Caller._left_s", patient),),
        HARSHLY,
    ),
    HouseBug(
        "reading does not begin",
        ("nothing_stays_unsaid", "who_is_gone_is_known"),
        (("edge.gateway.socket.link:Link.release", reads_no_more),),
    ),
)
