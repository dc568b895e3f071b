"""A wish's command is named by who asks, what for and the form's nonce."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from chargehand.core.remote_control import AGAIN, ASIDE, OTHER
from chargehand.edge.driver.context import DriverContext
from chargehand.edge.driver.door.guard import Caller
from chargehand.edge.driver.inlet import Inlet
from chargehand.model.identity import DriverId
from chargehand.model.token import AccountStatus, Driver
from chargehand.model.visit import Key, KeyKind
from chargehand.wire.ocpp.rpc.envelope import is_message_id


@dataclass
class Chance:
    """All that naming needs of the context."""

    def fresh_id(self) -> str:
        return "fresh"


def caller(name: str) -> Caller:
    driver = Driver(id=DriverId(name), email=f"{name}@example.org", name=name, account=AccountStatus.ACTIVE)
    return Caller(driver=driver, key=Key(KeyKind.COOKIE, "secret"), scope="driver", station=None, token=None)


INLET = Inlet(cast("DriverContext", Chance()))
ADA = caller("ada")


def test_a_double_tap_is_one_command() -> None:  # S40
    assert INLET.command(ADA, "stop s1", "n1") == INLET.command(ADA, "stop s1", "n1")


def test_another_wish_or_driver_or_nonce_is_another_command() -> None:
    names = {
        INLET.command(ADA, "stop s1", "n1"),
        INLET.command(ADA, "stop s2", "n1"),
        INLET.command(ADA, "stop s1", "n2"),
        INLET.command(caller("bob"), "stop s1", "n1"),
        INLET.command(ADA, "stop s1", None),
    }
    assert len(names) == 5


def test_all_its_calls_can_be_named_after_it() -> None:
    """OCPP-J 1.6 §4.1.4: a message id has 36 characters at most, also of a stop that is said again."""
    name = INLET.command(ADA, "stop s1", "n1")
    assert all(is_message_id(f"{name}{end}") for end in (AGAIN, ASIDE, OTHER))
