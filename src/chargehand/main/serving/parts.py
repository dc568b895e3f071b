"""The three parts of the house, each a context: it runs inside, and has ended in order afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from functools import partial

from chargehand.edge.bus.nats import NatsFeed
from chargehand.edge.driver.app import driver_app
from chargehand.edge.driver.context import DriverContext, WebSettings
from chargehand.edge.driver.ports.wallet import Wallet
from chargehand.edge.driver.server import serve_web
from chargehand.edge.gateway.ports import Means
from chargehand.edge.gateway.server import Gateway
from chargehand.edge.gateway.settings import GatewaySettings
from chargehand.edge.notices.sender import Sender
from chargehand.edge.observability.gateway import GatewayWitness
from chargehand.edge.observability.notices import NoticeWitness
from chargehand.edge.observability.outlook import Outlook
from chargehand.edge.observability.web import WebWitness
from chargehand.engine.performer import Performer
from chargehand.engine.recalls import Recalls
from chargehand.engine.timers import Clockwork
from chargehand.main.chance import clock, fresh_bytes, fresh_id, fresh_secret, monotonic
from chargehand.main.lists import DraftedLists
from chargehand.main.serving.contracts import with_contracts
from chargehand.main.serving.holding.displacement import Displacement
from chargehand.main.serving.holding.rollcall import RollCall
from chargehand.main.serving.mail import post_of
from chargehand.main.serving.ports import METRICS, OCPP, WEB, chosen, explained
from chargehand.main.serving.safety import Safety, safe
from chargehand.main.serving.telling.entries import tell_entries
from chargehand.main.serving.telling.tasks import telling
from chargehand.main.serving.trunk import Trunk
from chargehand.main.settings import Settings
from chargehand.model.events import StationDisconnected
from chargehand.model.faults import LaneHalted, UnknownStation, WorldFault
from chargehand.model.identity import StationId
from chargehand.model.push import PushHosts
from chargehand.store.accounts import Accounts
from chargehand.store.administration import Stations
from chargehand.store.audit.entries import AuditLog
from chargehand.store.devices.lists import Lists
from chargehand.store.devices.pictures import Pictures
from chargehand.store.devices.shelf import Devices
from chargehand.store.inbox.devices import PushDevices
from chargehand.store.inbox.notices import Notices
from chargehand.store.inbox.support import Support
from chargehand.store.letters import Letters
from chargehand.store.messages.reader import Messages
from chargehand.store.messages.writer import MessageWriter
from chargehand.store.operations import Operations
from chargehand.store.people.drivers import Drivers
from chargehand.store.people.profiles import Profiles
from chargehand.store.security.shelf import StationSecurity
from chargehand.store.sights import Sights
from chargehand.store.supervision.sheets import SessionSheets
from chargehand.store.usage.sums import Usage
from chargehand.store.wallet.cards import Cards
from chargehand.store.wallet.passkeys import Passkeys
from chargehand.store.wallet.recalls import RecallRows
from chargehand.store.wallet.taps import Taps
from chargehand.wire.ocpp.masking import masked


@asynccontextmanager
async def gateway_part(trunk: Trunk, name: str) -> AsyncGenerator[Gateway]:
    """Stations are let in. Those that a former gateway of this name held are known to be away."""
    async with safe(trunk) as safety, _gateway(trunk, name, safety) as gateway:
        yield gateway


@asynccontextmanager
async def _gateway(trunk: Trunk, name: str, safety: Safety) -> AsyncGenerator[Gateway]:
    settings, stations = trunk.settings, Stations(trunk.pool)
    witness = GatewayWitness(trunk.log, trunk.sparing, trunk.figures)
    means = Means(
        clock=clock,
        monotonic=monotonic,
        fresh_id=fresh_id,
        ready=trunk.health.ready,
        fresh_bytes=fresh_bytes,
        certificates=safety.judge,
        noticed=safety.noticed,
    )
    writer = MessageWriter(trunk.dsn, masked, witness.dropped, exchanges=settings.message_log != "off")
    chosen_settings = _gateway_settings(settings, name, safety)
    engine = with_contracts(settings, safety.engine)
    gateway = Gateway(chosen_settings, engine, stations, means, witness, writer)
    roll = RollCall(name, stations, gateway, partial(_say_left, trunk), trunk.log)
    await roll.call()
    with explained(settings, OCPP):
        await gateway.start()
    trunk.on_lost.append(gateway.hang_up)
    safety.on_revoked.append(gateway.show_out)
    trunk.figures.gauge("stations_connected", "Stations whose socket is here.", gateway.holds)
    performer = Performer(name, trunk.unit, trunk.units, gateway, clock, trunk.witness)
    running = [
        trunk.tasks.start("performer", performer.run(trunk.feed)),
        trunk.tasks.start("message log", writer.run()),
        trunk.tasks.start("roll call", roll.run()),
    ]
    if isinstance(trunk.feed, NatsFeed):
        displacement = Displacement(name, stations, gateway, trunk.log)
        running.append(trunk.tasks.start("displacement", displacement.run(trunk.feed)))
    try:
        yield gateway
    finally:
        await gateway.drain()
        await trunk.tasks.end(*running)
        await writer.close()


@asynccontextmanager
async def web_part(trunk: Trunk) -> AsyncGenerator[str]:
    """Browsers and programs are answered; yields the address under which drivers reach it."""
    settings = trunk.settings
    # Links and cookies are made for one address, so that a port of the system's choice must be known beforehand.
    port = chosen(settings, WEB)
    address = settings.web_address(port)
    stop, bound = asyncio.Event(), asyncio.Event()
    app = driver_app(_driver_context(trunk, address))

    def answers(_host: str, _port: int) -> None:
        bound.set()

    async def run() -> None:
        proxies = settings.trusted_proxies or None
        with explained(settings, WEB):
            await serve_web(app, settings.bind, port, stop, bound=answers, trusted_proxies=proxies)

    serving = asyncio.create_task(run(), name="web")
    binding = asyncio.create_task(bound.wait())
    await asyncio.wait((serving, binding), return_when=asyncio.FIRST_COMPLETED)
    binding.cancel()
    if serving.done():
        serving.result()
    trunk.tasks.adopt(serving)
    try:
        yield address
    finally:
        trunk.tasks.let_go(serving)
        stop.set()
        await asyncio.gather(serving, return_exceptions=True)


@asynccontextmanager
async def worker_part(trunk: Trunk, web: str) -> AsyncGenerator[None]:
    """Timers ring, drivers are told, letters leave, stations hear of lost cards, tables are kept in shape.

    `web`: where drivers reach their pages.
    """
    clockwork = Clockwork(trunk.units, trunk.unit, clock, trunk.witness)
    notices = NoticeWitness(trunk.sparing, trunk.figures)
    sender = Sender(Letters(trunk.pool), post_of(trunk.settings), clock, notices)
    lists = DraftedLists(Lists(trunk.pool))
    recalls = Recalls(RecallRows(trunk.pool), trunk.unit, lists, clock, fresh_id)
    running = (
        trunk.tasks.start("clockwork", clockwork.run()),
        trunk.tasks.start("letters", sender.run()),
        trunk.tasks.start("recalls", recalls.run()),
        trunk.tasks.start("janitor", trunk.janitor.run()),
        trunk.tasks.start("audit lines", tell_entries(AuditLog(trunk.pool), trunk.log)),
        *(trunk.tasks.start(name, run) for name, run in telling(trunk, web, notices)),
    )
    try:
        yield
    finally:
        await trunk.tasks.end(*running)


@asynccontextmanager
async def outlook(trunk: Trunk) -> AsyncGenerator[None]:
    """For a process without pages: its health and its figures are shown at a port of their own, if one is set."""
    settings = trunk.settings
    # Figures are for this machine, or for who shows the token; without one set, nobody can know it.
    token = settings.metrics_token or (None if settings.loopback else fresh_secret())
    window = Outlook(trunk.figures.text, trunk.health.ready, token)
    if settings.metrics_port:
        with explained(settings, METRICS):
            await window.start(settings.bind, settings.metrics_port)
    try:
        yield
    finally:
        window.close()


async def _say_left(trunk: Trunk, station: StationId, epoch: int) -> None:
    """Its socket died with the process that held it, or the word of its coming or going was lost."""
    event = StationDisconnected(station=station, at=clock(), epoch=epoch, reason="not here")
    try:
        await trunk.unit.submit(event)
    except (WorldFault, LaneHalted, UnknownStation) as fault:
        trunk.witness.fault(f"parting with {station}: {fault}")


def _gateway_settings(settings: Settings, name: str, safety: Safety) -> GatewaySettings:
    return GatewaySettings(
        host=settings.bind,
        port=settings.ocpp_port,
        name=name,
        tls=safety.tls,
        tls_port=settings.ocpp_tls_port,
        proxies=settings.proxies,
        certificate_header=settings.ocpp_certificate_header,
        open_doors_anywhere=settings.open_doors,
        heartbeats_logged=settings.message_log == "all",
    )


def _driver_context(trunk: Trunk, address: str) -> DriverContext:
    settings = trunk.settings

    async def ready() -> Sequence[str]:
        reasons = {"stopping": trunk.tasks.ending.is_set(), "database": not trunk.health.ready()}
        return [reason for reason, holds in reasons.items() if holds]

    return DriverContext(
        submit=trunk.unit,
        accounts=Accounts(trunk.pool, clock=clock, fresh_secret=fresh_secret, base_url=address),
        sights=Sights(trunk.pool),
        usage=Usage(trunk.pool),
        feed=trunk.feed,
        clock=clock,
        fresh_id=fresh_id,
        fresh_secret=fresh_secret,
        settings=WebSettings(
            base_url=address,
            stale_after_s=settings.stale_after_s,
            close_offline_after_s=settings.close_offline_after_s,
            command_deadline_s=settings.command_deadline_s,
            start_deadline_s=settings.start_deadline_s,
            metrics_token=settings.metrics_token or None,
            map_style_url=settings.map_style_url,
            map_origins=settings.map_origins,
            zone=settings.zone,
            push_hosts=PushHosts(settings.push_hosts.split(",")),
            suspended_may_stop=settings.suspended_may_stop,
        ),
        profiles=Profiles(trunk.pool, clock),
        audit=AuditLog(trunk.pool),
        drivers=Drivers(trunk.pool, clock),
        ready=ready,
        metrics=trunk.figures.text,
        observer=WebWitness(trunk.log, trunk.sparing, trunk.figures),
        operations=Operations(trunk.pool),
        devices=Devices(trunk.pool),
        sheets=SessionSheets(trunk.pool),
        lists=DraftedLists(Lists(trunk.pool)),
        pictures=Pictures(trunk.pool),
        messages=Messages(trunk.pool, masked),
        security=StationSecurity(trunk.pool),
        wallet=Wallet(cards=Cards(trunk.pool), taps=Taps(trunk.pool), passkeys=Passkeys(trunk.pool)),
        notices=Notices(trunk.pool),
        devices_told=PushDevices(trunk.pool),
        support=Support(trunk.pool),
        room=trunk.health.has_room,
        monotonic=monotonic,
    )
