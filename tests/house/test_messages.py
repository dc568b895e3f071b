"""The typed messages are what the tool makes of the official schemas, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from chargehand.wire.ocpp.strict import Direction, actions, direction, is_answered, knows
from tests.hostile.mutations import FOLDERS, names
from tools.messages.__main__ import ROOM, files, main, stale
from tools.messages.schema import Named, Vocabulary, Words
from tools.messages.text import snake

HERE = Path(__file__).parents[2] / ROOM


def test_what_is_committed_is_what_is_made() -> None:
    assert stale(HERE, files()) == []


def test_what_is_changed_by_hand_or_left_over_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main([]) == 0
    assert main(["--check"]) == 0
    changed, extra = tmp_path / ROOM / "v201/security.py", tmp_path / ROOM / "v21/more.py"
    changed.write_text(changed.read_text() + "\n")
    extra.write_text("")
    capsys.readouterr()
    assert main(["--check"]) == 1
    told = capsys.readouterr().out.split()
    assert [Path(line).name for line in told] == ["security.py", "more.py"]
    assert main([]) == 0
    assert main(["--check"]) == 0
    assert not extra.exists()


@pytest.mark.parametrize("version", FOLDERS)
def test_every_schema_has_its_message(version: str) -> None:
    there = {name.removesuffix("Request").removesuffix("Response") for name in names(version)}
    assert actions(version) == there
    for action in there:
        assert is_answered(version, action) == (f"{action}Response" in names(version))


def test_who_may_send_what() -> None:
    assert direction("ocpp1.6", "StartTransaction") is Direction.STATION
    assert direction("ocpp2.0.1", "RequestStartTransaction") is Direction.CSMS
    assert direction("ocpp2.1", "DataTransfer") is Direction.BOTH
    assert not knows("ocpp2.0.1", "StartTransaction")
    assert not knows("ocpp1.5", "Heartbeat")
    assert not is_answered("ocpp2.1", "NotifyPeriodicEventStream")


@pytest.mark.parametrize(
    ("name", "python"),
    [
        ("evseId", "evse_id"), ("responderURL", "responder_url"), ("limit_L2", "limit_l2"), ("from", "from_"),
        ("iso15118CertificateHashData", "iso15118_certificate_hash_data"), ("prioritizedEMAIDs", "prioritized_emaids"),
        ("evMaximumLevel1DCInjection", "ev_maximum_level1_dc_injection"),
    ],
)  # fmt: skip
def test_names_of_fields(name: str, python: str) -> None:
    assert snake(name) == python


def test_one_name_never_means_two_things() -> None:
    vocabulary = Vocabulary()
    assert vocabulary.keep("Unit", Words(("A",)), "MeterValues") == Named("Unit")
    assert vocabulary.keep("Unit", Words(("A",)), "StopTransaction") == Named("Unit")
    assert vocabulary.keep("Unit", Words(("B",)), "StopTransaction") == Named("StopTransactionUnit")
    with pytest.raises(ValueError, match="not the same"):
        vocabulary.keep("Unit", Words(("C",)), "StopTransaction")
