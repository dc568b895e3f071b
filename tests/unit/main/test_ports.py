from __future__ import annotations

import errno
import socket

import pytest

from chargehand.main.serving.ports import METRICS, OCPP, WEB, chosen, explained
from chargehand.main.settings import Settings
from chargehand.store.embedded import SetupFault


def test_port_0_becomes_a_free_one() -> None:
    assert chosen(Settings(web_port=0), WEB) > 1023


def test_a_port_that_was_just_used_can_be_had_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as caller:
            answer, _ = server.accept()
            answer.close()  # our side closes first: the port now lingers in TIME_WAIT
            assert caller.recv(1) == b""
    assert chosen(Settings(ocpp_port=port), OCPP) == port


def test_a_port_that_is_listened_on_cannot() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(SetupFault, match=rf"Port {port} of 127\.0\.0\.1 is in use.*CHARGEHAND_OCPP_PORT"):
            chosen(Settings(ocpp_port=port), OCPP)


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (OSError(errno.EACCES, "x"), "Port 80 is kept for the system: set CHARGEHAND_METRICS_PORT"),
        (
            OSError(errno.EADDRNOTAVAIL, "x"),
            "CHARGEHAND_BIND is '127.0.0.1', which is no address of this machine",
        ),
        (socket.gaierror(-2, "x"), "CHARGEHAND_BIND is"),
    ],
)
def test_what_the_system_has_against_it_is_one_sentence(fault: OSError, sentence: str) -> None:
    with pytest.raises(SetupFault, match=sentence), explained(Settings(metrics_port=80), METRICS):
        raise fault


def test_other_faults_are_not_blamed_on_the_port() -> None:
    with pytest.raises(BrokenPipeError), explained(Settings(), WEB):
        raise BrokenPipeError
