"""Those who tell drivers: letters and messages to devices made of what was decided, and carried."""

from __future__ import annotations

from collections.abc import Coroutine, Iterator
from contextlib import suppress
from email.utils import parseaddr
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import urlsplit

from chargehand.edge.notices.courier import Courier
from chargehand.edge.notices.sealing import Signer, own_key
from chargehand.edge.notices.teller import House, Teller
from chargehand.edge.notices.way import PinnedWay
from chargehand.edge.observability.notices import NoticeWitness
from chargehand.main.chance import clock, fresh_secret
from chargehand.main.serving.trunk import Trunk
from chargehand.main.settings import Settings
from chargehand.model.push import PushHosts
from chargehand.store.inbox.delivery import Delivery

KEY_FILE: Final = "push-key.pem"


def telling(
    trunk: Trunk, web: str, witness: NoticeWitness
) -> Iterator[tuple[str, Coroutine[Any, Any, None]]]:
    """Names of tasks, and what they run. Without a key of our own no device is messaged."""
    settings, delivery = trunk.settings, Delivery(trunk.pool)
    teller = Teller(
        delivery,
        House(base_url=web, zone=settings.zone, mails=bool(settings.smtp_url)),
        clock,
        fresh_secret,
        witness,
    )
    yield "notices", teller.run()
    if not settings.push_hosts:
        return
    try:
        key = own_key(settings.data_dir / KEY_FILE)
    except (OSError, ValueError) as fault:
        trunk.log.error("push_key", fault=type(fault).__name__, file=KEY_FILE)
        return
    hosts = PushHosts(settings.push_hosts.split(","))
    way = PinnedWay(named=_addresses(settings.push_hosts))
    courier = Courier(delivery, way, hosts, Signer(key, _subject(settings, web)), clock, witness)
    yield "push", courier.run()


def _addresses(hosts: str) -> frozenset[str]:
    """Those among the named hosts that are addresses themselves: they may be asked wherever they are."""
    found: set[str] = set()
    for each in hosts.split(","):
        with suppress(ValueError):
            found.add(str(ip_address(urlsplit(f"//{each.strip()}").hostname or "")))
    return frozenset(found)


def _subject(settings: Settings, web: str) -> str:
    """Whom a push service may write to (RFC 8292)."""
    return web if web.startswith("https://") else f"mailto:{parseaddr(settings.mail_from)[1]}"
