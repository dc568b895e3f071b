from __future__ import annotations

import pytest

from chargehand.simulator.frames import BrokenFrame, Call, Error, Frame, Result, read, write


@pytest.mark.parametrize(
    ("frame", "text"),
    [
        (Call("1", "Heartbeat", {}), '[2,"1","Heartbeat",{}]'),
        (Result("1", {"status": "Accepted", "n": 1}), '[3,"1",{"status":"Accepted","n":1}]'),
        (Error("1", "GenericError", "ä", {"x": None}), '[4,"1","GenericError","ä",{"x":null}]'),
    ],
)
def test_a_frame_is_compact_text_and_comes_back_the_same(frame: Frame, text: str) -> None:
    assert write(frame) == text
    assert read(text) == frame


def test_an_error_may_leave_out_its_details() -> None:
    assert read('[4,"1","GenericError",""]') == Error("1", "GenericError", "", {})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "{}",
        "[]",
        "[2]",
        '[2,"1"]',
        '[2,"1","Heartbeat"]',
        '[2,"1","Heartbeat",[]]',
        '[2,"1",7,{}]',
        "[2,1,2,{}]",
        '[3,"1",{},{}]',
        '[3,"1",null]',
        '["2","1","Heartbeat",{}]',
        '[5,"1",{}]',
        '[2,"1","Heartbeat",{}',
        '[3,"\udcff",{}]',
    ],
)
def test_anything_else_is_broken(text: str) -> None:
    with pytest.raises(BrokenFrame):
        read(text)
