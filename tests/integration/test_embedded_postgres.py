"""The database that Chargehand starts by itself, on real servers: first and next starts, crashes, refusals."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest
import uvloop

from chargehand.store.embedded import EmbeddedPostgres, SetupFault, check_safety, find_running, server
from chargehand.store.embedded.binaries import find_binaries
from chargehand.store.embedded.layout import SUPERUSER, Layout
from tests.integration.embedded_scene import (
    BY_PIPE,
    PATIENCE_S,
    SERVE,
    ask,
    child,
    heard,
    keep,
    lives,
    log_reader,
    serving,
    wait_until,
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory that has been served before, for all tests that leave it in a state to be served again."""
    made = tmp_path_factory.mktemp("shared") / "data"

    async def make() -> None:
        async with serving(made):
            pass

    asyncio.run(make())
    return made


@pytest.fixture
def data(shared: Path, tmp_path: Path) -> Path:
    """Such a directory for this test alone, to be damaged."""
    subprocess.run(["/bin/cp", "-a", shared, tmp_path / "data"], check=True)
    return tmp_path / "data"


def sleeping_as(owner: os.stat_result) -> subprocess.Popen[bytes]:
    command = ["/bin/sleep", "60"]
    if os.geteuid() != 0:
        return subprocess.Popen(command)
    return subprocess.Popen(command, cwd="/", user=owner.st_uid, group=owner.st_gid, extra_groups=[])


