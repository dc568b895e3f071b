"""Drivers, a stranger and an operator: what they ask for at the page, more often than needed and at bad moments."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from chargehand.model.calls import AnyCall, Call, ChangeAvailability, Reset, SetChargingLimit, UnlockConnector
from chargehand.model.events import (
    CloseRequested,
    CloseUndone,
    Event,
    NotChargingClaimed,
    OperationRequested,
    ProbeRequested,
    RefreshRequested,
    StartRequested,
    StopRequested,
)
from chargehand.model.identity import CardId, CommandId, DriverId, SessionId, TokenUid
from chargehand.model.limits import Limits
from chargehand.model.token import AccountStatus, Token, TokenStatus
from chargehand.simulator.rehearsal.gateway import sessions_of
from chargehand.simulator.rehearsal.stage import EPOCH, STATION, Stage

Asking = Callable[[CommandId], Event]
"""A wish under a name."""

ADA, BOB, EVE = DriverId("ada"), DriverId("bob"), DriverId("eve")


def _card(uid: str, driver: DriverId) -> Token:
    return Token(
        uid=TokenUid(uid), card_id=CardId(f"card-{uid}"), driver=driver, account=AccountStatus.ACTIVE
    )


TOKENS = {
    token.uid: token
    for token in (
        _card("ADA", ADA),
        _card("BOB", BOB),
        Token(uid=TokenUid("LOST"), card_id=CardId("card-LOST"), driver=ADA, status=TokenStatus.BLOCKED),
        Token(
            uid=TokenUid("OLD"), card_id=CardId("card-OLD"), driver=BOB, expires_at=EPOCH - timedelta(days=3)
        ),
        Token(uid=TokenUid("EVE"), card_id=CardId("card-EVE"), driver=EVE, account=AccountStatus.SUSPENDED),
    )
}
"""`NOBODY` is a card that we do not know."""

LIMITS = (
    Limits(energy_wh=3_000),
    Limits(lasts_s=900, soc_percent=60),
    Limits(cost=Decimal("1.50")),
    Limits(energy_wh=40_000, cost=Decimal(9), lasts_s=4_000),
)
"""What one in four asks for who starts from afar."""

LOCAL_CARDS = tuple(map(TokenUid, ("ADA", "ADA", "BOB", "BOB", "BOB", "LOST", "OLD", "NOBODY")))


class People:
    """Each wish may come twice: the same form again, or another tab."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def ask_here(self, connector: int) -> None:
        """Who has just plugged in asks at the page, and says where or not."""
        stage = self.stage
        driver, card = stage.rng.choice(((ADA, "ADA"), (BOB, "BOB")))
        wish = stage.rng.choice((None, connector))

        def ask(command: CommandId) -> Event:
            return StartRequested(
                station=STATION,
                at=stage.at,
                command=command,
                fresh=SessionId(stage.name("s")),
                driver=driver,
                account_active=True,
                token=TokenUid(card),
                connector=wish,
                limits=self._limits(),
            )

        self._ask("start", ask)

    def _limits(self) -> Limits | None:
        """By how much has happened, so that a story without limits stays the story that it was."""
        told = len(self.stage.world.journal)
        return LIMITS[told // 4 % len(LIMITS)] if told % 4 == 0 else None

    def ask_start(self) -> None:
        stage = self.stage
        driver = stage.rng.choice((ADA, ADA, BOB, EVE))
        own = {ADA: ("ADA", "ADA", "LOST"), BOB: ("BOB", "BOB", "OLD"), EVE: ("EVE", "ADA")}[driver]
        card = None if stage.chance(0.03) else TokenUid(stage.rng.choice(own))
        wish = stage.rng.choice((None, 1, 1, 2))
        active = not stage.chance(0.05)
        known = len(stage.world.snapshot.connectors)

        def ask(command: CommandId) -> Event:
            return StartRequested(
                station=STATION,
                at=stage.at,
                command=command,
                fresh=SessionId(stage.name("s")),
                driver=driver,
                account_active=active,
                token=card,
                connector=wish if wish is None or wish <= known else 1,
                limits=self._limits(),
            )

        self._ask("start", ask)
        if stage.chance(0.2):
            stage.later(stage.rng.choice((2.0, 25.0)), lambda: self.ask_stop(driver))

    def ask_stop(self, by: DriverId | None = None) -> None:
        stage = self.stage
        driver = by or stage.rng.choice((ADA, ADA, BOB, EVE, None))
        session = self._session(driver)
        active = not stage.chance(0.05)
        if stage.chance(0.3):
            stage.later(stage.rng.uniform(0.5, 9), self.ask_refresh)
        self._ask(
            "stop",
            lambda command: StopRequested(
                station=STATION,
                at=stage.at,
                command=command,
                session=session,
                driver=driver,
                account_active=active,
            ),
        )

    def ask_refresh(self) -> None:
        stage = self.stage
        driver = stage.rng.choice((ADA, BOB, None))
        connector = stage.rng.choice((None, 1))
        self._ask(
            "refresh",
            lambda command: RefreshRequested(
                station=STATION, at=stage.at, command=command, driver=driver, connector=connector
            ),
        )

    def claim(self) -> None:
        stage = self.stage
        driver = stage.rng.choice((ADA, BOB, EVE))
        session = self._session(driver)
        self._ask(
            "claim",
            lambda command: NotChargingClaimed(
                station=STATION, at=stage.at, command=command, session=session, driver=driver
            ),
        )

    def doubt(self) -> None:
        """An operator looks into a session: has it asked about, closes it at any instant, takes that back."""
        stage = self.stage
        session = self._session(None)
        ended_at = stage.rng.choice(
            (None, None, stage.at - timedelta(minutes=10), stage.at + timedelta(days=1))
        )
        wish = stage.rng.choice(("probe", "close", "close"))

        def ask(_: CommandId) -> Event:
            if wish == "probe":
                return ProbeRequested(station=STATION, at=stage.at, session=session, operator=ADA)
            return CloseRequested(
                station=STATION, at=stage.at, session=session, operator=ADA, reason="gone", ended_at=ended_at
            )

        def undo(_: CommandId) -> Event:
            return CloseUndone(station=STATION, at=stage.at, session=session, operator=ADA)

        self._ask("doubt", ask)
        if stage.chance(0.6):
            stage.later(stage.rng.choice((1.0, 20.0, 900.0)), lambda: self._ask("undo", undo))

    def ask_operation(self) -> None:
        """An operator's wish, seldom forced, sometimes with no end of patience."""
        stage = self.stage
        connector = stage.rng.choice((1, 2))
        call: Call = stage.rng.choice(
            (
                AnyCall("ClearCache", "{}"),
                AnyCall("ReserveNow", "{}"),
                Reset(at_once=stage.chance(0.5)),
                UnlockConnector(connector),
                ChangeAvailability(operative=stage.chance(0.5), connector=connector),
                SetChargingLimit(7, stage.rng.choice((None, 0, 0, 11_000)), stage.at),
            )
        )
        forced, patience_s = stage.chance(0.2), stage.rng.choice((5, 30, 30, 100_000))
        self._ask(
            "operation",
            lambda command: OperationRequested(
                station=STATION,
                at=stage.at,
                command=command,
                call=call,
                operator=ADA,
                patience_s=patience_s,
                forced=forced,
            ),
        )

    def _session(self, driver: DriverId | None) -> SessionId:
        """Mostly the driver's own youngest; sometimes an older one, somebody else's, or none at all."""
        stage = self.stage
        everybody = [row.id for row in stage.world.sessions]
        own = sessions_of(stage, driver) if driver is not None and not stage.chance(0.15) else everybody
        if not own or stage.chance(0.03):
            return SessionId("nothing")
        return own[-1] if stage.chance(0.8) else stage.rng.choice(own)

    def _ask(self, kind: str, ask: Asking) -> None:
        stage = self.stage
        command = CommandId(stage.name(kind))
        if stage.chance(0.02) and stage.world.commands:
            command = stage.rng.choice(stage.world.commands).id
        stage.hear(ask(command))
        if stage.chance(0.3):
            again = command if stage.chance(0.5) else CommandId(stage.name(kind))

            def tap_again() -> None:
                stage.hear(ask(again))

            stage.later(stage.rng.choice((0.1, 0.4, 3.0, 12.0, 70.0)), tap_again)
