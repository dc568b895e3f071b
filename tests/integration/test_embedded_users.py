"""Who the embedded PostgreSQL runs as: root hands it to a user without power, others keep it themselves."""

from __future__ import annotations

import os
import pwd
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from chargehand.store.embedded.binaries import find_binaries
from chargehand.store.embedded.privileges import ServerUser, find_obstacle
from tests.integration.embedded_scene import ask, child, heard, serving

if (
    os.geteuid() == 0
):  # an ordinary user runs all other tests as itself; these changes of user only root can try
    BECOME = """
def become(uid):
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)

async def attempt(path, pg_bin=None):
    postgres = embedded.EmbeddedPostgres(pathlib.Path(path), pg_bin=pg_bin)
    try:
        started = await postgres.start()
        say("answered", await ask(started.dsn, "select 1"), os.stat(f"/proc/{started.pid}/cwd/PG_VERSION").st_uid)
        await postgres.stop()
    except embedded.SetupFault as fault:
        say("fault", fault)
"""

    @pytest.fixture
    def open_dir() -> Iterator[Path]:
        """A directory whose way there is open to all (pytest's own is not)."""
        with tempfile.TemporaryDirectory() as name:
            Path(name).chmod(0o755)
            yield Path(name)

    @pytest.fixture
    def open_programs(open_dir: Path) -> Path:
        """PostgreSQL's programs where everybody may run them, even if this checkout is closed to others."""
        found = find_binaries(None)
        if find_obstacle(ServerUser(1, 1, descends=True), found.postgres, []) is None:
            return found.folder
        shutil.copytree(found.folder.parent, open_dir / "install")
        return open_dir / "install" / "bin"

    def status(pid: int, name: str) -> list[str]:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return next(line.split()[1:] for line in lines if line.startswith(f"{name}:"))

    @pytest.fixture
    def groups() -> Iterator[list[int]]:
        """Our supplementary groups, restored afterwards."""
        ours = os.getgroups()
        yield ours
        os.setgroups(ours)

    async def test_root_serves_from_a_closed_directory_as_nobody(tmp_path: Path, groups: list[int]) -> None:
        closed = tmp_path / "closed"
        closed.mkdir(mode=0o700)
        nobody = pwd.getpwnam("nobody").pw_uid
        os.setgroups([*groups, pwd.getpwnam("daemon").pw_gid])
        async with serving(closed / "data") as cluster:
            assert status(cluster.pid, "Uid") == [str(nobody)] * 4
            assert status(cluster.pid, "Groups") == []
            assert [int(status(cluster.pid, f"Cap{kind}")[0], 16) for kind in ("Eff", "Prm", "Amb")] == [
                2,
                2,
                2,
            ]
            assert await ask(cluster.dsn, "select 1") == 1
        assert (closed / "data" / "postgres").stat().st_uid == nobody

    async def test_root_gives_no_power_to_a_server_that_needs_none(
        open_dir: Path, open_programs: Path
    ) -> None:
        async with serving(open_dir / "data", pg_bin=open_programs) as cluster:
            assert [int(status(cluster.pid, f"Cap{kind}")[0], 16) for kind in ("Eff", "Prm", "Amb")] == [
                0,
                0,
                0,
            ]

    async def test_data_restored_by_root_is_handed_over(tmp_path: Path) -> None:
        original, restored = tmp_path / "data" / "postgres", tmp_path / "restored" / "postgres"
        async with serving(tmp_path / "data"):
            pass
        shutil.copytree(original, restored)
        async with serving(tmp_path / "restored") as cluster:
            assert await ask(cluster.dsn, "select current_database()") == "chargehand"
        assert (restored / "base").stat().st_uid == original.stat().st_uid

    def test_root_without_ambient_capabilities_is_told_which_door_is_closed(tmp_path: Path) -> None:
        forbid = """
import ctypes
assert ctypes.CDLL(None).prctl(28, 1 << 6, 0, 0, 0) == 0  # PR_SET_SECUREBITS, SECBIT_NO_CAP_AMBIENT_RAISE
asyncio.run(attempt(sys.argv[1]))
"""
        (tmp_path / "closed").mkdir(mode=0o700)
        with child(BECOME + forbid, tmp_path / "closed" / "data") as process:
            words = " ".join(heard(process))
        assert words.startswith("fault PostgreSQL")
        assert "may not enter" in words

    def test_an_ordinary_user_serves_as_itself(open_dir: Path, open_programs: Path) -> None:
        uid = pwd.getpwnam("daemon").pw_uid
        script = "become(int(sys.argv[3])); uvloop.run(attempt(sys.argv[1], pathlib.Path(sys.argv[2])))"
        own = open_dir / "own"
        own.mkdir(mode=0o700)
        os.chown(own, uid, uid)
        with child(BECOME + script, own, open_programs, uid) as process:
            assert heard(process) == ["answered", "1", str(uid)]

    def test_an_ordinary_user_is_told_what_it_may_not_write(open_dir: Path, open_programs: Path) -> None:
        uid = pwd.getpwnam("daemon").pw_uid
        script = "become(int(sys.argv[3])); asyncio.run(attempt(sys.argv[1], pathlib.Path(sys.argv[2])))"
        with child(BECOME + script, open_dir / "data", open_programs, uid) as process:
            words = " ".join(heard(process))
        assert f"{open_dir}/data cannot be used by uid {uid}: Permission denied" in words

    def test_a_uid_without_a_name_is_told_so(open_dir: Path, open_programs: Path) -> None:
        script = "become(int(sys.argv[3])); asyncio.run(attempt(sys.argv[1], pathlib.Path(sys.argv[2])))"
        os.chown(open_dir, 54321, 54321)
        with child(BECOME + script, open_dir, open_programs, 54321) as process:
            words = " ".join(heard(process))
        assert "uid 54321, which has no entry in /etc/passwd" in words
