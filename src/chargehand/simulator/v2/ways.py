"""A 2.x station as a whole: its habits wired together, and what can be done to it."""

from __future__ import annotations

from chargehand.simulator.hardware.meter import Gauge
from chargehand.simulator.parts import ways as parts
from chargehand.simulator.parts.body import Kit
from chargehand.simulator.parts.memory import OwedTransaction
from chargehand.simulator.parts.mouth import Mouth
from chargehand.simulator.v2.body import Body
from chargehand.simulator.v2.commands import Commands
from chargehand.simulator.v2.configuration import DeviceModel
from chargehand.simulator.v2.connector import Connector, Token, Transaction
from chargehand.simulator.v2.dialect import Dialect
from chargehand.simulator.v2.doorway import Doorway
from chargehand.simulator.v2.events import Events
from chargehand.simulator.v2.registration import Registration
from chargehand.simulator.v2.statuses import Statuses
from chargehand.simulator.v2.transactions import Cause, Transactions


class Ways(parts.Ways[Connector]):
    def __init__(self, kit: Kit, dialect: Dialect) -> None:
        character = kit.character
        points = (
            ("TxCtrlr.TxStartPoint", ",".join(character.start_points)),
            ("TxCtrlr.TxStopPoint", ",".join(character.stop_points)),
        )
        model = DeviceModel(kit.build, (*points, *character.settings))
        body = Body(
            identity=kit.identity,
            character=character,
            build=kit.build,
            rng=kit.rng,
            timers=kit.timers,
            model=model,
            dialect=dialect,
            mouth=Mouth(kit.timers, kit.rng, character, model),
            connectors={number: Connector(number, meter) for number, meter in kit.meters.items()},
            powered_at=kit.timers.now,
            knows_time=not character.clock_starts_1970,
        )
        body.mouth.objects = dialect.sends
        self.body = self._body = body
        statuses = self._statuses = Statuses(body)
        self._transactions = Transactions(body, statuses, Events(body))
        self.doorway = Doorway(body, self._transactions)
        registration = Registration(body, statuses, self._transactions)
        self.registration = registration
        self._commands = Commands(body, registration, self.doorway)
        self.orders = self._commands.orders
        self._transactions.arm_aligned()

    def stop(self, number: int, reason: str) -> None:
        """Charging has ended, by the button or because the mains are about to be cut."""
        connector = self._body.connectors[number]
        if reason == "PowerLoss":
            self._transactions.end_by_power(connector)
        else:
            self._transactions.stop(connector, Cause("StopAuthorized", reason))

    def fail(self, number: int, error_code: str | None) -> None:
        """The connector is faulted, its power path open; or it is sound again."""
        connector = self._body.connectors[number]
        if error_code is None or not self._body.powered:
            connector.fault = error_code
            self._statuses.report(connector)
        else:
            self._transactions.break_down(connector, error_code)

    def configured(self, key: str) -> str:
        """The value of a variable."""
        return self._body.model.text(key)

    def configure(self, key: str, value: str) -> None:
        """As SetVariables would, fixed ones too."""
        self._body.model.put(key, value)
        self._commands.configured()

    def owe(self, connector: Connector, owed: OwedTransaction) -> None:
        """On record, and its end waits; its start too where nobody answered it."""
        transaction = Transaction(
            connector_id=owed.connector_id,
            token=owed.token,
            started_at=owed.started_at,
            true_start_wh=owed.true_start_wh,
            meter_start_wh=owed.meter_start_wh,
            begin=Gauge(owed.true_start_wh, 0.0, None),
            holder=Token(owed.token) if owed.token else None,
            shown_id=str(owed.shown_id),
            seq=owed.seq if owed.settled else 0,
            settled=owed.settled,
            token_told=owed.settled,
            ended_at=min(owed.ended_at, self._body.now),
            true_stop_wh=owed.true_stop_wh,
            reason=owed.reason,
        )
        self._body.history.append(transaction)
        events = self._transactions.events
        if not owed.settled:
            events.say_start(connector, transaction, "Authorized", transaction.holder)
        events.say_end(connector, transaction, "AbnormalCondition", None)
