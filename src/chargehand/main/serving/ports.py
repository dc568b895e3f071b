"""The addresses we listen on: whether they can be had, and what is said when not."""

from __future__ import annotations

import errno
import socket
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

from chargehand.main.settings import Settings, variable
from chargehand.store.embedded import SetupFault

WEB: Final = "web_port"
OCPP: Final = "ocpp_port"
OCPP_TLS: Final = "ocpp_tls_port"
METRICS: Final = "metrics_port"


def chosen(settings: Settings, name: str) -> int:
    """The port to listen on, free just now; for 0 one of the system's choice. Raises SetupFault."""
    wanted = _port(settings, name)
    family = socket.AF_INET6 if ":" in settings.bind else socket.AF_INET
    with explained(settings, name), socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((settings.bind, wanted))
        return int(probe.getsockname()[1])


@contextmanager
def explained(settings: Settings, name: str) -> Generator[None]:
    """What the system has against the address becomes one sentence that names the setting."""
    try:
        yield
    except OSError as fault:
        sentence = _sentence(fault, settings, name)
        if sentence is None:
            raise
        raise SetupFault(sentence) from fault


def _sentence(fault: OSError, settings: Settings, name: str) -> str | None:
    port, bind = _port(settings, name), settings.bind
    if fault.errno == errno.EADDRINUSE:
        return (
            f"Port {port} of {bind} is in use by another program: stop that one, or set {variable(name)}"
            " to another port."
        )
    if fault.errno in (errno.EACCES, errno.EPERM):
        return f"Port {port} is kept for the system: set {variable(name)} to one above 1023."
    if fault.errno == errno.EADDRNOTAVAIL or isinstance(fault, socket.gaierror):
        return f"{variable('bind')} is {bind!r}, which is no address of this machine."
    return None


def _port(settings: Settings, name: str) -> int:
    ports = {
        WEB: settings.web_port,
        OCPP: settings.ocpp_port,
        OCPP_TLS: settings.ocpp_tls_port or 0,
        METRICS: settings.metrics_port,
    }
    return ports[name]
