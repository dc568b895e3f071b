"""The codec's reaction to the hostile grammar, without a socket."""

from __future__ import annotations

from itertools import islice

import pytest

from chargehand.wire.ocpp.faults import WireFault
from chargehand.wire.ocpp.rpc.connection import Rpc
from chargehand.wire.ocpp.rpc.inbound import CallReceived, CloseWanted, Ignored, Refused
from tests.hostile.grammar import Hostile, closing_frames, frames
from tests.unit.wire.frames import CODEC, context, parts, rpc

pytestmark = pytest.mark.says_anything("what is in an envelope does not matter here")


def reaction(side: Rpc, hostile: Hostile) -> bytes | None:
    inbound = side.receive(hostile.data, 0.0)
    if isinstance(inbound, Refused):
        return inbound.frame
    if isinstance(inbound, CallReceived):
        known = side.known(inbound)
        if known is not None:
            return known
        try:
            CODEC.read(inbound.action, inbound.payload, context())
        except WireFault as fault:
            return side.error(inbound, fault.code, fault.description)
        return side.answer(inbound, b"{}")
    assert isinstance(inbound, Ignored), inbound
    return None


@pytest.mark.parametrize("seed", range(3))
def test_each_hostile_frame_has_its_one_reaction(seed: int) -> None:
    """F01 to F13"""
    side = rpc()
    rows: set[str] = set()
    for hostile in islice(frames(seed), 2000):
        frame = reaction(side, hostile)
        rows.add(hostile.row)
        if hostile.answer == "none":
            assert frame is None, hostile
            continue
        assert frame is not None, hostile
        said = parts(frame)
        assert said[:2] == [3 if hostile.answer == "result" else 4, hostile.message_id], hostile
        assert hostile.answer == "result" or said[2] in hostile.codes, (hostile, said)
    assert {"F01", "F02", "F03", "F04", "F05", "F06", "F07", "F08", "F09", "F11", "F13"} <= rows


def test_what_ends_a_connection() -> None:
    """F18, F19"""
    for hostile in closing_frames():
        inbound = rpc().receive_binary() if hostile.binary else rpc().receive(hostile.data, 0.0)
        assert isinstance(inbound, CloseWanted)
        assert inbound.code == hostile.close_code


def test_the_grammar_repeats_itself_for_a_seed() -> None:
    assert list(islice(frames(7), 300)) == list(islice(frames(7), 300))
    assert list(islice(frames(7), 300)) != list(islice(frames(8), 300))
