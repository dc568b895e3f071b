from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Generator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from chargehand.store.embedded.binaries import Binaries, find_binaries
from chargehand.store.embedded.creation import create_cluster
from chargehand.store.embedded.database import answers
from chargehand.store.embedded.fault import SetupFault
from chargehand.store.embedded.layout import Layout, prepare_root, prepare_socket_dir, remove_socket_dir
from chargehand.store.embedded.occupancy import Occupancy, read_serving, see_off_predecessor
from chargehand.store.embedded.privileges import Descent, ServerUser, choose_user, find_obstacle
from chargehand.store.embedded.server import Launch, Server, server_command


@dataclass(frozen=True)
class Cluster:
    """A server that answers. `dsn` carries a password and is left out of the text form."""

    dsn: str = field(repr=False)
    socket_dir: Path
    pid: int
    major: int
    started_here: bool


class EmbeddedPostgres:
    """The PostgreSQL server of one data directory; it lives no longer than this process, however that ends.

    As root the server runs as `nobody` (or as the owner of existing data). Everything it needs is below the data
    directory, except a socket directory below the system's temporary one if the path is too long for a socket.
    """

    def __init__(self, data_dir: Path, *, pg_bin: Path | None = None) -> None:
        self._layout = Layout.below(data_dir)
        self._pg_bin = pg_bin
        self._held = AsyncExitStack()
        self._server: Server | None = None
        self._stopping = False

    async def start(self) -> Cluster:
        """The server answers and holds the database `chargehand`; data of an earlier run is there again.

        Also for starting anew after `lost`. To be awaited on the main thread. Raises SetupFault if the machine, the
        directory or its version forbids it; nothing is left running then.
        """
        if self._server is not None and not self._server.exited.done():
            raise RuntimeError("The server has been started already.")
        await self._held.aclose()
        self._stopping = False
        with _sentences(self._layout):
            async with AsyncExitStack() as held:
                cluster = await self._start(held)
                self._held = held.pop_all()
        return cluster

    async def stop(self) -> None:
        """The server has ended in order, or by force after 10 s. Nothing happens if it does not run."""
        self._stopping = True
        await self._held.aclose()

    async def lost(self) -> int:
        """The exit code (negative: the signal) of a server that ended by itself; never returns after `stop`."""
        if self._server is None:
            raise RuntimeError("The server has not been started.")
        code = await asyncio.shield(self._server.exited)
        if self._stopping:
            await asyncio.get_running_loop().create_future()
        return code

    async def _start(self, held: AsyncExitStack) -> Cluster:
        layout = self._layout
        binaries = find_binaries(self._pg_bin)
        user = choose_user(layout.cluster)
        prepare_root(layout.root, user)
        occupancy = Occupancy(layout)
        held.callback(occupancy.release)
        await see_off_predecessor(layout)
        is_new = await _prepare_cluster(layout, binaries, user)
        socket_dir = prepare_socket_dir(layout.root, user)
        held.callback(remove_socket_dir, layout.root, socket_dir)
        obstacle = find_obstacle(user, binaries.postgres, [layout.cluster, socket_dir])
        launch = Launch(
            layout,
            server_command(binaries.postgres, layout.cluster, socket_dir),
            Descent(user, obstacle=obstacle, death_signal=signal.SIGINT),
            socket_dir,
            is_new,
        )
        self._server, dsn = await launch.until_it_answers(held)
        occupancy.note(server_pid=self._server.pid)
        return Cluster(dsn, socket_dir, self._server.pid, binaries.major, started_here=True)


async def find_running(data_dir: Path) -> Cluster | None:
    """The server that another process of ours runs for this data directory, if it answers; nothing is started."""
    layout = Layout.below(data_dir)
    with _sentences(layout):
        postmaster = read_serving(layout)
        major = layout.major()
        if postmaster is None or major is None:
            return None
        dsn = layout.dsn(postmaster.socket_dir)
    if not await answers(dsn):
        return None
    return Cluster(dsn, postmaster.socket_dir, postmaster.pid, major, started_here=False)


async def _prepare_cluster(layout: Layout, binaries: Binaries, user: ServerUser) -> bool:
    """Whether the cluster that now stands there is new."""
    major = layout.major()
    if major is None:
        await create_cluster(layout, binaries, user)
        return True
    if major != binaries.major:
        raise SetupFault(
            f"The data in {layout.cluster} was written by PostgreSQL {major}, but {binaries.folder} is PostgreSQL"
            f" {binaries.major}: let CHARGEHAND_PG_BIN name the programs of PostgreSQL {major}, or upgrade the data."
        )
    if user.descends and layout.cluster.stat().st_uid != user.uid:
        user.adopt_tree(layout.cluster)  # restored or copied by root
    return False


@contextmanager
def _sentences(layout: Layout) -> Generator[None]:
    """What the system refuses on our way becomes one sentence for the person who can change it."""
    try:
        yield
    except OSError as error:
        who, where = f"uid {os.geteuid()}", error.filename or layout.root
        raise SetupFault(
            f"The data directory {layout.root} cannot be used by {who}: {error.strerror or error} ({where})."
        ) from error
