"""Who did what: the entries of the audit log, and the chain that shows whether one was changed, taken out or put in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

import msgspec
from msgspec import Struct

BEGINNING: Final = bytes(32)
"""What stands before the first entry."""
COMMAND_LINE: Final = "command-line"
"""The actor where somebody ran the program itself."""

_encode = msgspec.json.Encoder().encode


class Act(Struct, frozen=True, kw_only=True):
    """What somebody asked for and what became of it. Ids only: no name, no mail address, no card number (S45).

    `actor`: a driver's id, `COMMAND_LINE`, or empty for somebody who is not known (yet). `device`: which of the actor's browsers
    or programs, as the account names it; on the command line the account of the machine. `act`: method and pattern of the
    address, or the command's name. `outcome`: the HTTP status, or `done`, `refused`, `failed` of a command; `code`: of the problem.
    """

    at: datetime
    actor: str
    device: str = ""
    role: str
    act: str
    subject: str = ""
    outcome: str
    code: str = ""
    address: str = ""


class Entry(Struct, frozen=True, kw_only=True):
    """An act in the log. `before`: the hash of the entry that stands before it."""

    number: int
    before: bytes
    hash: bytes
    act: Act


class Head(Struct, frozen=True):
    """The last entry that was written, as the log itself remembers it."""

    number: int = 0
    hash: bytes = BEGINNING


class Break(Struct, frozen=True):
    """Where the chain does not hold. `number`: the first entry that is not as it was written, or not where it was."""

    number: int
    why: str


class AuditChoice(Struct, frozen=True, kw_only=True):
    """Which entries. `act`: a part of it; `before`, `after`: numbers that are not part of it; `newest`: the order, and the end cut at `limit`."""

    actor: str | None = None
    act: str | None = None
    since: datetime | None = None
    before: int | None = None
    after: int = 0
    newest: bool = True
    limit: int = 100


def spelled(act: Act) -> str:
    """The act's part of the canonical form: the end of a JSON array that begins with the number and the hash before, in hex."""
    at = act.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    told = [at, act.actor, act.device, act.role, act.act, act.subject, act.outcome, act.code, act.address]
    return _encode(told).decode()[1:]


def hash_of(number: int, before: bytes, act: Act) -> bytes:
    """SHA-256 of the canonical form: `[number,"before",at,actor,device,role,act,subject,outcome,code,address]` in UTF-8."""
    return hashlib.sha256(f'[{number},"{before.hex()}",{spelled(act)}'.encode()).digest()


class Chain:
    """Follows the log from its beginning, piece by piece."""

    def __init__(self) -> None:
        self.head = Head()

    def broken(self, entries: Iterable[Entry]) -> Break | None:
        """Where it breaks within the next entries, which are given in the order of their numbers; None: nowhere."""
        for entry in entries:
            expected = self.head.number + 1
            if entry.number != expected:
                return Break(expected, f"it is not there; the next one is {entry.number}")
            if entry.before != self.head.hash:
                return Break(expected, "it does not follow the one before")
            if entry.hash != hash_of(entry.number, entry.before, entry.act):
                return Break(expected, "it is not what was written")
            self.head = Head(entry.number, entry.hash)
        return None

    def cut(self, head: Head) -> Break | None:
        """Whether the end is missing: `head` is what the log says was written last."""
        if head.number > self.head.number:
            return Break(self.head.number + 1, f"it is not there, nor any up to {head.number}")
        if head != self.head:
            return Break(self.head.number, "the log did not write it last")
        return None
