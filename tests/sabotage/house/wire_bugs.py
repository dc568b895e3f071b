"""Bugs in reading and writing frames."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from chargehand.wire.ocpp.faults import ErrorCode
from rehearsal.play import Setting
from rehearsal.weather import CALM
from tests.sabotage.house.planting import HouseBug, instead


def of_another(write: Any) -> Callable[[str, bytes], bytes]:
    return lambda message_id, payload: write(message_id[::-1], payload)


def nothing_known(_rpc: Any, _call: Any) -> None:
    return None


def repeats_are_refused(known: Any) -> Callable[..., bytes | None]:
    def wrong(rpc: Any, call: Any) -> bytes | None:
        before = known(rpc, call)
        return None if before is None else rpc.write_error(call.message_id, ErrorCode.PROTOCOL, "again")

    return wrong


def next_number(made: Any) -> Callable[..., Any]:
    return lambda number, info: made(number + 1, info)


def in_kwh(register: Any) -> Callable[..., Decimal | None]:
    def wrong(value: Decimal | None) -> Decimal | None:
        found = register(value)
        return None if found is None else found / 1000

    return wrong


def tenfold(scaled: Any) -> Callable[..., Decimal | None]:
    def wrong(*told: Any) -> Decimal | None:
        found = scaled(*told)
        return None if found is None else found * 10

    return wrong


def next_ref(ref: Any) -> Callable[..., str | None]:
    def wrong(number: int) -> str | None:
        found = ref(number)
        return None if found is None else str(int(found) + 1)

    return wrong


def always_accepted(info: Any) -> Callable[..., Any]:
    return lambda answer: replace(info(answer), status="Accepted")


def end_is_news(module: str) -> Callable[[Any], Any]:
    def wrap(_: Any) -> Any:
        from importlib import import_module

        return import_module(module)._updated

    return wrap


def another_transaction(number: Any) -> Callable[[str], int]:
    return lambda ref: number(ref) + 1


WIRE_BUGS: tuple[HouseBug, ...] = (
    HouseBug(
        "an answer has another id",
        ("an_answer_answers",),
        (("wire.ocpp.rpc.connection:write_result", of_another),),
    ),
    HouseBug(
        "repeats are not recognised",
        ("a_repeat_gets_the_first_answer",),
        (("wire.ocpp.rpc.connection:Rpc.known", instead(nothing_known)),),
        Setting(12, CALM, ("echo",)),
    ),
    HouseBug(
        "repeats are refused",
        ("no_error_for_what_was_charged", "a_repeat_gets_the_first_answer"),
        (("wire.ocpp.rpc.connection:Rpc.known", repeats_are_refused),),
        Setting(12, CALM, ("echo",)),
    ),
    HouseBug(
        "1.6: a station is told another number",
        ("what_was_told_is_known", "a_final_bill_is_true"),
        (("wire.ocpp.v16.transactions:StartTransactionConf", next_number),),
    ),
    HouseBug(
        "1.6: registers are taken for kWh",
        ("told_whole_is_billed", "a_final_bill_is_true"),
        (("wire.ocpp.v16.transactions:register", in_kwh),),
    ),
    HouseBug(
        "2.x: samples are ten times too much",
        ("told_whole_is_billed", "a_final_bill_is_true", "energy_is_conserved"),
        (("wire.ocpp.parts.meters:_scaled", tenfold),),
    ),
    HouseBug(
        "1.6: an end names the transaction after it",
        ("what_was_told_is_known", "nothing_stays_open"),
        (("wire.ocpp.v16.transactions:transaction_ref", next_ref),),
    ),
    HouseBug(
        "1.6: every card is told to be good",
        ("a_bad_card_is_refused",),
        (
            ("wire.ocpp.v16.transactions:id_tag_info", always_accepted),
            ("wire.ocpp.v16.authorization:id_tag_info", always_accepted),
        ),
    ),
    HouseBug(
        "2.x: an end is taken for news",
        ("what_was_told_is_known", "nothing_stays_open"),
        (("wire.ocpp.v2.transactions:_ended", end_is_news("chargehand.wire.ocpp.v2.transactions")),),
    ),
    HouseBug(
        "1.6: a stop names another transaction",
        ("a_stop_names_its_own",),
        (("wire.ocpp.v16.remote_control:_transaction_id", another_transaction),),
    ),
)
