"""Looks at the set-up, changes nothing, and says what is wrong and what to do."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import resource
import shutil
import ssl
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path
from typing import Final, Literal, NamedTuple
from urllib.parse import urlsplit

import asyncpg

from chargehand.edge.bus.nats import NatsFeed
from chargehand.edge.certificates.context import make_context
from chargehand.edge.certificates.facts import Unreadable, certificates_in
from chargehand.main.chance import clock
from chargehand.main.serving.ports import OCPP, WEB, chosen
from chargehand.main.settings import Loaded, Settings, masked, variable
from chargehand.model.faults import WorldFault
from chargehand.store.administration import schema_version
from chargehand.store.embedded import EmbeddedPostgres, SetupFault, check_safety, find_binaries, find_running
from chargehand.store.migrate import known

Grade = Literal["ok", "warn", "fail"]

ROOM_FAIL_BYTES: Final = 500_000_000
ROOM_WARN_BYTES: Final = 5_000_000_000
FILES_WARN: Final = 4096
CERTIFICATE_WARN_DAYS: Final = 14
CERTIFICATE_FAIL_DAYS: Final = 0
SKEW_S: Final = 2.0
PATIENCE_S: Final = 5.0
_BUILT_AFTER: Final = datetime(2026, 1, 1, tzinfo=UTC)


class Finding(NamedTuple):
    about: str
    grade: Grade
    said: str


Check = Callable[[Settings], Awaitable[list[Finding]]]


async def examine(loaded: Loaded) -> list[Finding]:
    """All findings, in an order in which one would set things right."""
    findings = [_python(), *_settings(loaded), _clock()]
    checks: tuple[Check, ...] = (_ports, _data_dir, _database, _bus, _mail, _reach, _tls, _files, _assets)
    for check in checks:
        findings += await check(loaded.settings)
    return findings


def _python() -> Finding:
    return Finding("python", "ok", f"{'.'.join(map(str, sys.version_info[:3]))} on {sys.platform}")


def _settings(loaded: Loaded) -> list[Finding]:
    where = f"environment and {loaded.file}" if loaded.file else "environment only, no file"
    strangers = [
        Finding("settings", "warn", f"{name} is set, but there is no such setting: is it misspelt?")
        for name in loaded.strangers
    ]
    return [Finding("settings", "ok", where), *strangers]


def _clock() -> Finding:
    now = clock()
    if now < _BUILT_AFTER:
        return Finding(
            "clock", "fail", f"It says {now:%Y-%m-%d %H:%M}, which is past: set it, best with NTP."
        )
    return Finding("clock", "ok", f"{now:%Y-%m-%d %H:%M:%S} UTC")


async def _ports(settings: Settings) -> list[Finding]:
    runs = await _house_runs(settings)
    findings: list[Finding] = []
    for name in (WEB, OCPP):
        try:
            port = chosen(settings, name)
        except SetupFault as fault:
            ours = runs and "in use" in str(fault)
            findings.append(
                Finding(name, "ok" if ours else "fail", "A running house uses it." if ours else str(fault))
            )
        else:
            findings.append(Finding(name, "ok", f"{port} is free."))
    return findings


async def _house_runs(settings: Settings) -> bool:
    try:
        return not settings.database_url and await find_running(settings.data_dir) is not None
    except SetupFault:
        return False


async def _data_dir(settings: Settings) -> list[Finding]:
    folder = settings.data_dir.expanduser().absolute()
    place = next(above for above in (folder, *folder.parents) if above.exists())
    if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
        said = (
            f"{place} cannot be written by uid {os.geteuid()}: set {variable('data_dir')} to another place."
        )
        return [Finding("data_dir", "fail", said)]
    room = shutil.disk_usage(place).free
    shown = f"{folder} {'is there' if place == folder else 'will be made'}, {room / 1e9:.1f} GB are free"
    if room < ROOM_FAIL_BYTES:
        return [Finding("data_dir", "fail", f"{shown}: make room, a full disk stops the database.")]
    if room < ROOM_WARN_BYTES:
        return [Finding("data_dir", "warn", f"{shown}: that will not last long.")]
    return [Finding("data_dir", "ok", f"{shown}.")]


async def _database(settings: Settings) -> list[Finding]:
    if settings.database_url:
        return await _reachable(settings.database_url, masked("database_url", settings.database_url))
    try:
        running = await find_running(settings.data_dir)
        if running is not None:
            return await _reachable(running.dsn, f"embedded, PostgreSQL {running.major}, running")
        binaries = find_binaries(settings.pg_bin)
        if not (settings.data_dir / "postgres").exists():
            return [
                Finding("database", "ok", f"embedded, PostgreSQL {binaries.major}, made at the first start")
            ]
        server = EmbeddedPostgres(settings.data_dir, pg_bin=settings.pg_bin)
        try:
            cluster = await server.start()
            return await _reachable(cluster.dsn, f"embedded, PostgreSQL {cluster.major}, started for a look")
        finally:
            await server.stop()
    except SetupFault as fault:
        return [Finding("database", "fail", str(fault))]


async def _reachable(dsn: str, shown: object) -> list[Finding]:
    try:
        connection = await asyncpg.connect(dsn, timeout=PATIENCE_S)
        try:
            unsafe = await check_safety(connection)
            theirs: datetime = await connection.fetchval("select clock_timestamp()")
            skew = abs(theirs - clock())
        finally:
            await connection.close()
        version = await schema_version(dsn)
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError, ValueError) as fault:
        said = f"{shown} cannot be reached: {fault or type(fault).__name__}: is it up, is the address right?"
        return [Finding("database", "fail", said)]
    findings = [Finding("database", "fail", sentence) for sentence in unsafe]
    if skew > timedelta(seconds=SKEW_S):
        said = f"Its clock and ours differ by {skew.total_seconds():.0f} s: set both, best with NTP."
        findings.append(Finding("database", "warn", said))
    return [Finding("database", "ok", str(shown)), *findings, _schema(version)]


def _schema(version: int | None) -> Finding:
    newest = known()[-1][0]
    if version is None:
        return Finding("schema", "ok", f"none yet, {newest} is made at the first start")
    if version > newest:
        return Finding(
            "schema",
            "fail",
            f"{version} was made by a newer program (this one knows {newest}): start that one.",
        )
    return Finding(
        "schema",
        "ok",
        f"{version}" if version == newest else f"{version}, becomes {newest} at the next start",
    )


async def _bus(settings: Settings) -> list[Finding]:
    if not settings.nats_url:
        return []
    shown = masked("nats_url", settings.nats_url)
    try:
        feed = await NatsFeed.connect(settings.nats_url, "chargehand doctor", lambda _: None)
    except WorldFault as fault:
        return [
            Finding("bus", "fail", f"{shown}: {fault}: is nats-server up, is {variable('nats_url')} right?")
        ]
    await feed.close()
    return [Finding("bus", "ok", str(shown))]


async def _mail(settings: Settings) -> list[Finding]:
    if not settings.smtp_url:
        if settings.loopback:
            return [
                Finding("mail", "ok", f"letters are printed on stderr; {variable('smtp_url')} sends them")
            ]
        said = f"Letters wait: set {variable('smtp_url')}; until then `chargehand driver add` prints sign-in links."
        return [Finding("mail", "warn", said)]
    address = urlsplit(settings.smtp_url)
    port = address.port or (465 if address.scheme == "smtps" else 587)
    try:
        _, writer = await asyncio.wait_for(asyncio.open_connection(address.hostname, port), PATIENCE_S)
    except (OSError, TimeoutError) as fault:
        said = f"{address.hostname}:{port} cannot be reached: {fault or type(fault).__name__}: letters will wait."
        return [Finding("mail", "fail", said)]
    writer.close()
    return [Finding("mail", "ok", f"{address.hostname}:{port}")]


async def _reach(settings: Settings) -> list[Finding]:
    findings: list[Finding] = []
    if settings.loopback:
        findings.append(Finding("reach", "ok", f"{settings.bind}: from this machine only"))
    elif not settings.web_url:
        said = f"Others can reach us, but links in letters say {settings.web_address(settings.web_port)}: set"
        findings.append(Finding("reach", "warn", f"{said} {variable('web_url')}."))
    if settings.web_url.startswith("http://") and not settings.loopback:
        said = "Drivers' cards and keys travel in the clear: put TLS in front and set https."
        findings.append(Finding("web_url", "warn", said))
    if settings.open_doors and not settings.loopback:
        said = "Stations without a password may connect from anywhere: for development only."
        findings.append(Finding("open_doors", "warn", said))
    return findings


async def _tls(settings: Settings) -> list[Finding]:
    file = settings.ocpp_tls_cert
    if file is None:
        if settings.loopback or settings.proxies or settings.ocpp_url.startswith("wss://"):
            return []
        said = "Stations' passwords travel in the clear: set a certificate, or put TLS in front."
        return [Finding("ocpp_tls_cert", "warn", said)]
    try:
        make_context((file, settings.ocpp_tls_key), ())
        until = certificates_in(file.read_bytes())[0].not_valid_after_utc
    except (OSError, ssl.SSLError, Unreadable) as fault:
        return [Finding("ocpp_tls_cert", "fail", f"{file} cannot be used: {fault}.")]
    left = (until - clock()).days
    if left < CERTIFICATE_FAIL_DAYS:
        return [Finding("ocpp_tls_cert", "fail", f"{file} ended on {until:%Y-%m-%d}: no station comes in.")]
    grade: Grade = "warn" if left < CERTIFICATE_WARN_DAYS else "ok"
    return [Finding("ocpp_tls_cert", grade, f"{file} is good for {left} days, until {until:%Y-%m-%d}")]


async def _files(_: Settings) -> list[Finding]:
    soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < FILES_WARN:
        return [
            Finding("files", "warn", f"{soft} open files allow as many stations at most: ulimit -n 65536.")
        ]
    return [Finding("files", "ok", f"{soft} may be open")]


async def _assets(_: Settings) -> list[Finding]:
    vendor = Path(str(resources.files("chargehand.edge.driver").joinpath("static", "vendor")))
    try:
        listed: dict[str, str] = json.loads((vendor / "manifest.json").read_text())["sha256"]
        wrong = [name for name, digest in listed.items() if _sha256(vendor / name) != digest]
    except (OSError, ValueError, KeyError):
        return [Finding("assets", "fail", "The front-end's files are missing: make assets.")]
    if wrong:
        return [Finding("assets", "fail", f"{', '.join(wrong)}: not what was built, make assets.")]
    return [Finding("assets", "ok", f"{len(listed)} files of the front-end")]


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
