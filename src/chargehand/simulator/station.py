"""A virtual charging station without any I/O: frames and instants in, frames and due instants out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from random import Random

from chargehand.simulator.character import PLAIN, Character
from chargehand.simulator.frames import (
    BrokenFrame,
    Call,
    Error,
    JsonObject,
    Result,
    ResultError,
    Send,
    read,
)
from chargehand.simulator.hardware.build import AC_11KW, Build
from chargehand.simulator.hardware.car import Car, some_car
from chargehand.simulator.hardware.meter import Meter
from chargehand.simulator.hardware.timers import Timers
from chargehand.simulator.parts.body import Kit
from chargehand.simulator.parts.memory import Memory
from chargehand.simulator.parts.record import Record
from chargehand.simulator.tally import Tally
from chargehand.simulator.v2.connector import Connector as Connector2
from chargehand.simulator.v2.dialect import DIALECTS
from chargehand.simulator.v2.ways import Ways as Ways2
from chargehand.simulator.v16.connector import Connector as Connector16
from chargehand.simulator.v16.ways import Ways as Ways16
from chargehand.simulator.versions import Version


class VirtualStation:
    """A charging station whose every frame follows from its seed and its inputs.

    Inputs with an instant move its clock: `connected`, `disconnected`, `received`, `tick`. Local actions happen
    at the instant reached. After any of them `take_frames()` gives what to send, `wants_connection` says whether
    the socket should stand, and `next_due_at` when to `tick` at the latest.
    """

    def __init__(
        self,
        identity: str,
        character: Character = PLAIN,
        *,
        seed: int = 0,
        start_at: datetime,
        build: Build = AC_11KW,
        version: Version = "1.6",
    ) -> None:
        self.version: Version = version
        rng = Random(f"{identity}/{seed}")  # text seeds are stable across runs and machines
        timers = Timers(start_at)
        meters = {
            number: Meter(float(rng.randrange(10_000, 9_000_000)), timers.now)
            for number in range(1, build.connectors + 1)
        }
        kit = Kit(identity, character, build, rng, timers, meters)
        self._ways = Ways16(kit) if version == "1.6" else Ways2(kit, DIALECTS[version])
        self._body = self._ways.body
        self._registration = self._ways.registration
        if character.register_scope == "boot":
            for connector in self._body.connectors.values():
                connector.origin_wh = int(connector.meter.register_wh(timers.now))

    # ------------------------------------------------------------------------------------- the line's inputs

    def connected(self, at: datetime) -> None:
        """The socket stands; only to be told while `wants_connection`."""
        self._body.timers.run_until(at)
        if self._body.powered and not self._registration.connected:
            self._registration.on_connected()

    def disconnected(self, at: datetime) -> None:
        """The socket is gone; frames not yet taken are lost with it."""
        self._body.timers.run_until(at)
        self._registration.on_disconnected()

    def received(self, frame: str, at: datetime) -> None:
        """One text frame from the server. Broken ones are counted and dropped."""
        self._body.timers.run_until(at)
        if not (self._body.powered and self._registration.connected):
            return
        try:
            heard = read(frame)
        except BrokenFrame:
            self.tally.broken += 1
            return
        match heard:
            case Call():
                self._ways.hear(heard)
            case Result() | Error():
                self._body.mouth.hear(heard)
            case ResultError() | Send():
                self.tally.unexpected += 1

    def tick(self, at: datetime) -> None:
        """The clock stands at `at`, and everything due until then has happened at its own instant."""
        self._body.timers.run_until(at)

    # ----------------------------------------------------------------------------------------------- outputs

    def take_frames(self) -> Sequence[str | bytes]:
        """The frames to send now, in order, bytes as binary ones; taken once."""
        return self._body.mouth.take_frames()

    @property
    def next_due_at(self) -> datetime | None:
        """When to `tick` at the latest; None if nothing is due without an input."""
        return self._body.timers.next_due_at

    @property
    def wants_connection(self) -> bool:
        """False while the station has no power, reboots, or has lost its line: close the socket then."""
        return self._body.powered and self._registration.reachable

    # ----------------------------------------------------------------------------------------- local actions

    def plug_in(self, connector: int, car: Car | None = None) -> None:
        """A car is connected, a likely one of the seed's choice if none is given; nothing if one stands there."""
        body = self._body
        if not body.connectors[connector].plugged:
            guest = car or some_car(body.rng, direct_current=body.build.direct_current)
            self._ways.plug_in(connector, guest)

    def unplug(self, connector: int) -> None:
        self._ways.unplug(connector)

    def tap(self, uid: str, connector: int = 1) -> None:
        """A card is held to the reader of that connector: to start, or to stop its own transaction."""
        self._ways.tap(connector, uid)

    def press_stop(self, connector: int) -> None:
        """The stop button on the housing."""
        if self._body.powered:
            self._ways.stop(connector, "Local")

    def power_loss(self) -> None:
        """The mains fail: nothing flows, the socket is to be closed without a word."""
        self._registration.go_dark("PowerLoss")

    def power_back(self) -> None:
        self._registration.light()

    def switch_off(self) -> None:
        """Its mains are about to be cut in order: open transactions end for PowerLoss, which is still told."""
        for number in self._body.connectors:
            self._ways.stop(number, "PowerLoss")

    def memory(self, at: datetime) -> Memory:
        """What it would know when its power went at `at`, now or later, with nothing happening meanwhile."""
        return self._ways.memory(at)

    def recall(self, memory: Memory) -> None:
        """For a new station, before it connects: it goes on where the one with that memory lost its power."""
        self._ways.recall(memory)

    def break_down(self, connector: int, error_code: str = "InternalError") -> None:
        """The connector is faulted with a code of OCPP 1.6 §7.6; its transaction ends."""
        self._ways.fail(connector, error_code)

    def repair(self, connector: int) -> None:
        self._ways.fail(connector, None)

    def say(self, action: str, payload: JsonObject) -> None:
        """A message of its own that nothing here makes by itself, such as what a car told it."""
        self._body.mouth.notify(action, payload)

    # --------------------------------------------------------------------------------------------- the truth

    @property
    def identity(self) -> str:
        return self._body.identity

    @property
    def character(self) -> Character:
        return self._body.character

    @property
    def build(self) -> Build:
        return self._body.build

    @property
    def now(self) -> datetime:
        return self._body.now

    @property
    def powered(self) -> bool:
        return self._body.powered

    @property
    def registered(self) -> bool:
        """The server has accepted the boot."""
        return self._registration.state == "Accepted"

    @property
    def online(self) -> bool:
        """Connected and accepted."""
        return self._registration.connected and self.registered

    @property
    def queued(self) -> tuple[str, ...]:
        """Actions of the transaction messages the server has not answered, oldest first."""
        return self._body.mouth.queued

    @property
    def idle(self) -> bool:
        """Nothing is waiting to be sent or answered."""
        return self._body.mouth.idle

    @property
    def history(self) -> Sequence[Record]:
        """Its transactions as they truly were, oldest first, the last ones of a long life."""
        return tuple(self._body.history)

    @property
    def tally(self) -> Tally:
        return self._body.mouth.tally

    @tally.setter
    def tally(self, tally: Tally) -> None:
        """Counts into this one from now on: a fleet's stations share theirs."""
        self._body.mouth.tally = tally

    def connector(self, connector: int = 1) -> Connector16 | Connector2:
        """To look at, not to change."""
        return self._body.connectors[connector]

    def configured(self, key: str) -> str:
        """The value of a configuration key of 1.6; 2.x: of the variable that means the same, or `Component.Variable`."""
        return self._ways.configured(key)

    def configure(self, key: str, value: str) -> None:
        """Sets a key from inside, as an installer would; takes effect as if the server had."""
        self._ways.configure(key, value)

    def true_register_wh(self, connector: int, at: datetime) -> float:
        """The lifetime register of a connector at that instant, past or to come if nothing changes."""
        return self._body.connectors[connector].meter.register_wh(at)
