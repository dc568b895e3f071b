"""Where settings come from, what is said of wrong ones, and that secrets stay secret."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path

import pytest

from chargehand.main.settings import FILE_VARIABLE, Settings, load, masked
from chargehand.model.snapshot import Policy
from chargehand.store.embedded import SetupFault

SECRET = "sesame"


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No variable and no file of the developer's."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"CHARGEHAND_{name.upper()}", raising=False)
    monkeypatch.delenv(FILE_VARIABLE, raising=False)


def test_without_anything_set_the_promised_defaults_hold() -> None:
    loaded = load()
    settings = loaded.settings
    assert (settings.bind, settings.web_port, settings.ocpp_port) == ("127.0.0.1", 8080, 9000)
    assert settings.data_dir == Path(".chargehand")
    assert (settings.command_deadline_s, settings.start_deadline_s, settings.stale_after_s) == (30, 120, 90)
    assert (settings.close_after_evidence_s, settings.close_offline_after_s) == (600, 86_400)
    assert set(loaded.sources.values()) == {"default"}


def test_what_decisions_keep_to_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load().settings.policy().cost_every_s == Policy().cost_every_s == 60
    monkeypatch.setenv("CHARGEHAND_COST_EVERY_S", "300")
    assert load().settings.policy().cost_every_s == 300


def test_environment_goes_before_file_before_default(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("chargehand.toml").write_text("web_port = 1\nocpp_port = 2\n")
    monkeypatch.setenv("CHARGEHAND_WEB_PORT", "3")
    loaded = load()
    assert (loaded.settings.web_port, loaded.settings.ocpp_port, loaded.settings.bind) == (3, 2, "127.0.0.1")
    assert (loaded.sources["web_port"], loaded.sources["ocpp_port"]) == ("environment", "file")
    assert loaded.sources["bind"] == "default"


def test_the_file_may_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "elsewhere.toml"
    file.write_text('log_level = "debug"\n')
    monkeypatch.setenv(FILE_VARIABLE, str(file))
    assert load().settings.log_level == "debug"


def test_an_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHARGEHAND_DATABASE_URL", "")
    monkeypatch.setenv("CHARGEHAND_WEB_PORT", "")
    loaded = load()
    assert (loaded.settings.database_url, loaded.settings.web_port) == ("", 8080)
    assert loaded.sources["web_port"] == "default"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("WEB_PORT", "eighty", "CHARGEHAND_WEB_PORT is 'eighty', but must be a valid integer"),
        ("OCPP_PORT", "70000", "CHARGEHAND_OCPP_PORT is '70000', but must be less than or equal to 65535"),
        ("COMMAND_DEADLINE_S", "0", "CHARGEHAND_COMMAND_DEADLINE_S is '0', but must be greater than 0"),
        ("LOG_LEVEL", "loud", "CHARGEHAND_LOG_LEVEL is 'loud', but must be 'debug', 'info'"),
        ("OPEN_DOORS", "ajar", "CHARGEHAND_OPEN_DOORS is 'ajar', but must be a valid boolean"),
        (
            "ISO15118_URL",
            "ftp://x",
            "CHARGEHAND_ISO15118_URL is 'ftp://x', but must begin with https:// or http",
        ),
        ("ISO15118_URL", "https:///x", "CHARGEHAND_ISO15118_URL is 'https:///x', but must be an address"),
        ("ISO15118_SECRET", "a b", "CHARGEHAND_ISO15118_SECRET is '***', but "),
        ("OCSP_HOSTS", "http://x", "CHARGEHAND_OCSP_HOSTS is 'http://x', but must be hosts"),
        ("NATS_URL", "http://bus", "CHARGEHAND_NATS_URL is 'http://bus', but must begin with nats://"),
    ],
)
def test_a_wrong_value_is_one_line_that_names_the_setting(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(f"CHARGEHAND_{name}", value)
    with pytest.raises(SetupFault) as caught:
        load()
    assert str(caught.value).startswith(sentence)
    assert "\n" not in str(caught.value)


def test_a_wrong_address_is_told_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHARGEHAND_DATABASE_URL", f"mysql://ada:{SECRET}@db/house")
    with pytest.raises(SetupFault) as caught:
        load()
    assert SECRET not in str(caught.value)
    assert "CHARGEHAND_DATABASE_URL" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("web_prt = 1\n", "chargehand.toml: there is no setting 'web_prt'."),
        ("web_port = \n", "chargehand.toml is not TOML"),
        ('web_port = "x"\n', "CHARGEHAND_WEB_PORT (in chargehand.toml) is 'x'"),
    ],
)
def test_a_wrong_file_is_one_line_too(text: str, sentence: str) -> None:
    Path("chargehand.toml").write_text(text)
    with pytest.raises(SetupFault) as caught:
        load()
    assert str(caught.value).startswith(sentence)
    assert "\n" not in str(caught.value)


def test_a_named_file_must_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FILE_VARIABLE, "nowhere.toml")
    with pytest.raises(SetupFault, match=r"nowhere\.toml cannot be read"):
        load()


def test_shown_settings_hold_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(
        "CHARGEHAND_DATABASE_URL", f"postgresql://ada:{SECRET}@db:5432/house?password={SECRET}"
    )
    monkeypatch.setenv("CHARGEHAND_SMTP_URL", f"smtps://ada:{SECRET}@mail")
    monkeypatch.setenv("CHARGEHAND_NATS_URL", f"nats://{SECRET}@bus")
    monkeypatch.setenv("CHARGEHAND_METRICS_TOKEN", SECRET)
    shown = {setting.name: setting.value for setting in load().shown()}
    assert SECRET not in str(shown)
    assert shown["CHARGEHAND_DATABASE_URL"] == "postgresql://ada:***@db:5432/house?***"
    assert shown["CHARGEHAND_METRICS_TOKEN"] == "***"


def test_a_local_database_is_shown_as_it_is() -> None:
    assert masked("database_url", "postgresql://ada@/house") == "postgresql://ada@/house"


def test_variables_that_mean_nothing_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHARGEHAND_WEBPORT", "1")
    assert "CHARGEHAND_WEBPORT" in load().strangers


@pytest.mark.parametrize(
    ("bind", "address"),
    [
        ("127.0.0.1", "http://localhost:8123"),
        ("0.0.0.0", "http://localhost:8123"),
        ("10.0.0.7", "http://10.0.0.7:8123"),
        ("fd00::7", "http://[fd00::7]:8123"),
    ],
)
def test_the_address_told_to_people_is_one_they_can_reach(bind: str, address: str) -> None:
    settings = Settings(bind=bind)
    assert settings.web_address(8123) == address
    assert settings.ocpp_address(8123) == address.replace("http", "ws") + "/ocpp"


def test_clocks_on_pages_are_in_a_zone_that_exists(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings().zone is UTC
    assert str(Settings(time_zone="Europe/Berlin").zone) == "Europe/Berlin"
    monkeypatch.setenv("CHARGEHAND_TIME_ZONE", "Mars/Base")
    with pytest.raises(
        SetupFault, match="CHARGEHAND_TIME_ZONE is 'Mars/Base', but must be the name of a time zone"
    ):
        load()


def test_a_given_address_stands() -> None:
    settings = Settings(web_url="https://charge.example/", ocpp_url="wss://ocpp.example/ocpp/")
    assert settings.web_address(1) == "https://charge.example"
    assert settings.ocpp_address(1) == "wss://ocpp.example/ocpp"


def test_the_limits_reach_the_decisions() -> None:
    policy = Settings(
        command_deadline_s=5, start_deadline_s=6, heartbeat_interval_s=7, meter_interval_s=8, discharge=True
    ).policy()
    wishes = dict(policy.wishes)
    assert (policy.command_deadline_s, policy.start_deadline_s, policy.heartbeat_interval_s) == (5, 6, 7)
    assert policy.gives_back is not Settings().policy().gives_back
    assert (wishes["MeterValueSampleInterval"], wishes["HeartbeatInterval"]) == ("8", "7")
