"""The house's settings: environment before file before default, each with its source."""

from __future__ import annotations

import os
import tomllib
from datetime import UTC, tzinfo
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any, Final, Literal, NamedTuple
from urllib.parse import urlsplit, urlunsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from chargehand.edge.contracts.ports import Unhelped
from chargehand.edge.contracts.targets import Hosts, private
from chargehand.model.push import KNOWN_SERVICES, PushHosts
from chargehand.model.snapshot import CardPolicy, Policy
from chargehand.store.embedded.fault import SetupFault

PREFIX: Final = "CHARGEHAND_"
FILE_VARIABLE: Final = "CHARGEHAND_CONFIG"
FILE_DEFAULT: Final = Path("chargehand.toml")
_SECRETS: Final = frozenset({"iso15118_secret", "metrics_token"})
_ADDRESSES: Final = frozenset({"database_url", "iso15118_url", "nats_url", "smtp_url"})
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_HIDDEN: Final = "***"
ZERO_MARGIN_S: Final = 60
"""So much longer than a start that we ask for one at the station may come to nothing."""
_TESTS: Final = "CHARGEHAND_TEST_"  # for the project's own tests

Source = Literal["default", "environment", "file"]


def _with_scheme(*schemes: str) -> AfterValidator:
    def check(value: str) -> str:
        if value and urlsplit(value).scheme not in schemes:
            raise ValueError(f"must begin with {' or '.join(f'{scheme}://' for scheme in schemes)}")
        return value

    return AfterValidator(check)


def _zone_of(name: str) -> tzinfo:
    # Small systems come without the database of time zones.
    return UTC if name == "UTC" else ZoneInfo(name)


