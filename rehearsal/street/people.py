"""Cards, and drivers with phones: they come, plug in, charge, ask from afar, and leave."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random

from chargehand.model.answers import Answer
from chargehand.model.events import Event, NotChargingClaimed, RefreshRequested, StartRequested, StopRequested
from chargehand.model.identity import CardId, CommandId, DriverId, SessionId, StationId, TokenUid
from chargehand.model.refusals import Refusal
from chargehand.model.token import AccountStatus, Token, TokenStatus
from rehearsal.process.life import Life
from rehearsal.store.rows import Rows
from rehearsal.street.post import EPOCH, Post
from rehearsal.time.agenda import Agenda

DRIVERS = tuple(DriverId(f"driver{number}") for number in range(1, 41))


def cards() -> dict[TokenUid, Token]:
    """A good one for each driver; one blocked, one too old, one of a suspended account."""
    good = [
        Token(uid=uid_of(driver), card_id=CardId(f"k{driver}"), driver=driver, account=AccountStatus.ACTIVE)
        for driver in DRIVERS
    ]
    bad = [
        Token(uid=TokenUid("LOST"), card_id=CardId("kl"), driver=DRIVERS[0], status=TokenStatus.BLOCKED),
        Token(
            uid=TokenUid("OLD"),
            card_id=CardId("ko"),
            driver=DRIVERS[1],
            expires_at=EPOCH - timedelta(days=3),
            account=AccountStatus.ACTIVE,
        ),
        Token(
            uid=TokenUid("EVE"), card_id=CardId("ke"), driver=DriverId("eve"), account=AccountStatus.SUSPENDED
        ),
    ]
    return {token.uid: token for token in (*good, *bad)}


BAD_CARDS = ("LOST", "OLD", "EVE", "NOBODY")


def uid_of(driver: DriverId) -> TokenUid:
    return TokenUid(driver.upper())


class People:
    """Whoever comes to a connector, one visit after the other."""

    def __init__(self, agenda: Agenda, rng: Random, rows: Rows, life: Callable[[], Life | None]) -> None:
        self.visits = 0
        self.is_over = False
        self._agenda = agenda
        self._rng = rng
        self._rows = rows
        self._life = life
        self._wishes = 0

    def frequent(self, post: Post, connector: int, every_s: float) -> None:
        """From now on somebody comes to this connector about so often."""

        def come() -> None:
            if not self.is_over:
                self._visit(post, connector)
                self._agenda.later(every_s * self._rng.uniform(0.6, 1.4), come)

        self._agenda.later(every_s * self._rng.random(), come)

    # a visit

    def _visit(self, post: Post, connector: int) -> None:
        rng, here = self._rng, post.station.connector(connector)
        if here.plugged:
            return
        self.visits += 1
        driver = rng.choice(DRIVERS)
        card = rng.choice(BAD_CARDS) if rng.random() < 0.08 else uid_of(driver)
        post.act(lambda station: station.plug_in(connector))
        soon_s = rng.uniform(0.5, 15)
        if rng.random() < 0.25:
            self._agenda.later(soon_s, lambda: self._ask_start(post, connector, driver))
        else:
            self._agenda.later(soon_s, lambda: post.act(lambda station: station.tap(card, connector)))
        stay_s = rng.choice((5.0, 40.0, 90.0, 180.0, 400.0)) * rng.uniform(0.8, 1.3)
        end = rng.choice(("tap", "tap", "button", "afar", "afar", "unplug"))
        self._agenda.later(soon_s + stay_s, lambda: self._end(post, connector, end, card))
        if rng.random() < 0.2:
            self._agenda.later(soon_s + stay_s * rng.random(), lambda: self._bother(post))

    def _end(self, post: Post, connector: int, end: str, card: str) -> None:
        match end:
            case "tap":
                post.act(lambda station: station.tap(card, connector))
            case "button":
                post.act(lambda station: station.press_stop(connector))
            case "afar":
                self._ask_stop(post, connector)
            case _:
                pass
        away_s = self._rng.choice((0.1, 3.0, 20.0, 60.0))
        self._agenda.later(away_s, lambda: post.act(lambda station: station.unplug(connector)))

    # from afar

    def _ask_start(self, post: Post, connector: int, driver: DriverId) -> None:
        where = connector if self._rng.random() < 0.8 else None
        self._wish(
            lambda life, command: StartRequested(
                station=StationId(post.station.identity),
                at=life.clock(),
                command=command,
                fresh=SessionId(f"s-{command}"),
                driver=driver,
                account_active=True,
                token=uid_of(driver),
                connector=where,
            )
        )

    def _ask_stop(self, post: Post, connector: int) -> None:
        station = StationId(post.station.identity)
        live = [self._rows.sessions[each] for each in self._rows.stations[station].live]
        meant = [row for row in live if row.connector == connector] or live
        if not meant:
            return
        session = meant[-1]
        by = session.driver if self._rng.random() < 0.9 else None
        self._wish(
            lambda life, command: StopRequested(
                station=station, at=life.clock(), command=command, session=session.id, driver=by
            )
        )

    def _bother(self, post: Post) -> None:
        """Looks again and again, or says that nothing charges."""
        station = StationId(post.station.identity)
        live = [self._rows.sessions[each] for each in self._rows.stations[station].live]
        if live and live[0].driver is not None and self._rng.random() < 0.3:
            session, driver = live[0].id, live[0].driver
            self._wish(
                lambda life, command: NotChargingClaimed(
                    station=station, at=life.clock(), command=command, session=session, driver=driver
                )
            )
        else:
            self._wish(
                lambda life, command: RefreshRequested(
                    station=station, at=life.clock(), command=command, driver=None
                )
            )

    def _wish(self, made: Callable[[Life, CommandId], Event]) -> None:
        """Wanted now, and at times once more: the same form again, or another tab."""
        self._wishes += 1
        command = CommandId(f"c{self._wishes}")
        self._submit(made, command)
        if self._rng.random() < 0.25:
            self._wishes += 1
            again = command if self._rng.random() < 0.5 else CommandId(f"c{self._wishes}")
            delay_s = self._rng.choice((0.1, 0.6, 5.0, 20.0))
            self._agenda.later(delay_s, lambda: self._submit(made, again))

    def _submit(self, made: Callable[[Life, CommandId], Event], command: CommandId) -> None:
        life = self._life()
        if life is not None and life.serves:
            life.submit(made(life, command), _heard)


def _heard(_outcome: Answer | Refusal | Exception) -> None:
    """Whatever is answered, people see it on their page."""
