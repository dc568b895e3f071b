"""Being a station of this server: what 1.6 says at a boot, and what resets and the power do to transactions (§4.2, 5.14)."""

from __future__ import annotations

from typing import Final

from chargehand.simulator.frames import JsonObject
from chargehand.simulator.parts import registration as parts
from chargehand.simulator.v16.body import Body
from chargehand.simulator.v16.connector import Connector
from chargehand.simulator.v16.statuses import Statuses
from chargehand.simulator.v16.transactions import Transactions

# How long a soft reset waits for its StopTransaction to get through.
_SOFT_RESET_S: Final = 3.0
_HARD_RESET_S: Final = 0.2


class Registration(parts.Registration[Connector]):
    def __init__(self, body: Body, statuses: Statuses, transactions: Transactions) -> None:
        super().__init__(body, statuses)
        self.body = body
        self.statuses = statuses
        self.transactions = transactions

    def boot_payload(self) -> JsonObject:
        build, character = self.body.build, self.body.character
        return {
            "chargePointVendor": "" if character.empty_vendor else build.vendor,
            "chargePointModel": build.model,
            "chargePointSerialNumber": self.body.identity[:25],
            "firmwareVersion": build.firmware,
        }

    @property
    def heartbeat_s(self) -> int:
        return self.body.configuration.count("HeartbeatInterval")

    def take_interval(self, interval_s: int) -> None:
        """The server's wish is the configuration from now on."""
        self.body.configuration.put("HeartbeatInterval", str(interval_s))

    def rebooted(self) -> None:
        """What waited for a reboot is in force."""
        self.body.configuration.reboot()
        self.transactions.arm_aligned()

    def reset(self, *, hard: bool) -> None:
        """§5.14: soft stops every transaction first; hard leaves that to the time after the reboot."""
        if not hard:
            for connector in self.body.connectors.values():
                self.transactions.stop(connector, "SoftReset")
        self.reset_in(
            _HARD_RESET_S if hard else _SOFT_RESET_S, "HardReset" if hard else "SoftReset", "RemoteReset"
        )

    def interrupt(self, connector: Connector, reason: str) -> None:
        """Nothing flows; the transaction ended here, told or not."""
        connector.authorised = None
        connector.car = connector.meter.end(self.body.now) or connector.car
        self.transactions.close(connector, reason)

    def settle(self, connector: Connector) -> None:
        """The answer may have been on its way when the power went; an unsent start is still in the queue (F48)."""
        transaction = connector.transaction
        if transaction is None:
            return
        match self.body.character.after_power_loss:
            case "resume":
                transaction.ended_at = transaction.true_stop_wh = None
                transaction.reason = ""
                self.transactions.deliver(connector)
                self.transactions.arm_readings(connector)
            case "stop":
                connector.transaction = None
                connector.finishing = connector.plugged
                self.transactions.say_stop(connector, transaction)
            case "forget":
                connector.transaction = None
                connector.finishing = connector.plugged
