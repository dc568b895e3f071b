"""A virtual OCPP 1.6J charging station without any I/O: frames and instants in, frames and due instants out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from random import Random

from chargehand.simulator.character import PLAIN, Character
from chargehand.simulator.frames import BrokenFrame, Call, read
from chargehand.simulator.hardware.build import AC_11KW, Build
from chargehand.simulator.hardware.car import Car, some_car
from chargehand.simulator.hardware.meter import Meter
from chargehand.simulator.hardware.timers import Timers
from chargehand.simulator.tally import Tally
from chargehand.simulator.v16.body import Body
from chargehand.simulator.v16.commands import Commands
from chargehand.simulator.v16.configuration import Configuration
from chargehand.simulator.v16.connector import Connector, Transaction
from chargehand.simulator.v16.doorway import Doorway
from chargehand.simulator.v16.memory import Memory, recall, remembered
from chargehand.simulator.v16.mouth import Mouth
from chargehand.simulator.v16.registration import Registration
from chargehand.simulator.v16.statuses import Statuses
from chargehand.simulator.v16.transactions import Transactions


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
    ) -> None:
        rng = Random(f"{identity}/{seed}")  # text seeds are stable across runs and machines
        timers = Timers(start_at)
        configuration = Configuration((*character.settings, ("NumberOfConnectors", str(build.connectors))))
        connectors = {
            number: Connector(number, Meter(float(rng.randrange(10_000, 9_000_000)), timers.now))
            for number in range(1, build.connectors + 1)
        }
        self._body = Body(
            identity=identity,
            character=character,
            build=build,
            rng=rng,
            timers=timers,
            configuration=configuration,
            mouth=Mouth(timers, rng, character, configuration),
            connectors=connectors,
            powered_at=timers.now,
            knows_time=not character.clock_starts_1970,
        )
        if character.register_scope == "boot":
            for connector in connectors.values():
                connector.origin_wh = int(connector.meter.register_wh(timers.now))
        statuses = Statuses(self._body)
        self._transactions = Transactions(self._body, statuses)
        self._statuses = statuses
        self._doorway = Doorway(self._body, statuses, self._transactions)
        self._registration = Registration(self._body, statuses, self._transactions)
        self._commands = Commands(self._body, self._registration, self._doorway)

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
        if isinstance(heard, Call):
            self._commands.hear(heard)
        else:
            self._body.mouth.hear(heard)

    def tick(self, at: datetime) -> None:
        """The clock stands at `at`, and everything due until then has happened at its own instant."""
        self._body.timers.run_until(at)

    # ----------------------------------------------------------------------------------------------- outputs

    def take_frames(self) -> Sequence[str]:
        """The frames to send now, in order; taken once."""
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
            self._doorway.plug_in(body.connectors[connector], guest)

    def unplug(self, connector: int) -> None:
        self._doorway.unplug(self._body.connectors[connector])

    def tap(self, uid: str, connector: int = 1) -> None:
        """A card is held to the reader of that connector: to start, or to stop its own transaction."""
        self._doorway.tap(self._body.connectors[connector], uid)

    def press_stop(self, connector: int) -> None:
        """The stop button on the housing."""
        if self._body.powered:
            self._transactions.stop(self._body.connectors[connector], "Local")

    def power_loss(self) -> None:
        """The mains fail: nothing flows, the socket is to be closed without a word."""
        self._registration.go_dark("PowerLoss")

    def power_back(self) -> None:
        self._registration.light()

    def switch_off(self) -> None:
        """Its mains are about to be cut in order: open transactions end for PowerLoss, which is still told."""
        for connector in self._body.connectors.values():
            self._transactions.stop(connector, "PowerLoss")

    def memory(self, at: datetime) -> Memory:
        """What it would know when its power went at `at`, now or later, with nothing happening meanwhile."""
        return remembered(self._body, at)

    def recall(self, memory: Memory) -> None:
        """For a new station, before it connects: it goes on where the one with that memory lost its power."""
        recall(self._body, self._transactions, memory)

    def break_down(self, connector: int, error_code: str = "InternalError") -> None:
        """The connector is faulted with a code of OCPP 1.6 §7.6; its transaction ends with reason Other."""
        body = self._body
        body.connectors[connector].fault = error_code
        if body.powered:
            self._transactions.stop(body.connectors[connector], "Other")
            self._statuses.report(body.connectors[connector])

    def repair(self, connector: int) -> None:
        self._body.connectors[connector].fault = None
        self._statuses.report(self._body.connectors[connector])

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
    def history(self) -> Sequence[Transaction]:
        """Its transactions as they truly were, oldest first, the last ones of a long life."""
        return tuple(self._body.history)

    @property
    def tally(self) -> Tally:
        return self._body.mouth.tally

    @tally.setter
    def tally(self, tally: Tally) -> None:
        """Counts into this one from now on: a fleet's stations share theirs."""
        self._body.mouth.tally = tally

    def connector(self, connector: int = 1) -> Connector:
        """To look at, not to change."""
        return self._body.connectors[connector]

    def configured(self, key: str) -> str:
        """The value of a configuration key."""
        return self._body.configuration.text(key)

    def configure(self, key: str, value: str) -> None:
        """Sets a key from inside, as an installer would; takes effect like ChangeConfiguration."""
        self._body.configuration.put(key, value)
        self._commands.configured()

    def true_register_wh(self, connector: int, at: datetime) -> float:
        """The lifetime register of a connector at that instant, past or to come if nothing changes."""
        return self._body.connectors[connector].meter.register_wh(at)
