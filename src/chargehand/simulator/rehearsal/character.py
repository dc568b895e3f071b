"""What a virtual station is like: drawn once from the seed, mostly well-behaved, with a few bad habits."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from random import Random

from msgspec import Struct


class Scope(StrEnum):
    """What a meter's register counts (F69)."""

    LIFE = "life"
    BOOT = "boot"
    TRANSACTION = "transaction"


class Reply(StrEnum):
    """What becomes of a call that reached the station."""

    OBEYED = "obeyed"
    IGNORED = "ignored"
    """Accepted, and nothing happens (F55)."""
    REFUSED = "refused"
    UNKNOWN = "unknown"
    """Answered with an error."""
    SILENT = "silent"
    LATE = "late"
    """Obeyed, but the answer comes after the deadline (F12)."""


class StartPoint(StrEnum):
    """When a station that names its transactions begins one (2.x TxStartPoint, F92)."""

    PLUGGED = "plugged"
    AUTHORIZED = "authorized"
    ENERGY = "energy"


class StopPoint(StrEnum):
    """When such a station ends one (2.x TxStopPoint)."""

    AT_ONCE = "at_once"
    UNPLUGGED = "unplugged"


class Count(StrEnum):
    """How it numbers a transaction's messages (F87)."""

    EACH = "each"
    STATION = "station"
    """On and on, over all its transactions."""
    ZERO = "zero"


class Unsaid(StrEnum):
    """What it leaves out of the messages that should say whose transaction it is."""

    NOTHING = "nothing"
    TOKEN = "token"
    NUMBER = "number"
    """The number of the start that it was asked for."""


class Character(Struct, frozen=True, kw_only=True):
    connectors: int
    names: bool
    """It names its transactions itself, as in OCPP 2.x; otherwise we number them."""
    interval_s: int
    resolution: Decimal
    scope: Scope
    clock_s: float
    """How far its clock is ahead of ours (F65, F66)."""
    timeless: bool
    """Its messages carry no instants that can be one (F64)."""
    lost: float
    """Share of frames that never arrive, and of answers that never arrive."""
    stray: float
    """Share of readings that travel outside the queue and may overtake or be overtaken (F44)."""
    drop: float
    jump: float
    mixed: float
    """Share of readings with a register that shows nonsense for a moment (F71) or is in the wrong unit (F74)."""
    faint: bool
    """Its register is a thousand times too small: kWh that are called Wh (F74, F83)."""
    unnamed: bool
    """Its readings name no transaction (F43)."""
    deaf: bool
    """It never learns our number: its readings and ends carry none (F39)."""
    stubborn: bool
    """It goes by another id than ours (F56)."""
    mute: float
    """Share of transactions whose end is never told (F45)."""
    tardy: float
    """Share of ends that are told much later (F48)."""
    lingering: float
    """Share of transactions with a reading after their end (F81)."""
    echoing: float
    """Share of transactions whose start is told once more after their end (F35)."""
    startless: float
    """Share of starts, and of ends, without a register, or with 0 for one (F70, F73, F80)."""
    cuts: int
    boots: int
    forgetful: bool
    """It loses its queue when it boots (F61)."""
    replies: tuple[Reply, ...]

    # only where it names its transactions
    start_point: StartPoint
    placed: bool
    """It names the connector also before there is a car."""
    stop_point: StopPoint
    count: Count
    unsaid: Unsaid
    overtaking: float
    """Share of a transaction's messages that others overtake (F86)."""
    lean: float
    """Share of updates for which it has no memory: numbered, and never told."""
    unbegun: float
    """Share of starts that are never told (F89)."""
    hasty: float
    """Share of cars that are full whose connector is called free."""

    @property
    def exact(self) -> bool:
        """Its instants tell how long things took, also when they arrive late."""
        return not self.timeless and self.clock_s <= 0


GOOD = (Reply.OBEYED,) * 6


def drawn(rng: Random) -> Character:
    """A station; each habit is rare, so that most stories show few of them at once."""

    def seldom(share: float, value: float) -> float:
        return value if rng.random() < share else 0.0

    names = rng.random() < 0.4
    odd = "" if names else rng.choices(("", "deaf", "stubborn", "unnamed"), (70, 8, 12, 10))[0]
    return Character(
        connectors=rng.choice((1, 2)),
        names=names,
        interval_s=rng.choice((30, 60, 120, 300)),
        resolution=rng.choice((Decimal(1), Decimal("0.1"))),
        scope=rng.choices((Scope.LIFE, Scope.BOOT, Scope.TRANSACTION), (60, 20, 20))[0],
        clock_s=rng.choice((0.0, 0.0, 0.0, -7_200.0, -90.0, 40.0, 3_600.0)),
        timeless=rng.random() < 0.08,
        lost=seldom(0.5, 0.15),
        stray=seldom(0.3, 0.3),
        drop=seldom(0.2, 0.12),
        jump=seldom(0.2, 0.12),
        mixed=seldom(0.1, 0.1),
        faint=rng.random() < 0.03,
        deaf=odd == "deaf",
        stubborn=odd == "stubborn",
        unnamed=odd == "unnamed",
        mute=seldom(0.2, 0.4),
        tardy=seldom(0.2, 0.4),
        lingering=seldom(0.2, 0.4),
        echoing=seldom(0.1, 0.4),
        startless=seldom(0.1, 0.4),
        cuts=rng.choice((0, 0, 1, 2)),
        boots=rng.choice((0, 0, 0, 1)),
        forgetful=rng.random() < 0.2,
        replies=GOOD if rng.random() < 0.5 else tuple(rng.choices(list(Reply), k=6)),
        start_point=rng.choice(list(StartPoint)),
        placed=rng.random() < 0.3,
        stop_point=rng.choice(list(StopPoint)),
        count=rng.choices(list(Count), (80, 8, 12))[0],
        unsaid=rng.choices(list(Unsaid), (80, 8, 12))[0],
        overtaking=seldom(0.5, 0.3),
        lean=seldom(0.2, 0.15),
        unbegun=seldom(0.15, 0.4),
        hasty=seldom(0.2, 0.5),
    )
