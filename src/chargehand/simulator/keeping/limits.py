"""Charging limits that the server has set: which profiles are kept, and what they allow at an instant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from chargehand.simulator.frames import JsonObject

# A limit that is none.
NO_LIMIT_W: Final = 1e9


@dataclass(frozen=True, slots=True)
class Profile:
    """`connector` 0: the whole station. `periods`: seconds from `begins_at`, watts. `told`: as it came, to be reported."""

    number: int
    connector: int
    purpose: str
    stack: int
    begins_at: datetime
    duration_s: int | None
    periods: tuple[tuple[int, float], ...]
    told: JsonObject

    def limit_w(self, at: datetime) -> float | None:
        """What it allows at that instant; None outside its time."""
        offset_s = (at - self.begins_at).total_seconds()
        if offset_s < 0 or (self.duration_s is not None and offset_s >= self.duration_s):
            return None
        begun = [watts for start_s, watts in self.periods if start_s <= offset_s]
        return begun[-1] if begun else None

    def changes(self) -> Iterator[datetime]:
        """When what it allows changes."""
        for start_s, _ in self.periods:
            yield self.begins_at + timedelta(seconds=start_s)
        if self.duration_s is not None:
            yield self.begins_at + timedelta(seconds=self.duration_s)


@dataclass(slots=True, eq=False)
class Limits:
    profiles: list[Profile] = field(default_factory=list[Profile])

    def put(self, profile: Profile) -> None:
        """It replaces the one of its number, and of its purpose, stack and connector (2.0.1 K01.FR.05, 1.6 §5.16.2)."""
        place = (profile.connector, profile.purpose, profile.stack)
        self.profiles = [
            each
            for each in self.profiles
            if each.number != profile.number and (each.connector, each.purpose, each.stack) != place
        ]
        self.profiles.append(profile)

    def take_away(
        self, number: int | None, connector: int | None, purpose: str | None, stack: int | None
    ) -> bool:
        """Whether there was any that matches all that is given."""
        gone = [
            each
            for each in self.profiles
            if number in {None, each.number}
            and connector in {None, each.connector}
            and purpose in {None, each.purpose}
            and stack in {None, each.stack}
        ]
        self.profiles = [each for each in self.profiles if each not in gone]
        return bool(gone)

    def end_of_transaction(self, connector: int) -> None:
        """A TxProfile lives no longer than its transaction."""
        self.profiles = [
            each for each in self.profiles if each.purpose != "TxProfile" or each.connector != connector
        ]

    def limit_w(self, connector: int, at: datetime) -> float:
        """The least of all purposes, in each the highest stack that speaks; a TxProfile overrides TxDefaultProfiles."""
        told: dict[str, tuple[int, float]] = {}
        for each in self.profiles:
            limit_w = each.limit_w(at)
            if each.connector in {0, connector} and limit_w is not None:
                told[each.purpose] = max(told.get(each.purpose, (-1, 0.0)), (each.stack, limit_w))
        if "TxProfile" in told:
            told.pop("TxDefaultProfile", None)
        return min((watts for _, watts in told.values()), default=NO_LIMIT_W)

    def ahead(self, connector: int, begin_at: datetime, duration_s: int) -> list[tuple[int, float]]:
        """What it may draw from `begin_at` on: seconds from then, watts."""
        found: list[tuple[int, float]] = []
        at, offset_s = begin_at, 0
        while offset_s < duration_s:
            found.append((offset_s, self.limit_w(connector, at)))
            change_at = self.next_change_at(at)
            if change_at is None:
                break
            at, offset_s = change_at, int((change_at - begin_at).total_seconds())
        return found

    def next_change_at(self, after: datetime) -> datetime | None:
        later = [at for each in self.profiles for at in each.changes() if at > after]
        return min(later, default=None)