def test_the_next_start_finds_what_the_first_one_kept_under_uvloop_too(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with serving(tmp_path / "data") as first:
            assert first.started_here
            await keep(first.dsn, "kept")
        assert not lives(first.pid)
        async with serving(tmp_path / "data") as second:
            assert await ask(second.dsn, "select text from note") == "kept"
            assert await ask(second.dsn, "select current_database()") == "chargehand"

    uvloop.run(scenario())


async def test_the_server_is_durable_private_and_keeps_utc(shared: Path) -> None:
    async with serving(shared) as cluster:
        connection = await asyncpg.connect(cluster.dsn)
        shown = {
            name: await connection.fetchval("select current_setting($1)", name)
            for name in (
                "fsync",
                "synchronous_commit",
                "full_page_writes",
                "listen_addresses",
                "jit",
                "timezone",
            )
        }
        await connection.close()
    on = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
    assert shown == {**on, "listen_addresses": "", "jit": "off", "timezone": "UTC"}


async def test_the_password_is_needed_and_not_shown_anywhere(shared: Path) -> None:
    async with serving(shared) as cluster:
        password = urlsplit(cluster.dsn).password
        assert password
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(cluster.dsn.replace(password, "guessed"))
        assert password not in repr(cluster)
        assert password not in (shared / "postgres.log").read_text()
        assert cluster.socket_dir.stat().st_mode & 0o777 == 0o700
        passwords = shared / "postgres" / "chargehand-passwords.json"
        assert passwords.stat().st_mode & 0o777 == 0o600


async def test_the_application_may_not_run_programs_through_the_database(shared: Path) -> None:
    async with serving(shared) as cluster:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await ask(cluster.dsn, "copy (select 1) to program 'true'")


async def test_role_and_database_are_made_again_when_the_first_start_did_not_get_that_far(
    shared: Path,
) -> None:
    async with serving(shared) as cluster:
        admin = await asyncpg.connect(Layout.below(shared).dsn(cluster.socket_dir, SUPERUSER, "postgres"))
        await admin.execute("drop database chargehand")
        await admin.execute("drop role chargehand")
        await admin.close()
    async with serving(shared) as cluster:
        assert await ask(cluster.dsn, "select current_user") == "chargehand"


@pytest.mark.parametrize("tie", ["", BY_PIPE], ids=["as this system does it", "by a pipe"])
async def test_a_killed_process_takes_its_server_with_it_and_loses_nothing(shared: Path, tie: str) -> None:
    with child(tie + SERVE, shared) as process:
        pid = int(heard(process)[1])
        assert lives(pid)
        logged = log_reader(shared)
        process.kill()
    wait_until(lambda: not lives(pid))
    assert "database system is shut down" in logged()
    async with serving(shared) as cluster:
        assert await ask(cluster.dsn, "select text from note") == str(process.pid)


async def test_a_start_right_after_the_kill_waits_for_the_old_server_to_go(shared: Path) -> None:
    with child(SERVE, shared) as process:
        pid = int(heard(process)[1])
        logged = log_reader(shared)
        process.kill()
        process.wait()
        async with serving(shared) as cluster:
            assert not lives(pid)
            assert await ask(cluster.dsn, "select text from note") == str(process.pid)
    assert "still in use" not in logged()  # it did not even try before


async def test_pid_files_left_by_a_power_cut_may_name_a_living_stranger(shared: Path) -> None:
    async with serving(shared) as cluster:
        left = (shared / "postgres" / "postmaster.pid").read_text()
    owner = (shared / "postgres").stat()
    with sleeping_as(owner) as stranger:
        try:
            left = left.replace(str(cluster.pid), str(stranger.pid), 1)
            for file in (shared / "postgres" / "postmaster.pid", cluster.socket_dir / ".s.PGSQL.5432.lock"):
                file.write_text(left)
                os.chown(file, owner.st_uid, owner.st_gid)
            async with serving(shared) as again:
                assert await ask(again.dsn, "select 1") == 1
            assert stranger.poll() is None
        finally:
            stranger.kill()


async def test_a_server_that_dies_by_itself_is_noticed_and_can_be_started_again(shared: Path) -> None:
    postgres = EmbeddedPostgres(shared)
    try:
        first = await postgres.start()
        await keep(first.dsn, "kept")
        lost = asyncio.create_task(postgres.lost())
        os.kill(first.pid, signal.SIGKILL)
        assert await asyncio.wait_for(lost, PATIENCE_S) == -signal.SIGKILL
        second = await postgres.start()
        assert await ask(second.dsn, "select text from note") == "kept"
        watching = asyncio.create_task(postgres.lost())
        await postgres.stop()
        assert not watching.done()  # it was stopped, not lost
        watching.cancel()
    finally:
        await postgres.stop()


async def test_a_start_waits_for_backends_that_outlive_a_killed_server(shared: Path) -> None:
    postgres = EmbeddedPostgres(shared)
    try:
        cluster = await postgres.start()
        connection = await asyncpg.connect(cluster.dsn)
        backend = await connection.fetchval("select pg_backend_pid()")
        os.kill(backend, signal.SIGSTOP)
        os.kill(cluster.pid, signal.SIGKILL)
        await asyncio.wait_for(postgres.lost(), PATIENCE_S)
        logged = log_reader(shared)
        starting = asyncio.create_task(postgres.start())
        await asyncio.to_thread(wait_until, lambda: "shared memory block" in logged())
        os.kill(backend, signal.SIGCONT)
        assert await ask((await starting).dsn, "select 1") == 1
        connection.terminate()
    finally:
        await postgres.stop()


async def test_an_interrupted_first_start_leaves_nothing_in_the_way(tmp_path: Path) -> None:
    real = find_binaries(None)
    halting = tmp_path / "bin"
    halting.mkdir()
    (halting / "postgres").symlink_to(real.postgres)
    (halting / "initdb").write_text(
        "#!/bin/sh\nfor given; do case $given in --pgdata=*) data=${given#--pgdata=};; esac; done\n"
        f'mkdir "$data/base" && echo {real.major} > "$data/PG_VERSION" && exec sleep 60\n'
    )
    (halting / "initdb").chmod(0o755)
    data = tmp_path / "data"
    with child(SERVE.replace("PG_BIN", "pathlib.Path(sys.argv[2])"), data, halting) as process:
        wait_until(lambda: any(data.glob("postgres.new.*/cluster/PG_VERSION")))
        process.kill()
    assert not (data / "postgres").exists()
    async with serving(data) as cluster:
        assert await ask(cluster.dsn, "select 1") == 1
    assert not list(data.glob("postgres.new.*"))


async def test_ctrl_c_in_the_terminal_leaves_the_server_to_us(shared: Path) -> None:
    script = """
async def main():
    pressed = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, pressed.set)
    postgres = embedded.EmbeddedPostgres(pathlib.Path(sys.argv[1]))
    started = await postgres.start()
    say("serving", started.pid)
    await pressed.wait()
    say("still", await ask(started.dsn, "select 'there'"))
    await postgres.stop()

uvloop.run(main())
"""
    with child(script, shared) as process:
        pid = int(heard(process)[1])
        os.killpg(process.pid, signal.SIGINT)
        assert heard(process) == ["still", "there"]
        assert process.wait(PATIENCE_S) == 0
    assert not lives(pid)


async def test_a_second_process_is_refused_but_a_command_finds_the_running_server(shared: Path) -> None:
    script = """
async def main():
    data = pathlib.Path(sys.argv[1])
    found = await embedded.find_running(data)
    say(found.pid, found.started_here, await ask(found.dsn, "select 'answered'"))
    try:
        await embedded.EmbeddedPostgres(data).start()
    except embedded.SetupFault as fault:
        say(fault)

asyncio.run(main())
"""
    async with serving(shared) as cluster:
        with child(script, shared) as process:
            assert await asyncio.to_thread(heard, process) == [str(cluster.pid), "False", "answered"]
            refusal = " ".join(await asyncio.to_thread(heard, process))
        assert f"already in use by process {os.getpid()}" in refusal
        assert await ask(cluster.dsn, "select 1") == 1
    assert await find_running(shared) is None


async def test_no_server_is_found_where_none_ever_was(tmp_path: Path) -> None:
    assert await find_running(tmp_path / "nothing") is None
    assert not (tmp_path / "nothing").exists()


@pytest.mark.parametrize("name", ["d" * 120, "comma, and 'quotes'", "a+b"], ids=["deep", "odd", "plus"])
async def test_a_path_that_cannot_hold_a_socket_gets_one_in_a_private_short_place(
    data: Path, name: str
) -> None:
    place = Path(shutil.move(data, data.with_name(name)))
    async with serving(place) as cluster:
        assert await ask(cluster.dsn, "select 1") == 1
        assert place not in cluster.socket_dir.parents
        assert cluster.socket_dir.stat().st_mode & 0o777 == 0o700
        found = await find_running(place)
        assert found is not None
        assert found.pid == cluster.pid
    assert not cluster.socket_dir.exists()


async def test_data_of_another_version_is_refused_with_both_versions(data: Path) -> None:
    async with serving(data) as cluster:
        major = cluster.major
    (data / "postgres" / "PG_VERSION").write_text("13\n")
    with pytest.raises(SetupFault, match=rf"PostgreSQL 13\b.*PostgreSQL {major}\b"):
        await EmbeddedPostgres(data).start()


async def test_a_data_directory_that_cannot_be_made_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SetupFault, match=r"file/data cannot be used by uid"):
        await EmbeddedPostgres(tmp_path / "file" / "data").start()


