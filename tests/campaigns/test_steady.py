"""Sessions that go on for half a day while their station sends no readings: they stay open, and nobody asks without end."""

from __future__ import annotations

from collections import Counter

import pytest
from msgspec.structs import replace

from chargehand.model.calls import TriggerMessage
from chargehand.model.effects import CallStation, KeepEvidence
from chargehand.model.evidence import Signal
from chargehand.model.identity import TokenUid
from chargehand.simulator.rehearsal.character import Reply
from chargehand.simulator.rehearsal.gateway import Gateway
from tests.campaigns.lost_ends import HOUR_S, Scene

HOURS = 12


@pytest.fixture(params=[True, False], ids=["answers", "refuses-triggers"])
def obeys(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether the station sends a reading when it is asked for one."""
    triggered: bool = request.param
    real = Gateway._reply  # the station's manners are made there

    def reply(self: Gateway, call: CallStation) -> Reply:
        refused = isinstance(call.call, TriggerMessage) and not triggered
        return Reply.REFUSED if refused else real(self, call)

    monkeypatch.setattr(Gateway, "_reply", reply)
    return triggered


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5, 8])
def test_it_is_asked_at_most_once_an_hour_and_stays_open(obeys: bool, seed: int) -> None:
    scene = Scene(seed)
    scene.station.character = replace(scene.station.character, interval_s=10**7)
    asked, stage, bay = Counter[str](), scene.stage, scene.station.bays[0]
    scene.world.performed = lambda effects: asked.update(
        effect.evidence.signal for effect in effects if isinstance(effect, KeepEvidence)
    )
    scene.begin()
    stage.run(HOURS * HOUR_S)
    assert bay.running is not None
    assert bay.running.token == TokenUid("ADA")
    (session,) = [row for row in scene.world.sessions if row.live]
    assert session.energy_wh >= 0
    questions = 2 if scene.visit.named else 1
    assert 1 <= asked[Signal.ASKED] <= questions * (HOURS + 4)
    assert obeys or asked[Signal.UNANSWERED] >= 1
