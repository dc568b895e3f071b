"""Being a station of this server: what 2.x says at a boot, and what resets and the power do (2.0.1 B01 to B04, B11, B12)."""

from __future__ import annotations

from typing import Final

from chargehand.simulator.frames import JsonObject
from chargehand.simulator.parts import registration as parts
from chargehand.simulator.v2.body import Body
from chargehand.simulator.v2.connector import Connector
from chargehand.simulator.v2.statuses import Statuses
from chargehand.simulator.v2.transactions import Transactions

# How long a reset waits for its Ended to get through.
_RESET_S: Final = 3.0


class Registration(parts.Registration[Connector]):
    def __init__(self, body: Body, statuses: Statuses, transactions: Transactions) -> None:
        super().__init__(body, statuses)
        self.body = body
        self.statuses = statuses
        self.transactions = transactions
        # A reset that waits until nothing charges (B12).
        self.waits_for_idle = False
        transactions.ended = self.look_for_idle

    def boot_payload(self) -> JsonObject:
        build, character = self.body.build, self.body.character
        return {
            "reason": self.reason,
            "chargingStation": {
                "model": build.model,
                "vendorName": "" if character.empty_vendor else build.vendor,
                "serialNumber": self.body.identity[:25],
                "firmwareVersion": build.firmware,
            },
        }

    @property
    def heartbeat_s(self) -> int:
        return self.body.model.count("OCPPCommCtrlr.HeartbeatInterval")

    def take_interval(self, interval_s: int) -> None:
        """The server's wish is the variable's value from now on."""
        self.body.model.put("OCPPCommCtrlr.HeartbeatInterval", str(interval_s))

    def rebooted(self) -> None:
        """What waited for a reboot is in force."""
        self.body.model.reboot()
        self.transactions.arm_aligned()

    @property
    def busy(self) -> bool:
        return any(connector.transaction is not None for connector in self.body.connectors.values())

    def reset(self, *, at_once: bool, number: int | None = None) -> None:
        """Immediate ends every transaction first (B12.FR.03); OnIdle waits. Of a single EVSE: only its transaction."""
        if number is not None:
            self.transactions.end_by_reset(self.body.connectors[number])
            return
        if not at_once and self.busy:
            self.waits_for_idle = True
            return
        for connector in self.body.connectors.values():
            self.transactions.end_by_reset(connector)
        self.waits_for_idle = False
        self.reset_in(_RESET_S, "Reboot", "RemoteReset" if at_once else "ScheduledReset")

    def look_for_idle(self) -> None:
        """A transaction has ended: a reset may have waited for that."""
        if self.waits_for_idle and not self.busy:
            self.reset(at_once=False)

    def interrupt(self, connector: Connector, reason: str) -> None:
        """Nothing flows; the transaction ended here, told or not."""
        connector.car = connector.meter.end(self.body.now) or connector.car
        self.transactions.close(connector, reason)

    def settle(self, connector: Connector) -> None:
        """Ended late for its reason, resumed, or forgotten (F48; 2.1 E17)."""
        transaction = connector.transaction
        if transaction is None:
            connector.authorise(None)
            return
        match self.body.character.after_power_loss:
            case "resume":
                transaction.ended_at = transaction.true_stop_wh = None
                transaction.reason = ""
                self.transactions.resume(connector)
            case "stop":
                connector.authorise(None)
                self.transactions.events.say_end(connector, transaction, "AbnormalCondition", None)
                connector.transaction = None
            case "forget":
                connector.authorise(None)
                connector.transaction = None