async def test_foreign_files_where_the_cluster_belongs_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "diary").write_text("dear")
    with pytest.raises(SetupFault, match="holds files, but no PostgreSQL data"):
        await EmbeddedPostgres(tmp_path).start()
    assert (tmp_path / "postgres" / "diary").read_text() == "dear"


async def test_a_server_that_does_not_start_is_quoted_and_releases_the_directory(data: Path) -> None:
    async with serving(data):
        pass
    settings = data / "postgres" / "postgresql.conf"
    good = settings.read_text()
    settings.write_text("work_mem = plenty\n")
    with pytest.raises(SetupFault, match=r"does not start: configuration file .* contains errors"):
        await EmbeddedPostgres(data).start()
    settings.write_text(good)
    async with serving(data) as cluster:
        assert await ask(cluster.dsn, "select 1") == 1


async def test_f98_settings_with_which_a_commit_may_vanish_are_found(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(data) as cluster:
        connection = await asyncpg.connect(cluster.dsn)
        assert await check_safety(connection) == []
        await connection.execute("alter database chargehand set synchronous_commit = off")
        await connection.close()
    monkeypatch.setattr(server, "_SETTINGS", (*server._SETTINGS, "fsync=off", "full_page_writes=off"))
    async with serving(data) as cluster:
        connection = await asyncpg.connect(cluster.dsn)
        sentences = await check_safety(connection)
        await connection.close()
    assert [sentence.split(":")[0] for sentence in sentences] == [
        f"PostgreSQL runs with {name} = off" for name in ("fsync", "full_page_writes", "synchronous_commit")
    ]
