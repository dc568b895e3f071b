"""Being a station of this server: boot, heartbeats, reconnects, resets and power (OCPP 1.6 §4.2, 4.6, 5.14)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Final, Literal

from chargehand.simulator.frames import JsonObject
from chargehand.simulator.v16.body import Body
from chargehand.simulator.v16.connector import Connector
from chargehand.simulator.v16.mouth import Message
from chargehand.simulator.v16.statuses import Statuses
from chargehand.simulator.v16.transactions import Transactions

# What to wait when the server leaves the interval to the station (§4.2: "0").
_BOOT_RETRY_S: Final = 15.0
# How long a soft reset waits for its StopTransaction to get through.
_SOFT_RESET_S: Final = 3.0
_HARD_RESET_S: Final = 0.2


@dataclass(slots=True, eq=False)
class Registration:
    body: Body
    statuses: Statuses
    transactions: Transactions
    state: Literal["none", "Pending", "Rejected", "Accepted"] = "none"
    # False while the station is dark on purpose: dropped its line, rebooting.
    reachable: bool = True
    connected: bool = False

    # -------------------------------------------------------------------------------------------- connection

    def on_connected(self) -> None:
        self.connected = True
        body = self.body
        known = self.state == "Accepted" or not body.character.boots
        body.mouth.connected(gate_open=known and not body.character.boots_on_reconnect)
        self._arm_drop()
        if not body.character.boots and self.state == "none":
            self.state = "Accepted"
            self.statuses.report_on_boot()
        elif not known or body.character.boots_on_reconnect:
            self.boot()
        else:
            self.statuses.report_on_reconnect()
        body.mouth.pump()
        self._arm_heartbeat()

    def on_disconnected(self) -> None:
        self.connected = False
        for kind in ("heartbeat", "boot", "drop"):
            self.body.timers.cancel_kind(kind)
        self.body.mouth.disconnected()

    def _arm_drop(self) -> None:
        mean_s = self.body.character.disconnects_every_s
        if mean_s > 0:
            self.body.timers.set(("drop", 0), 1.0 + self.body.rng.expovariate(1.0 / mean_s), self.drop)

    def drop(self) -> None:
        """The line is lost for a while; the station itself lives on."""
        self.reachable = False
        away_s = self.body.character.offline_for_s * self.body.rng.uniform(0.5, 1.5)
        self.body.timers.set(("return", 0), away_s, self._return)

    def _return(self) -> None:
        self.reachable = True

    # -------------------------------------------------------------------------------------- boot, heartbeat

    def boot(self) -> None:
        """BootNotification is on its way, ahead of everything."""
        build = self.body.build
        payload: JsonObject = {
            "chargePointVendor": build.vendor,
            "chargePointModel": build.model,
            "chargePointSerialNumber": self.body.identity[:25],
            "firmwareVersion": build.firmware,
        }
        self.body.timers.cancel(("boot", 0))
        self.body.mouth.say(
            Message(
                action="BootNotification",
                build=lambda: payload,
                urgent=True,
                answered=self._booted,
                failed=self._boot_failed,
            )
        )
        if self.body.character.pipelines:
            self.statuses.report_on_boot()

    def _booted(self, payload: JsonObject) -> None:
        status, interval_s = payload.get("status"), payload.get("interval")
        if not isinstance(interval_s, int) or status not in {"Accepted", "Pending", "Rejected"}:
            self.body.mouth.tally.misunderstood += 1
            self._boot_failed()
            return
        if status == "Accepted":
            self._accepted(interval_s)
            return
        self.state = "Pending" if status == "Pending" else "Rejected"
        self.body.mouth.gate_open = self.body.character.pipelines
        self.body.timers.set(("boot", 0), interval_s or _BOOT_RETRY_S, self.boot)

    def _accepted(self, interval_s: int) -> None:
        # A boot that was only asked for while registered changes nothing and needs no statuses.
        fresh = self.state != "Accepted" or not self.body.mouth.gate_open
        self.state = "Accepted"
        self.body.knows_time = True
        if interval_s > 0:
            self.body.configuration.put("HeartbeatInterval", str(interval_s))
        self._arm_heartbeat()
        self.body.mouth.gate_open = True
        if fresh and not self.body.character.pipelines:
            self.statuses.report_on_boot()
        self.body.mouth.pump()

    def _boot_failed(self) -> None:
        if self.connected:
            self.body.timers.set(("boot", 0), _BOOT_RETRY_S, self.boot)

    def _arm_heartbeat(self) -> None:
        interval_s = self.body.configuration.count("HeartbeatInterval")
        self.body.timers.cancel(("heartbeat", 0))
        if interval_s and self.state == "Accepted":
            self.body.timers.set(("heartbeat", 0), interval_s, self._heartbeat)

    def _heartbeat(self) -> None:
        self.send_heartbeat(urgent=False)
        self._arm_heartbeat()

    def send_heartbeat(self, *, urgent: bool) -> None:
        payload: JsonObject = {}
        message = Message(action="Heartbeat", build=lambda: payload, urgent=urgent, answered=self._time_told)
        self.body.mouth.say(message)

    def _time_told(self, payload: JsonObject) -> None:
        if isinstance(payload.get("currentTime"), str):
            self.body.knows_time = True
        else:
            self.body.mouth.tally.misunderstood += 1

    def rearm_heartbeat(self) -> None:
        """HeartbeatInterval has changed."""
        if self.connected:
            self._arm_heartbeat()

    # ----------------------------------------------------------------------------------------- reset, power

    def reset(self, *, hard: bool) -> None:
        """§5.14: soft stops every transaction first; hard leaves that to the time after the reboot."""
        if not hard:
            for connector in self.body.connectors.values():
                self.transactions.stop(connector, "SoftReset")
        wait_s = _HARD_RESET_S if hard else _SOFT_RESET_S
        reason = "HardReset" if hard else "SoftReset"
        self.body.timers.set(("reset", 0), wait_s, partial(self._go_dark_and_return, reason))

    def _go_dark_and_return(self, reason: str) -> None:
        self.go_dark(reason)
        self.body.timers.set(("light", 0), self.body.character.boot_takes_s, self.light)

    def go_dark(self, reason: str) -> None:
        """No power: nothing flows, nothing is said. Transactions are settled by `light`, for this reason."""
        body = self.body
        body.timers.cancel(("light", 0))
        if not body.powered:
            return
        for connector in body.connectors.values():
            connector.authorised = connector.reservation = None
            self._interrupt(connector, reason)
        body.powered = False
        body.timers.clear()
        body.mouth.disconnected()
        if body.character.volatile_queue:
            body.mouth.forget_queue()

    def _interrupt(self, connector: Connector, reason: str) -> None:
        connector.car = connector.meter.end(self.body.now) or connector.car
        self.transactions.close(connector, reason)

    def light(self) -> None:
        """Power is back: a fresh boot, and what became of the interrupted transactions (F48)."""
        body = self.body
        if body.powered:
            return
        body.powered = True
        body.powered_at = body.now
        body.knows_time = not body.character.clock_starts_1970
        body.configuration.reboot()
        self.state = "none"
        self.reachable = True
        # Not connected yet: the outgoing queue fills now and is sent after the boot.
        for connector in body.connectors.values():
            self._settle(connector)
            if body.character.register_scope == "boot":
                connector.origin_wh = int(connector.meter.register_wh(body.now))

    def _settle(self, connector: Connector) -> None:
        transaction = connector.transaction
        if transaction is None:
            return
        # The answer may have been on its way when the power went; an unsent start is still in the queue.
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
