"""Cars and cards at the connector: plugging, tapping, authorising, waiting for the cable (OCPP 1.6 §3.4, 4.1, 5.11)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from chargehand.simulator.frames import JsonObject
from chargehand.simulator.hardware.car import Car
from chargehand.simulator.keeping.cards import Card, LocalList, same
from chargehand.simulator.parts.mouth import Message
from chargehand.simulator.parts.orders import Reply, status
from chargehand.simulator.parts.payload import choice, part_if_given, parts, text, text_if_given, whole
from chargehand.simulator.v16.body import Body
from chargehand.simulator.v16.connector import Connector
from chargehand.simulator.v16.statuses import Statuses
from chargehand.simulator.v16.transactions import Transactions, token_group, token_status


@dataclass(slots=True, eq=False)
class Doorway:
    body: Body
    statuses: Statuses
    transactions: Transactions
    local_list: LocalList = field(default_factory=LocalList)
    # Tokens the server has accepted, with their groups: the authorisation cache (§3.4.1).
    _cache: dict[str, str | None] = field(default_factory=dict[str, "str | None"])

    # ------------------------------------------------------------------------------------------------- cable

    def plug_in(self, connector: Connector, car: Car) -> None:
        """The car is connected; a waiting authorisation starts its transaction, a running one goes on."""
        if connector.plugged:
            return
        connector.car = car
        connector.full = False
        if not self.body.powered:
            return
        if connector.transaction is not None:
            self.transactions.deliver(connector)
            self.statuses.report(connector)
            return
        self.statuses.report(connector)
        if connector.authorised is not None:
            self.transactions.start(connector, connector.authorised)

    def unplug(self, connector: Connector) -> None:
        """The car is gone; its transaction stops unless StopTransactionOnEVSideDisconnect is false."""
        connector.meter.end(self.body.now)
        self.body.timers.cancel(("full", connector.connector_id))
        connector.car = None
        connector.full = False
        connector.finishing = connector.pretends_available = False
        if not self.body.powered:
            return
        if self.body.configuration.flag("StopTransactionOnEVSideDisconnect"):
            self.transactions.stop(connector, "EVDisconnected")
        self.statuses.report(connector)

    # ------------------------------------------------------------------------------------------------- cards

    def tap(self, connector: Connector, token: str) -> None:
        """A card at the reader: starts here, or stops what the same card or one of its group has started."""
        if not self.body.powered:
            return
        transaction = connector.transaction
        if transaction is None:
            if self._may_start(connector):
                self.authorise(token, partial(self._tapped_to_start, connector, token))
        elif same(transaction.token, token):
            self.transactions.stop(connector, "Local", token)
        else:
            self.authorise(token, partial(self._tapped_to_stop, connector, token))

    def _tapped_to_start(self, connector: Connector, token: str, group: str | None) -> None:
        if not self._may_start(connector):
            return
        reservation = connector.reservation
        if reservation is None or same(reservation.token, token) or (group and reservation.group == group):
            self.accept(connector, token, group)

    def _tapped_to_stop(self, connector: Connector, token: str, group: str | None) -> None:
        if group is not None and connector.transaction is not None and group == connector.group:
            self.transactions.stop(connector, "Local", token)

    def _may_start(self, connector: Connector) -> bool:
        return connector.transaction is None and connector.operative and connector.fault is None

    def accept(self, connector: Connector, token: str, group: str | None = None) -> None:
        """The token may start here: at once with the cable in, else until ConnectionTimeOut."""
        connector.group = group
        connector.finishing = connector.pretends_available = False
        connector.authorised = token
        self.statuses.report(connector)
        if connector.plugged:
            self.transactions.start(connector, token)
            return
        patience_s = self.body.configuration.count("ConnectionTimeOut")
        key = ("authorised", connector.connector_id)
        self.body.timers.set(key, patience_s, partial(self._nobody_came, connector))

    def _nobody_came(self, connector: Connector) -> None:
        connector.authorised = None
        self.statuses.report(connector)

    # ------------------------------------------------------------------------------------------------- list

    def take_list(self, payload: JsonObject) -> Reply:
        """SendLocalList (§5.15)."""
        version, kind = whole(payload, "listVersion"), choice(payload, "updateType", ("Full", "Differential"))
        cards = [_card(each) for each in parts(payload, "localAuthorizationList")]
        done = self.local_list.update(version, cards, full=kind == "Full")
        return status("Accepted" if done else "VersionMismatch")

    # --------------------------------------------------------------------------------------------- authorise

    def authorise(self, token: str, then: Callable[[str | None], None]) -> None:
        """`then(group)` runs if the token is good: by the server, by the cache, or offline by configuration."""
        configuration = self.body.configuration
        listed = self.local_list.status(token)
        if configuration.flag("LocalPreAuthorize") and (listed == "Accepted" or token in self._cache):
            then(self._group(token))
            return
        payload: JsonObject = {"idTag": token}
        self.body.mouth.say(
            Message(
                action="Authorize",
                build=lambda: payload,
                answered=partial(self._authorised, token, then),
                failed=partial(self._authorise_alone, token, then),
            )
        )

    def _authorised(self, token: str, then: Callable[[str | None], None], payload: JsonObject) -> None:
        verdict = token_status(payload)
        if verdict is None:
            self.body.mouth.tally.misunderstood += 1
        if verdict != "Accepted":
            self._cache.pop(token, None)
            self.body.mouth.tally.refused += 1
            return
        group = token_group(payload)
        if self.body.configuration.flag("AuthorizationCacheEnabled"):
            self._cache[token] = group
        then(group)

    def _authorise_alone(self, token: str, then: Callable[[str | None], None]) -> None:
        """Offline rules (§3.4.3): known tokens, and unknown ones where the configuration allows it."""
        configuration = self.body.configuration
        listed = self.local_list.status(token)
        if not self.body.powered or listed not in {None, "Accepted"}:
            return
        known = (listed == "Accepted" or token in self._cache) and configuration.flag("LocalAuthorizeOffline")
        if known or configuration.flag("AllowOfflineTxForUnknownId"):
            then(self._group(token))

    def _group(self, token: str) -> str | None:
        return self._cache.get(token) or self.local_list.group(token)

    def clear_cache(self) -> None:
        self._cache.clear()


def _card(entry: JsonObject) -> Card:
    info = part_if_given(entry, "idTagInfo")
    return Card(
        uid=text(entry, "idTag"),
        status=None if info is None else text(info, "status"),
        group=None if info is None else text_if_given(info, "parentIdTag"),
    )
