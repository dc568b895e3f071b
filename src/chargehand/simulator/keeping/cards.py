"""The local authorisation list: cards that the server has told in advance (1.6 §5.15, 2.0.1 D)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


def same(one: str, other: str) -> bool:
    """Whether two spellings are one card: tokens are the same in any case (1.6 §7.28, 2.0.1 part 2 §2.23)."""
    return one.casefold() == other.casefold()


@dataclass(frozen=True, slots=True)
class Card:
    """`status` None: the card is to be taken from the list."""

    uid: str
    status: str | None
    group: str | None = None


@dataclass(slots=True, eq=False)
class LocalList:
    version: int = 0
    _cards: dict[str, Card] = field(default_factory=dict[str, Card])

    def update(self, version: int, cards: Iterable[Card], *, full: bool) -> bool:
        """Whether it was done; a differential update needs a higher version (D01.FR.18)."""
        if not full and version <= self.version:
            return False
        if full:
            self._cards.clear()
        for card in cards:
            if card.status is None:
                self._cards.pop(card.uid.casefold(), None)
            else:
                self._cards[card.uid.casefold()] = card
        self.version = version
        return True

    def status(self, uid: str) -> str | None:
        """What the list says of the card; None: nothing."""
        card = self._cards.get(uid.casefold())
        return None if card is None else card.status

    def group(self, uid: str) -> str | None:
        card = self._cards.get(uid.casefold())
        return None if card is None else card.group

    def __len__(self) -> int:
        return len(self._cards)
