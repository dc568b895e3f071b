"""Being a station of this server: boot, heartbeats, reconnects, the line and the power."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import partial
from typing import Final, Generic, Literal, Protocol, TypeAlias

from chargehand.simulator.frames import JsonObject
from chargehand.simulator.parts.body import Body, ConnectorT
from chargehand.simulator.parts.mouth import Message

# What to wait when the server leaves the interval to the station ("0").
_BOOT_RETRY_S: Final = 15.0

State: TypeAlias = Literal["none", "Pending", "Rejected", "Accepted"]


class Statuses(Protocol):
    def report_on_boot(self) -> None: ...
    def report_on_reconnect(self) -> None: ...


class Registration(ABC, Generic[ConnectorT]):
    """Each version adds what it says at a boot and what becomes of transactions when the power goes."""

    def __init__(self, body: Body[ConnectorT], statuses: Statuses) -> None:
        self.state: State = "none"
        # False while the station is dark on purpose: dropped its line, rebooting, not yet wired.
        self.reachable = True
        self.connected = False
        # Why it boots, in the words of OCPP 2.0.1.
        self.reason = "PowerUp"
        self._body = body
        self._told = statuses
        begins_offline_s = body.character.begins_offline_s
        if begins_offline_s > 0:
            self.reachable = False
            body.timers.set(("return", 0), begins_offline_s, self._return)

    # ------------------------------------------------------------------------------------ what versions add

    @abstractmethod
    def boot_payload(self) -> JsonObject: ...

    @property
    @abstractmethod
    def heartbeat_s(self) -> int: ...

    @abstractmethod
    def take_interval(self, interval_s: int) -> None:
        """The heartbeat's interval is the server's wish from now on."""

    @abstractmethod
    def interrupt(self, connector: ConnectorT, reason: str) -> None:
        """The power is going: what that means for the connector and its transaction."""

    @abstractmethod
    def settle(self, connector: ConnectorT) -> None:
        """The power is back: what became of the interrupted transaction (F48)."""

    @abstractmethod
    def rebooted(self) -> None:
        """What waited for a reboot is in force."""

    # -------------------------------------------------------------------------------------------- connection

    def on_connected(self) -> None:
        self.connected = True
        character, mouth = self._body.character, self._body.mouth
        known = self.state == "Accepted" or not character.boots
        mouth.connected(gate_open=known and not character.boots_on_reconnect)
        self._arm_drop()
        if not character.boots and self.state == "none":
            self.state = "Accepted"
            self._told.report_on_boot()
        elif not known or character.boots_on_reconnect:
            self.boot()
        else:
            self._told.report_on_reconnect()
        mouth.pump()
        self._arm_heartbeat()
        self._arm_loop()

    def on_disconnected(self) -> None:
        self.connected = False
        for kind in ("heartbeat", "boot", "drop", "boot-loop"):
            self._body.timers.cancel_kind(kind)
        self._body.mouth.disconnected()

    def _arm_drop(self) -> None:
        mean_s = self._body.character.disconnects_every_s
        if mean_s > 0:
            self._body.timers.set(("drop", 0), 1.0 + self._body.rng.expovariate(1.0 / mean_s), self.drop)

    def drop(self) -> None:
        """The line is lost for a while; the station itself lives on."""
        self.reachable = False
        away_s = self._body.character.offline_for_s * self._body.rng.uniform(0.5, 1.5)
        self._body.timers.set(("return", 0), away_s, self._return)

    def _return(self) -> None:
        self.reachable = True

    # -------------------------------------------------------------------------------------- boot, heartbeat

    def boot(self) -> None:
        """BootNotification is on its way, ahead of everything."""
        payload = self.boot_payload()
        self._body.timers.cancel(("boot", 0))
        self._body.mouth.say(
            Message(
                action="BootNotification",
                build=lambda: payload,
                urgent=True,
                answered=self._booted,
                failed=self._boot_failed,
            )
        )
        if self._body.character.pipelines:
            self._told.report_on_boot()

    def _arm_loop(self) -> None:
        every_s = self._body.character.boots_every_s
        if every_s > 0:
            self._body.timers.set(("boot-loop", 0), every_s, self._boot_again)

    def _boot_again(self) -> None:
        self._arm_loop()
        self.reason = "Watchdog"
        self.boot()

    def _booted(self, payload: JsonObject) -> None:
        status, interval_s = payload.get("status"), payload.get("interval")
        if not isinstance(interval_s, int) or status not in {"Accepted", "Pending", "Rejected"}:
            self._body.mouth.tally.misunderstood += 1
            self._boot_failed()
            return
        if status == "Accepted":
            self._accepted(interval_s)
            return
        self.state = "Pending" if status == "Pending" else "Rejected"
        self._body.mouth.gate_open = self._body.character.pipelines
        self._body.timers.set(("boot", 0), interval_s or _BOOT_RETRY_S, self.boot)

    def _accepted(self, interval_s: int) -> None:
        # A boot that was only asked for while registered changes nothing and needs no statuses.
        mouth = self._body.mouth
        fresh = self.state != "Accepted" or not mouth.gate_open
        self.state = "Accepted"
        self._body.knows_time = True
        if interval_s > 0:
            self.take_interval(interval_s)
        self._arm_heartbeat()
        mouth.gate_open = True
        if fresh and not self._body.character.pipelines:
            self._told.report_on_boot()
        if fresh and self._body.character.chatters:
            self._chatter()
        mouth.pump()

    def _chatter(self) -> None:
        """What nobody asked for, alike in all versions."""
        body = self._body
        data = "\u00b5C restarted; {not json"
        vendor = {"vendorId": body.build.vendor, "messageId": "Hello", "data": data}
        event = {"type": "StartupOfTheDevice", "timestamp": body.stamp(body.now), "techInfo": self.reason}
        body.mouth.notify("DataTransfer", dict[str, object](vendor))
        body.mouth.notify("SecurityEventNotification", dict[str, object](event))

    def _boot_failed(self) -> None:
        if self.connected:
            self._body.timers.set(("boot", 0), _BOOT_RETRY_S, self.boot)

    def _arm_heartbeat(self) -> None:
        interval_s = self.heartbeat_s
        self._body.timers.cancel(("heartbeat", 0))
        if interval_s and self.state == "Accepted":
            self._body.timers.set(("heartbeat", 0), interval_s, self._heartbeat)

    def _heartbeat(self) -> None:
        self.send_heartbeat(urgent=False)
        self._arm_heartbeat()

    def send_heartbeat(self, *, urgent: bool) -> None:
        payload: JsonObject = {}
        message = Message(action="Heartbeat", build=lambda: payload, urgent=urgent, answered=self._time_told)
        self._body.mouth.say(message)

    def _time_told(self, payload: JsonObject) -> None:
        if isinstance(payload.get("currentTime"), str):
            self._body.knows_time = True
        else:
            self._body.mouth.tally.misunderstood += 1

    def rearm_heartbeat(self) -> None:
        """Its interval has changed."""
        if self.connected:
            self._arm_heartbeat()

    # ------------------------------------------------------------------------------------------------- power

    def reset_in(self, wait_s: float, reason: str, cause: str) -> None:
        """The station goes dark in so long and comes back. `reason`: the transactions'; `cause`: the boot's."""
        self._body.timers.set(("reset", 0), wait_s, partial(self._go_dark_and_return, reason, cause))

    def _go_dark_and_return(self, reason: str, cause: str) -> None:
        self.go_dark(reason)
        self.reason = cause
        self._body.timers.set(("light", 0), self._body.character.boot_takes_s, self.light)

    def go_dark(self, reason: str) -> None:
        """No power: nothing flows, nothing is said. Transactions are settled by `light`, for this reason."""
        body = self._body
        body.timers.cancel(("light", 0))
        if not body.powered:
            return
        for connector in body.connectors.values():
            connector.reservation = None
            self.interrupt(connector, reason)
        body.powered = False
        self.reason = "PowerUp"
        body.timers.clear()
        body.mouth.disconnected()
        if body.character.volatile_queue:
            body.mouth.forget_queue()

    def light(self) -> None:
        """Power is back: a fresh boot, and what became of the interrupted transactions."""
        body = self._body
        if body.powered:
            return
        body.powered = True
        body.powered_at = body.now
        body.knows_time = not body.character.clock_starts_1970
        self.rebooted()
        self.state = "none"
        self.reachable = True
        # Not connected yet: the outgoing queue fills now and is sent after the boot.
        for connector in body.connectors.values():
            self.settle(connector)
            if body.character.register_scope == "boot":
                connector.origin_wh = int(connector.meter.register_wh(body.now))
