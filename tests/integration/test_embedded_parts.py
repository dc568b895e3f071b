"""Parts of the embedded PostgreSQL that need no running server: its log, its programs, its powers."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from chargehand.store.embedded import EmbeddedPostgres, SetupFault, binaries, log
from chargehand.store.embedded.binaries import find_binaries
from chargehand.store.embedded.privileges import ServerUser, find_obstacle


def test_the_log_never_outgrows_its_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "LIMIT_BYTES", 100)
    path = tmp_path / "postgres.log"
    kept = log.ServerLog(path)
    descriptor = kept.open()
    os.write(descriptor, b"old " * 50)
    kept.bound()
    os.write(descriptor, b"new " * 50)
    assert (path.read_bytes(), path.with_name("postgres.log.1").read_bytes()) == (b"new " * 50, b"old " * 50)
    os.close(descriptor)
    os.close(kept.open())
    assert (path.read_bytes(), path.with_name("postgres.log.1").read_bytes()) == (b"", b"new " * 50)


def test_the_reason_quoted_from_the_log_is_the_servers_own(tmp_path: Path) -> None:
    path = tmp_path / "postgres.log"
    path.write_text("[7] FATAL:  of an earlier start\n")
    start = path.stat().st_size
    later = "12:00 [8] FATAL:  disk is gone\n12:00 [9] x@y FATAL:  terminating connection\n"
    path.write_text(path.read_text() + later)
    assert log.ServerLog(path).fault_since(start, server_pid=8) == "disk is gone"
    assert log.ServerLog(path).fault_since(start, server_pid=10) == "terminating connection"


def test_the_newest_postgres_of_the_wheel_is_taken_without_importing_the_wheel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    carrier = tmp_path / "carrier_of_programs"
    for install, version in (("pginstall", 16), ("pginstall9", 15), ("pginstall18", 18)):
        folder = carrier / install / "bin"
        folder.mkdir(parents=True)
        for program in ("postgres", "initdb"):
            (folder / program).write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}.1'\n")
            (folder / program).chmod(0o755)
    (carrier / "__init__.py").write_text("raise AssertionError('imported')")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(binaries, "_CARRIER", carrier.name)
    assert find_binaries(None).major == 18
    assert find_binaries(carrier / "pginstall" / "bin").major == 16


async def test_a_named_folder_without_programs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SetupFault, match=f"CHARGEHAND_PG_BIN names {tmp_path}"):
        await EmbeddedPostgres(tmp_path / "data", pg_bin=tmp_path).start()
    assert not (tmp_path / "data").exists()


def test_the_power_over_files_is_wanted_only_behind_closed_doors(tmp_path: Path) -> None:
    stranger = ServerUser(54321, 54321, descends=True)
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    shell, shared = Path("/bin/sh"), Path("/usr/bin/env")
    assert find_obstacle(stranger, shell, [shared]) is None
    assert find_obstacle(stranger, shell, [shared, closed / "data"]) in {*closed.parents, closed}
    assert find_obstacle(ServerUser(54321, 54321, descends=False), shell, [closed / "data"]) is None
