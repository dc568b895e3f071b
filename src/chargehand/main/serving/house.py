"""From settings to a house that serves, and back to nothing: in order, whatever happens."""

from __future__ import annotations

import asyncio
import gc
import socket
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Final, Literal

import uvloop
from structlog.typing import FilteringBoundLogger

from chargehand.edge.bus.nats import NatsFeed
from chargehand.edge.observability.log import OpenLog, described
from chargehand.engine.feed import LocalFeed
from chargehand.engine.ports import Feed
from chargehand.main.database import Database
from chargehand.main.serving.parts import gateway_part, outlook, web_part, worker_part
from chargehand.main.serving.ports import OCPP, OCPP_TLS, WEB, chosen
from chargehand.main.serving.signals import heeded
from chargehand.main.serving.supervision import Supervision
from chargehand.main.serving.trunk import grown
from chargehand.main.settings import Settings, masked, variable
from chargehand.model.faults import WorldFault
from chargehand.store.embedded import SetupFault

COLLECT_AFTER = (10_000, 10, 50)
"""Objects, and rounds of each age, between collections. Almost all of ours go when they are used up: what one batch of decisions has
under way must not be looked through each time, and what thousands of stations keep alive, which stops everything for a tenth of a
second, only rarely."""

Part = Literal["gateway", "web", "worker"]
ALL: Final[tuple[Part, ...]] = ("gateway", "web", "worker")
ENDED, FAILED = 0, 1


@dataclass(frozen=True, kw_only=True)
class Serving:
    """What may be known of a house that serves. The addresses are those of the parts that run here."""

    settings: Settings
    log: FilteringBoundLogger
    tasks: Supervision
    dsn: str
    web: str | None
    ocpp: str | None
    ocpp_tls: str | None
    """Where stations speak TLS, if that is beside the plain port."""
    ocpp_port: int | None


Ready = Callable[[Serving], AbstractAsyncContextManager[None]]
"""Entered once the house serves, left first of all when it ends."""


def run_house(settings: Settings, parts: tuple[Part, ...], ready: Ready) -> int:
    """Serves until a signal comes or a task dies; the exit code. Raises SetupFault when it cannot begin."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_run(settings, parts, ready))


async def _run(settings: Settings, parts: tuple[Part, ...], ready: Ready) -> int:
    opened = OpenLog(settings.log_level, settings.log_format)
    tasks, begun = Supervision(opened.log), asyncio.Event()
    house = asyncio.create_task(_serve(settings, parts, ready, (opened, tasks, begun)))

    def asked() -> None:
        tasks.ending.set()
        if not begun.is_set():
            house.cancel()  # nothing was promised yet: what has begun is undone

    try:
        with heeded(asked, opened.close):
            await asyncio.wait((house,))
        if not house.cancelled():
            house.result()
    except (SetupFault, WorldFault):
        raise
    except Exception as fault:  # main's own edge: a defect is told in the log, and by the exit code
        opened.log.error("house_broke", fault=described(fault))
        return FAILED
    finally:
        opened.close()
    return FAILED if tasks.failed else ENDED


async def _serve(
    settings: Settings,
    parts: tuple[Part, ...],
    ready: Ready,
    state: tuple[OpenLog, Supervision, asyncio.Event],
) -> None:
    opened, tasks, begun = state
    log = opened.log
    _insist(settings, parts)
    async with AsyncExitStack() as held:
        dsn = await held.enter_async_context(_database(settings, tasks))
        feed = await held.enter_async_context(_feed(settings, parts, tasks))
        trunk = await held.enter_async_context(grown(settings, opened, tasks, dsn, feed))
        ocpp = ocpp_tls = web = port = None
        if "gateway" in parts:
            gateway = await held.enter_async_context(gateway_part(trunk, _gateway_name(settings, parts)))
            port = gateway.port
            ocpp = settings.ocpp_address(port)
            if settings.ocpp_tls_port is not None:
                ocpp_tls = settings.ocpp_tls_address(gateway.tls_port)
        if "web" in parts:
            web = await held.enter_async_context(web_part(trunk))
        else:
            await held.enter_async_context(outlook(trunk))
        if "worker" in parts:
            await held.enter_async_context(worker_part(trunk, web or settings.web_address(settings.web_port)))
        serving = Serving(
            settings=settings,
            log=log,
            tasks=tasks,
            dsn=dsn,
            web=web,
            ocpp=ocpp,
            ocpp_tls=ocpp_tls,
            ocpp_port=port,
        )
        await held.enter_async_context(ready(serving))
        begun.set()
        gc.collect()
        gc.freeze()  # what is there now stays to the end: no collection needs to look at it again
        gc.set_threshold(*COLLECT_AFTER)
        await tasks.ending.wait()


def _insist(settings: Settings, parts: tuple[Part, ...]) -> None:
    """Whatever can be known to be in the way is said before anything is started."""
    if parts != ALL:
        for name, value in (("database_url", settings.database_url), ("nats_url", settings.nats_url)):
            if not value:
                raise SetupFault(
                    f"{variable(name)} is not set: `{parts[0]}` alone needs a database and a bus that the other"
                    " parts use too; `chargehand serve` runs all of them together."
                )
    if "gateway" in parts:
        chosen(settings, OCPP)
        if settings.ocpp_tls_port is not None:
            chosen(settings, OCPP_TLS)
            if 0 < settings.ocpp_tls_port == settings.ocpp_port:
                raise SetupFault(f"{variable(OCPP_TLS)} and {variable(OCPP)} are the same port.")
    if "web" in parts:
        chosen(settings, WEB)


def _gateway_name(settings: Settings, parts: tuple[Part, ...]) -> str:
    return settings.gateway_name or ("one" if parts == ALL else socket.gethostname())


@asynccontextmanager
async def _database(settings: Settings, tasks: Supervision) -> AsyncGenerator[str]:
    database = Database(settings, lambda said: tasks.log.warning("database", said=said))
    dsn = await database.start()
    keeping = tasks.start("database", database.keep())
    try:
        yield dsn
    finally:
        await tasks.end(keeping)
        await database.stop()


@asynccontextmanager
async def _feed(settings: Settings, parts: tuple[Part, ...], tasks: Supervision) -> AsyncGenerator[Feed]:
    if not settings.nats_url:
        yield LocalFeed()
        return
    name = f"chargehand {' '.join(parts)}"
    try:
        feed = await NatsFeed.connect(
            settings.nats_url, name, lambda said: tasks.log.warning("bus", said=said)
        )
    except WorldFault as fault:
        shown = masked("nats_url", settings.nats_url)
        raise SetupFault(f"{variable('nats_url')} is {shown}, but {fault}.") from fault
    sending = tasks.start("bus", feed.run())
    try:
        yield feed
    finally:
        await tasks.end(sending)
        await feed.close()