def _known_zone(name: str) -> str:
    try:
        _zone_of(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError("must be the name of a time zone") from None
    return name


def _networks(named: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(each.strip(), strict=False) for each in named.split(",") if each.strip())


def _known_proxies(named: str) -> str:
    try:
        _networks(named)
    except ValueError:
        raise ValueError("must be addresses or networks, comma-separated") from None
    return named


def _known_hosts(named: str) -> str:
    try:
        Hosts(named.split(","))
    except ValueError:
        raise ValueError(
            "must be hosts, with a port where it is not the usual one, comma-separated"
        ) from None
    return named


def _known_push_hosts(named: str) -> str:
    try:
        PushHosts(named.split(","))
    except ValueError:
        raise ValueError("must be hosts, with a port where it is not 443, comma-separated") from None
    return named


def _origin(url: str) -> str:
    parts = urlsplit(url.strip())
    return f"{parts.scheme}://{parts.netloc}"


def _known_origins(named: str) -> str:
    for each in filter(None, (part.strip() for part in named.split(","))):
        parts = urlsplit(each)
        plain = parts.netloc and not set(each) & set(" ;'\"") and parts.username is None
        if parts.scheme not in ("http", "https") or not plain:
            raise ValueError("must be origins such as https://tiles.example, comma-separated")
    return named


def _usable_address(url: str) -> str:
    try:
        if url:
            private(url).target(url)
    except (ValueError, Unhelped):
        raise ValueError("must be an address without a password and a fragment") from None
    return url


Port = Annotated[int, Field(ge=0, le=65535)]
Seconds = Annotated[int, Field(gt=0, le=31 * 86_400)]


class Settings(BaseSettings):
    """What may be set, as `CHARGEHAND_<NAME>` or as `<name>` in the file. Empty texts mean "not set"."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True, use_attribute_docstrings=True
    )

    bind: str = "127.0.0.1"
    """The address to listen on; 0.0.0.0 for all of this machine's."""
    web_port: Port = 8080
    """The port of pages and API; 0: any free one."""
    ocpp_port: Port = 9000
    """The port that stations connect to; 0: any free one."""
    web_url: Annotated[str, _with_scheme("http", "https")] = ""
    """Where drivers reach the web, as it stands in their letters; empty: this machine and the port."""
    ocpp_url: Annotated[str, _with_scheme("ws", "wss")] = ""
    """Where stations reach the gateway, as it is told to people; empty: this machine and the port."""
    data_dir: Path = Path(".chargehand")
    """What the embedded database and the demo keep."""
    database_url: Annotated[str, _with_scheme("postgresql", "postgres")] = ""
    """A PostgreSQL server of your own; empty: the embedded one."""
    pg_bin: Path | None = None
    """A folder with the programs `postgres` and `initdb` for the embedded database."""
    disk_floor_mb: Annotated[int, Field(ge=0)] = 128
    """With less room than this on the embedded database's disk stations are shown out, before the database runs out of it; 0: never."""
    nats_url: Annotated[str, _with_scheme("nats", "tls", "ws", "wss")] = ""
    """The bus between `gateway`, `web` and `worker`; `serve` needs none."""
    gateway_name: str = ""
    """This gateway's own name among several; empty: `one` in `serve`, the machine's name in `gateway`."""
    ocpp_tls_cert: Path | None = None
    """The certificate chain (PEM) with which stations are answered over TLS; read again when the file changes."""
    ocpp_tls_key: Path | None = None
    """The certificate's private key (PEM)."""
    ocpp_tls_port: Port | None = None
    """The port for TLS beside the plain one, 0: any free one; unset: with a certificate the OCPP port speaks TLS only."""
    ocpp_client_ca: Path | None = None
    """Authorities (PEM, with those between) whose certificates prove who a station is, beside our own."""
    ocpp_certificate_header: str = ""
    """The header in which a trusted proxy hands over the certificate that a station showed; empty: none does."""
    station_operator: str = ""
    """The organisation (O) that stations' certificates must name; empty: any."""
    sign_certificates: bool = True
    """Stations that ask get certificates of our own authority, whose key lies in the data directory."""
    sign_first_certificates: bool = False
    """A station's first certificate needs no operator's approval."""
    certificate_days: Annotated[int, Field(ge=1, le=3650)] = 365
    """For how long our own certificates are good."""
    iso15118_url: Annotated[str, _with_scheme("https", "http"), AfterValidator(_usable_address)] = ""
    """The service that makes contract certificates for cars, http within private networks only; empty: no car gets one through us."""
    iso15118_secret: Annotated[str, Field(pattern=r"^[\x21-\x7e]*$")] = ""
    """The bearer token that opens it."""
    ocsp_hosts: Annotated[str, AfterValidator(_known_hosts)] = ""
    """OCSP responders that may be asked for stations, comma-separated, and private networks where these names may lead; empty: none is asked."""
    iso15118_deadline_s: Annotated[int, Field(ge=1, le=120)] = 20
    """A station that asks for a car is answered by then, whatever comes."""
    trusted_proxies: Annotated[str, AfterValidator(_known_proxies)] = ""
    """Addresses of proxies, comma-separated, whose X-Forwarded-For and -Proto are believed."""
    time_zone: Annotated[str, AfterValidator(_known_zone)] = "UTC"
    """The zone of clocks on pages until the browser tells its own, such as `Europe/Berlin`."""
    map_style_url: Annotated[str, _with_scheme("https", "http"), AfterValidator(_known_origins)] = ""
    """The style (MapLibre) that brings streets to the map of chargers; empty: the map has none and asks nobody. A browser
    asks for it only after its driver has agreed."""
    map_hosts: Annotated[str, AfterValidator(_known_origins)] = ""
    """Further origins, comma-separated, that the style takes tiles, letters and pictures from, such as https://tiles.example."""
    open_doors: bool = False
    """Lets stations without a password connect although the address is not a loopback one."""

    command_deadline_s: Seconds = 30
    """A command that is not confirmed by then has failed, and says so."""
    resend_after_s: Seconds = 10
    """A stop of which nothing has come is said once more after so long, and a reading is asked for."""
    start_deadline_s: Seconds = 120
    """A start without a transaction is given up by then."""
    stale_after_s: Seconds = 90
    """A session without news for so long is shown as not confirmed."""
    close_after_evidence_s: Seconds = 600
    """A session is closed so long after strong evidence of its end, while the station is online."""
    close_offline_after_s: Seconds = 86_400
    """A session is closed as estimated so long after the last evidence, while the station is offline."""
    readings_expected_every_s: Seconds = 60
    """A session is doubted when three readings in a row are missing; never less than what stations are asked for."""
    card_policy: CardPolicy = CardPolicy.REFUSE
    """What becomes of a start with a card that charges already: refused, taken and noted (`warn`), or just taken (`allow`)."""
    suspended_may_stop: bool = False
    """A suspended driver may still stop what runs, on the pages and over the API."""
    heartbeat_interval_s: Seconds = 60
    """What stations are told at boot."""
    meter_interval_s: Annotated[int, Field(ge=1, le=86_400)] = 10
    """How often stations are asked to read their meters during a transaction."""
    cost_every_s: Seconds = 60
    """A station that shows running costs is told a new one at most so often."""

    discharge: bool = False
    """Cars may give power back through the stations here (OCPP 2.1): tokens come with leave to do so."""

    smtp_url: Annotated[str, _with_scheme("smtp", "smtps")] = ""
    """The mail server, `smtp://user:password@host:587`; empty: letters are printed, or wait if others can reach us."""
    mail_from: str = "Chargehand <no-reply@localhost>"
    """The sender of letters."""
    push_hosts: Annotated[str, AfterValidator(_known_push_hosts)] = ",".join(KNOWN_SERVICES)
    """The push services that drivers' devices may be messaged through, comma-separated; `*.` in front: all below. Empty: none is."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """What is said in the log at least."""
    log_format: Literal["auto", "json", "console"] = "auto"
    """`auto`: for eyes on a terminal, else JSON lines."""
    log_events: bool = True
    """One line for each decided event."""
    message_log: Literal["all", "without_heartbeats", "off"] = "all"
    """Which frames between stations and us are kept for eyes, tokens and passwords masked; the journal of decisions is kept anyway."""
    message_days: Annotated[int, Field(ge=1, le=3650)] = 14
    """For how many days."""
    security_days: Annotated[int, Field(ge=1, le=36500)] = 730
    """For how many days security events are kept: those that stations tell, and our own about them."""
    metrics_port: Port = 0
    """Where a `gateway` or `worker` alone answers /healthz, /readyz and /metrics; 0: nowhere."""
    metrics_token: str = ""
    """The bearer token that opens /metrics; empty: it is open to this machine only."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The caller has put the sources in order and hands them over as one."""
        del settings_cls, env_settings, dotenv_settings, file_secret_settings
        return (init_settings,)

    @property
    def loopback(self) -> bool:
        """Nobody but this machine can reach us."""
        return self.bind in _LOOPBACK

    @property
    def zone(self) -> tzinfo:
        return _zone_of(self.time_zone)

    @property
    def map_origins(self) -> tuple[str, ...]:
        """What the map may ask for its background: the style's own origin, and those named beside it."""
        named = [self.map_style_url, *self.map_hosts.split(",")] if self.map_style_url else []
        return tuple(dict.fromkeys(_origin(each) for each in named if each.strip()))

    @property
    def proxies(self) -> tuple[IPv4Network | IPv6Network, ...]:
        return _networks(self.trusted_proxies)

    def web_address(self, port: int) -> str:
        """Where drivers reach the web, without a slash at the end."""
        return self.web_url.rstrip("/") or f"http://{self._shown_host()}:{port}"

    def ocpp_address(self, port: int) -> str:
        """What stations are configured with, before their identity; without a slash at the end."""
        scheme = "ws" if self.ocpp_tls_cert is None or self.ocpp_tls_port is not None else "wss"
        return self.ocpp_url.rstrip("/") or f"{scheme}://{self._shown_host()}:{port}/ocpp"

    def ocpp_tls_address(self, port: int) -> str:
        """The same for the port beside it on which stations speak TLS."""
        return f"wss://{self._shown_host()}:{port}/ocpp"

    def policy(self) -> Policy:
        """The limits as the decisions want them."""
        wishes = {
            "MeterValueSampleInterval": str(self.meter_interval_s),
            "MeterValuesSampledData": "Energy.Active.Import.Register,Power.Active.Import,SoC,Current.Import",
            "StopTxnSampledData": "",
            # A queue that survives long faults of ours instead of being thrown away after minutes.
            "TransactionMessageAttempts": "10",
            "TransactionMessageRetryInterval": "60",
            "HeartbeatInterval": str(self.heartbeat_interval_s),
        }
        return Policy(
            free_after_s=self.close_after_evidence_s,
            silent_after_s=self.close_offline_after_s,
            readings_expected_every_s=max(self.readings_expected_every_s, self.meter_interval_s),
            zero_after_s=self.start_deadline_s + ZERO_MARGIN_S,
            card_policy=self.card_policy,
            command_deadline_s=self.command_deadline_s,
            resend_after_s=self.resend_after_s,
            start_deadline_s=self.start_deadline_s,
            heartbeat_interval_s=self.heartbeat_interval_s,
            gives_back=self.discharge,
            cost_every_s=self.cost_every_s,
            wishes=tuple(wishes.items()),
        )

    def _shown_host(self) -> str:
        if self.loopback or self.bind in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
            return "localhost"
        return f"[{self.bind}]" if ":" in self.bind else self.bind


class Setting(NamedTuple):
    """One effective setting for eyes: a secret is masked, `value` is what JSON can say."""

    name: str
    value: str | int | bool | None
    source: Source
    about: str


class Loaded(NamedTuple):
    settings: Settings
    file: Path | None
    """The file that was read."""
    sources: dict[str, Source]
    strangers: tuple[str, ...]
    """Variables that begin like ours and mean nothing."""

    def shown(self) -> list[Setting]:
        """All settings in their order, fit to be printed."""
        values = self.settings.model_dump(mode="json")
        fields = Settings.model_fields
        return [
            Setting(variable(name), masked(name, value), self.sources[name], fields[name].description or "")
            for name, value in values.items()
        ]


def load(config: Path | None = None) -> Loaded:
    """The effective settings. Raises SetupFault with one line that names the setting which cannot be."""
    file = _file(config)
    in_file = _read(file) if file is not None else {}
    in_environment: dict[str, Any] = EnvSettingsSource(Settings)()
    fields = Settings.model_fields
    for name in in_file:
        if name not in fields:
            raise SetupFault(f"{file}: there is no setting {name!r}.")
    sources: dict[str, Source] = {
        name: "environment" if name in in_environment else "file" if name in in_file else "default"
        for name in fields
    }
    try:
        settings = Settings(**(in_file | in_environment))
    except ValidationError as error:
        raise SetupFault(_sentence(error, sources, file)) from None
    known = {variable(name) for name in fields} | {FILE_VARIABLE}
    strangers = tuple(
        sorted(
            name
            for name in os.environ
            if name.startswith(PREFIX) and not name.startswith(_TESTS) and name not in known
        )
    )
    return Loaded(settings, file, sources, strangers)


def variable(name: str) -> str:
    """The variable of a setting."""
    return f"{PREFIX}{name.upper()}"


def masked(name: str, value: Any) -> str | int | bool | None:
    """The value without what may open a door."""
    if value is None or isinstance(value, bool | int):
        return value
    text = str(value)
    if name in _SECRETS:
        return _HIDDEN if text else ""
    return _without_password(text) if name in _ADDRESSES else text


def _without_password(address: str) -> str:
    try:
        parts = urlsplit(address)
        secret = parts.password is not None or (parts.username is not None and parts.scheme != "postgresql")
    except ValueError:
        return _HIDDEN
    # Queries and fragments may carry passwords of their own.
    hidden = parts._replace(query=_HIDDEN if parts.query else "", fragment="")
    if secret:
        _, _, host = parts.netloc.rpartition("@")
        who = parts.username if parts.password is not None else ""
        hidden = hidden._replace(netloc=f"{who}:{_HIDDEN}@{host}")
    return urlunsplit(hidden)


def _file(config: Path | None) -> Path | None:
    given = config or (Path(os.environ[FILE_VARIABLE]) if os.environ.get(FILE_VARIABLE) else None)
    if given is not None:
        return given
    return FILE_DEFAULT if FILE_DEFAULT.is_file() else None


def _read(file: Path) -> dict[str, Any]:
    try:
        with file.open("rb") as content:
            return tomllib.load(content)
    except OSError as error:
        raise SetupFault(f"{FILE_VARIABLE}: {file} cannot be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SetupFault(f"{file} is not TOML: {error}.") from None


def _sentence(error: ValidationError, sources: dict[str, Source], file: Path | None) -> str:
    """One line for all that is wrong; no value of a secret is in it."""
    complaints: list[str] = []
    for each in error.errors(include_url=False, include_context=False):
        name = str(each["loc"][0])
        where = f" (in {file})" if sources.get(name) == "file" else ""
        told = masked(name, str(each["input"]))
        reason = each["msg"].removeprefix("Value error, ").replace("Input should be ", "must be ", 1)
        complaints.append(f"{variable(name)}{where} is {told!r}, but {reason}")
    return "; ".join(complaints) + "."
