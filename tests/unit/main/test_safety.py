"""Whose certificates count: what is set, and ours."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from chargehand.edge.certificates.authority import OwnAuthority
from chargehand.main.serving import safety
from chargehand.main.serving.house import ALL, _insist
from chargehand.main.serving.safety import FILE_EVERY_S, _Trusted
from chargehand.main.settings import Settings
from chargehand.store.embedded import SetupFault
from tests.integration.gateway.makers import Maker


def trusted(folder: Path, **settings: object) -> _Trusted:
    authority = OwnAuthority(folder / "own", lambda: datetime.now(UTC), 365)
    return _Trusted(Settings(**settings), authority)  # type: ignore[arg-type]


def test_our_own_authority_counts_only_when_it_signs(tmp_path: Path) -> None:
    assert len(trusted(tmp_path).now()) == 1
    assert trusted(tmp_path, sign_certificates=False).now() == ()


def test_an_authority_that_was_spoilt_counts_no_more(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "station-ca.pem").write_text("nonsense")
    assert trusted(tmp_path).now() == ()


def test_the_file_of_authorities_is_read_again_when_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, maker, file = 0.0, Maker(), tmp_path / "ca.pem"
    monkeypatch.setattr(safety, "monotonic", lambda: now)
    file.write_bytes(maker.authority.pem)
    known = trusted(tmp_path, ocpp_client_ca=file, sign_certificates=False)
    assert known.now() == (maker.authority.certificate,)
    file.write_bytes(maker.authority.pem + maker.stranger.pem)
    now += FILE_EVERY_S
    assert known.now() == (maker.authority.certificate, maker.stranger.certificate)
    file.write_text("nonsense")
    now += FILE_EVERY_S
    assert len(known.now()) == 2
    file.unlink()
    now += FILE_EVERY_S
    assert len(known.now()) == 2


def test_a_file_without_authorities_is_said_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("nonsense")
    with pytest.raises(SetupFault, match="CHARGEHAND_OCPP_CLIENT_CA"):
        trusted(tmp_path, ocpp_client_ca=tmp_path / "ca.pem")


def test_two_ports_are_two() -> None:
    with pytest.raises(SetupFault, match="same port"):
        _insist(Settings(web_port=0, ocpp_port=39_471, ocpp_tls_port=39_471), ALL)


@pytest.mark.parametrize("wrong", ["10.0.0.1,proxy.example", "10.0.0.0/33", "*"])
def test_proxies_are_addresses(wrong: str) -> None:
    with pytest.raises(ValueError, match="addresses or networks"):
        Settings(trusted_proxies=wrong)
