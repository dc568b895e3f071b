"""Cars and cards at the connector: plugging, tapping, authorising, waiting for the cable (2.0.1 C, E01 to E03, E07)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

from chargehand.simulator.frames import JsonObject
from chargehand.simulator.hardware.car import Car
from chargehand.simulator.keeping.cards import Card, LocalList, same
from chargehand.simulator.parts.mouth import Message
from chargehand.simulator.parts.orders import Reply, status
from chargehand.simulator.parts.payload import choice, part, part_if_given, parts, text, whole
from chargehand.simulator.v2.body import Body
from chargehand.simulator.v2.connector import Connector, Token
from chargehand.simulator.v2.events import token_group, token_status
from chargehand.simulator.v2.transactions import Cause, Transactions


@dataclass(slots=True, eq=False)
class Doorway:
    body: Body
    transactions: Transactions
    local_list: LocalList = field(default_factory=LocalList)
    # Tokens the server has accepted, with their groups: the authorisation cache (C10).
    _cache: dict[str, str | None] = field(default_factory=dict[str, "str | None"])

    # ------------------------------------------------------------------------------------------------- cable

    def plug_in(self, connector: Connector, car: Car) -> None:
        """The car is connected."""
        if connector.plugged:
            return
        if not self.body.powered:
            connector.car, connector.full = car, False
            return
        self.body.timers.cancel(("authorised", connector.connector_id))
        self.transactions.cable_in(connector, car)

    def unplug(self, connector: Connector) -> None:
        """The car is gone."""
        if not self.body.powered:
            connector.meter.end(self.body.now)
            connector.car, connector.full = None, False
            return
        self.transactions.cable_out(connector)

    # ------------------------------------------------------------------------------------------------- cards

    def tap(self, connector: Connector, uid: str) -> None:
        """A card at the reader: starts here, or stops what the same card or one of its group has started."""
        if not self.body.powered:
            return
        token, holder = Token(uid), connector.holder
        if holder is None:
            if connector.operative and connector.fault is None:
                self.authorise(token, partial(self._tapped_to_start, connector))
        elif same(holder.uid, uid):
            self.transactions.stop(connector, Cause("StopAuthorized", "Local", holder))
        else:
            self.authorise(token, partial(self._tapped_to_stop, connector))

    def _tapped_to_start(self, connector: Connector, token: Token) -> None:
        if connector.holder is not None or not connector.operative or connector.fault is not None:
            return
        reservation = connector.reservation
        if (
            reservation is None
            or same(reservation.token, token.uid)
            or (token.group and reservation.group == token.group)
        ):
            self.accept(connector, token, "Authorized")

    def _tapped_to_stop(self, connector: Connector, token: Token) -> None:
        """One of its group (C09), or a master card (C16)."""
        master = self.body.model.text("AuthCtrlr.MasterPassGroupId")
        if token.group is None:
            return
        if token.group == master:
            self.transactions.stop(connector, Cause("StopAuthorized", "MasterPass", token))
        elif token.group == connector.group:
            self.transactions.stop(connector, Cause("StopAuthorized", "Local", token))

    def accept(
        self, connector: Connector, token: Token, trigger: str, remote_start_id: int | None = None
    ) -> None:
        """The token may charge here: at once with the cable in, else until EVConnectionTimeOut."""
        connector.remote_start_id = remote_start_id
        if connector.transaction is not None:
            connector.transaction.remote_start_id = remote_start_id
            connector.transaction.token = token.uid
            connector.transaction.holder = token
        self.transactions.authorise(connector, token, trigger)
        if not connector.plugged:
            patience_s = self.body.model.count("TxCtrlr.EVConnectionTimeOut")
            key = ("authorised", connector.connector_id)
            self.body.timers.set(key, patience_s, partial(self._nobody_came, connector))

    def _nobody_came(self, connector: Connector) -> None:
        connector.remote_start_id = None
        self.transactions.stop(connector, Cause("EVConnectTimeout", "Timeout"))

    # ------------------------------------------------------------------------------------------------- list

    def take_list(self, payload: JsonObject) -> Reply:
        """SendLocalList (D01)."""
        version = whole(payload, "versionNumber")
        full = choice(payload, "updateType", ("Full", "Differential")) == "Full"
        cards = [_card(each) for each in parts(payload, "localAuthorizationList")]
        done = self.local_list.update(version, cards, full=full)
        self.body.model.put("LocalAuthListCtrlr.Entries", str(len(self.local_list)))
        return status("Accepted" if done else "VersionMismatch")

    # --------------------------------------------------------------------------------------------- authorise

    def authorise(self, token: Token, then: Callable[[Token], None]) -> None:
        """`then(token)` runs if the token is good: by the server, by list or cache, or offline by configuration."""
        model = self.body.model
        listed = self.local_list.status(token.uid)
        if model.flag("AuthCtrlr.LocalPreAuthorize") and (listed == "Accepted" or token.uid in self._cache):
            then(self._known(token))
            return
        payload: JsonObject = {"idToken": token.told}
        self.body.mouth.say(
            Message(
                action="Authorize",
                build=lambda: payload,
                answered=partial(self._authorised, token, then),
                failed=partial(self._authorise_alone, token, then),
            )
        )

    def _authorised(self, token: Token, then: Callable[[Token], None], payload: JsonObject) -> None:
        verdict = token_status(payload)
        if verdict is None:
            self.body.mouth.tally.misunderstood += 1
        if verdict != "Accepted":
            self._cache.pop(token.uid, None)
            self.body.mouth.tally.refused += 1
            return
        group = token_group(payload)
        if self.body.model.flag("AuthCacheCtrlr.Enabled"):
            self._cache[token.uid] = group
        then(replace(token, group=group))

    def _authorise_alone(self, token: Token, then: Callable[[Token], None]) -> None:
        """Offline rules (C10 to C14, C15): known tokens, and unknown ones where the configuration allows it."""
        model = self.body.model
        listed = self.local_list.status(token.uid)
        if not self.body.powered or listed not in {None, "Accepted"}:
            return
        known = (listed == "Accepted" or token.uid in self._cache) and model.flag(
            "AuthCtrlr.LocalAuthorizeOffline"
        )
        if known or model.flag("AuthCtrlr.OfflineTxForUnknownIdEnabled"):
            then(self._known(token))

    def _known(self, token: Token) -> Token:
        return replace(token, group=self._cache.get(token.uid) or self.local_list.group(token.uid))

    def clear_cache(self) -> None:
        self._cache.clear()


def _card(entry: JsonObject) -> Card:
    info = part_if_given(entry, "idTokenInfo")
    group = None if info is None else part_if_given(info, "groupIdToken")
    return Card(
        uid=text(part(entry, "idToken"), "idToken"),
        status=None if info is None else text(info, "status"),
        group=None if group is None else text(group, "idToken"),
    )
