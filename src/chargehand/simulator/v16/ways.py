"""A 1.6 station as a whole: its habits wired together, and what can be done to it."""

from __future__ import annotations

from chargehand.simulator.hardware.meter import Gauge
from chargehand.simulator.parts import ways as parts
from chargehand.simulator.parts.body import Kit
from chargehand.simulator.parts.memory import OwedTransaction
from chargehand.simulator.parts.mouth import Mouth
from chargehand.simulator.v16.body import Body
from chargehand.simulator.v16.commands import Commands
from chargehand.simulator.v16.configuration import Configuration
from chargehand.simulator.v16.connector import Connector, Transaction
from chargehand.simulator.v16.doorway import Doorway
from chargehand.simulator.v16.registration import Registration
from chargehand.simulator.v16.statuses import Statuses
from chargehand.simulator.v16.transactions import Transactions


class Ways(parts.Ways[Connector]):
    def __init__(self, kit: Kit) -> None:
        configuration = Configuration((*kit.character.settings, ("NumberOfConnectors", str(len(kit.meters)))))
        body = Body(
            identity=kit.identity,
            character=kit.character,
            build=kit.build,
            rng=kit.rng,
            timers=kit.timers,
            configuration=configuration,
            mouth=Mouth(kit.timers, kit.rng, kit.character, configuration),
            connectors={number: Connector(number, meter) for number, meter in kit.meters.items()},
            powered_at=kit.timers.now,
            knows_time=not kit.character.clock_starts_1970,
        )
        self.body = self._body = body
        self._statuses = Statuses(body)
        self._transactions = Transactions(body, self._statuses)
        self.doorway = Doorway(body, self._statuses, self._transactions)
        registration = Registration(body, self._statuses, self._transactions)
        self.registration = registration
        self._commands = Commands(body, registration, self.doorway)
        self.orders = self._commands.orders
        self._transactions.arm_aligned()

    def stop(self, number: int, reason: str) -> None:
        """The connector's transaction has ended."""
        self._transactions.stop(self._body.connectors[number], reason)

    def fail(self, number: int, error_code: str | None) -> None:
        """The connector is faulted, its transaction ends with reason Other; or it is sound again."""
        connector = self._body.connectors[number]
        connector.fault = error_code
        if self.body.powered:
            if error_code is not None:
                self._transactions.stop(connector, "Other")
            self._statuses.report(connector)

    def configured(self, key: str) -> str:
        """The value of a configuration key."""
        return self._body.configuration.text(key)

    def configure(self, key: str, value: str) -> None:
        """As ChangeConfiguration would, fixed keys too."""
        self._body.configuration.put(key, value)
        self._commands.configured()

    def owe(self, connector: Connector, owed: OwedTransaction) -> None:
        """On record, and its stop waits; its start too where nobody answered it."""
        transaction = Transaction(
            connector_id=owed.connector_id,
            token=owed.token,
            started_at=owed.started_at,
            true_start_wh=owed.true_start_wh,
            meter_start_wh=owed.meter_start_wh,
            begin=Gauge(owed.true_start_wh, 0.0, None),
            ended_at=min(owed.ended_at, self.body.now),
            true_stop_wh=owed.true_stop_wh,
            reason=owed.reason,
        )
        self.body.history.append(transaction)
        if owed.settled:
            transaction.learn(owed.given_id, self.body.character.id_form, connector.previous_id)
            connector.previous_id = owed.given_id
        else:
            self._transactions.say_start(connector, transaction)
        self._transactions.say_stop(connector, transaction)
