"""A short run of the fuzzer, and that it finds what there is to find."""

from __future__ import annotations

import pytest

from chargehand.wire.ocpp.rpc.connection import Rpc
from chargehand.wire.ocpp.rpc.inbound import Inbound
from tests.hostile.fuzz import fuzzed
from tests.hostile.mangling import Mangler, honest
from tests.hostile.mutations import FOLDERS

FRAMES = 3_000
PATIENCE_S = 60.0


@pytest.mark.parametrize("version", FOLDERS)
def test_the_same_seed_makes_the_same_frames(version: str) -> None:
    first, again, other = (Mangler(version, seed) for seed in (3, 3, 4))
    frames = [first.frame() for _ in range(300)]
    assert frames == [again.frame() for _ in range(300)]
    assert frames != [other.frame() for _ in range(300)]
    assert not set(frames) <= set(honest(version))


async def test_nothing_is_found() -> None:
    """F01 to F10"""
    done, found = await fuzzed(11, PATIENCE_S, FRAMES)
    assert found is None
    assert done >= FRAMES


async def test_a_frame_that_the_gateway_cannot_bear_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = Rpc.receive

    def fragile(self: Rpc, data: bytes, now: float) -> Inbound:
        if b"9" * 40 in data:
            raise ZeroDivisionError
        return plain(self, data, now)

    monkeypatch.setattr(Rpc, "receive", fragile)
    _, found = await fuzzed(11, PATIENCE_S)
    assert found is not None
    assert [b"9" * 40 in frame for frame in found.frames] == [True]
