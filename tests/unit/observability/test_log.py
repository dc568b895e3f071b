"""Log lines: one line each, no secret, no escape that a terminal would obey, and never in the loop's way."""

from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Iterator

import pytest

from chargehand.edge.observability.log import OpenLog, make_log
from chargehand.edge.observability.sink import WAITING_BYTES_MAX, LineSink
from chargehand.edge.observability.text import is_secret, masked, safe

NASTY = ["a\r\nb", "\x1b[31mred", "\x9b31m", "a\u202eb", "a\u2028b", "\x00", "\ud800", "a\x7fb", "\u200bzero"]


@pytest.mark.parametrize("text", NASTY)
def test_s19_what_strangers_say_stays_in_one_printable_line(text: str) -> None:
    assert safe(text).isprintable()
    assert safe(text) != text


def test_ordinary_words_stay_as_they_are() -> None:
    assert safe("Ladesäule 7 – 你好") == "Ladesäule 7 – 你好"


def test_long_words_are_cut() -> None:
    assert len(safe("x" * 10_000)) == 501


@pytest.mark.parametrize(
    ("uid", "shown"), [("04A1B2C3D4", "*C3D4"), ("ABCD", "*CD"), ("AB", "*B"), ("A", "*"), ("", "*")]
)
def test_s15_of_a_card_only_the_end_is_shown_and_never_more_than_half(uid: str, shown: str) -> None:
    assert masked(uid) == shown


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "Authorization",
        "AuthorizationKey",
        "metrics_token",
        "client_secret",
        "api_token",
        "cookie",
    ],
)
def test_names_of_secrets_are_known(name: str) -> None:
    assert is_secret(name)


@pytest.mark.parametrize("name", ["station", "card", "token", "session", "keyboard"])
def test_names_of_ordinary_things_are_no_secrets(name: str) -> None:
    assert not is_secret(name)


def test_a_json_line_can_be_read_back_and_tells_no_secret() -> None:
    lines: list[bytes] = []
    make_log(lines.append).info("came\nin", station="A\x1b[0m", password="sesame", energy_wh=12.5, gone=None)
    told = json.loads(lines[0])
    assert lines[0].endswith(b"}\n")
    assert lines[0].count(b"\n") == 1
    assert (told["level"], told["event"], told["station"]) == ("info", "came\\x0ain", "A\\x1b[0m")
    assert (told["password"], told["energy_wh"], told["gone"]) == ("***", 12.5, None)
    assert told["at"].endswith("Z")


@pytest.mark.parametrize("text", NASTY)
def test_s19_every_value_and_name_of_an_event_is_made_safe(text: str) -> None:
    for form in (True, False):
        lines: list[bytes] = []
        make_log(lines.append, json=form).warning(text, said=text)
        assert lines[0].decode().removesuffix("\n").isprintable()


def test_a_fault_is_told_with_its_place() -> None:
    lines: list[bytes] = []
    log = make_log(lines.append)
    try:
        raise ValueError("odd")
    except ValueError as fault:
        log.error("broke", fault=fault)
        log.exception("broke")
    first, second = (json.loads(line)["fault"] for line in lines)
    assert first == second
    assert first.startswith("ValueError: odd (test_log.py:")


def test_what_is_below_the_level_is_not_said() -> None:
    lines: list[bytes] = []
    log = make_log(lines.append, level="warning")
    log.info("no")
    log.warning("yes")
    assert [json.loads(line)["event"] for line in lines] == ["yes"]


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    reading, writing = os.pipe()
    yield reading, writing
    for end in (reading, writing):
        os.close(end)


def test_what_was_said_is_written_in_order_when_the_sink_closes(pipe: tuple[int, int]) -> None:
    sink = LineSink(pipe[1])
    for number in range(1_000):
        sink.put(b"%d\n" % number)
    sink.close()
    assert os.read(pipe[0], 100_000).split() == [b"%d" % number for number in range(1_000)]


def test_a_reader_who_does_not_read_stops_nobody_and_losses_are_told(pipe: tuple[int, int]) -> None:
    sink = LineSink(pipe[1])
    line = b"x" * 9_999 + b"\n"
    for _ in range(2 * WAITING_BYTES_MAX // len(line)):
        sink.put(line)  # a pipe holds 64 kB: this would hang for ever if it wrote by itself
    said = bytearray()
    reader = threading.Thread(target=lambda: said.extend(_all_of(pipe[0])))
    reader.start()
    sink.close(patience_s=10)
    os.write(pipe[1], b"end")
    reader.join()
    assert b'"event":"lines_dropped"' in said
    assert said.count(b"x\n") >= WAITING_BYTES_MAX // len(line)


def _all_of(descriptor: int) -> bytes:
    said = b""
    while not said.endswith(b"end"):
        said += os.read(descriptor, 1_000_000)
    return said


def test_libraries_warnings_go_the_same_way(pipe: tuple[int, int]) -> None:
    before = logging.getLogger().handlers[:]
    opened = OpenLog("info", "auto", pipe[1])
    try:
        logging.getLogger("websockets.server").info("chatter")
        logging.getLogger("websockets.server").warning("odd %s", "thing\n")
        logging.getLogger("x").warning("broken %d", "call")
    finally:
        opened.close()
    assert logging.getLogger().handlers == before
    told = [json.loads(line) for line in os.read(pipe[0], 100_000).splitlines()]
    assert [(line["logger"], line["event"]) for line in told] == [
        ("websockets.server", "odd thing\\x0a"),
        ("x", "broken %d"),
    ]
