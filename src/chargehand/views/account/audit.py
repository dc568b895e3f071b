"""An entry of the audit log as programs read it: over the API, from the command line, and in the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chargehand.model.audit import Entry


@dataclass(frozen=True, kw_only=True, slots=True)
class EntryObject:
    """`actor`: a driver's id, `command-line`, or empty for who was not known; `role`: driver, operator, house or nobody.

    `before`: the hash of the entry before; `hash`: SHA-256 of all else, in hex.
    """

    number: int
    at: datetime
    actor: str
    device: str
    role: str
    act: str
    subject: str
    outcome: str
    code: str
    address: str
    before: str
    hash: str


def entry_object(entry: Entry) -> EntryObject:
    act = entry.act
    return EntryObject(
        number=entry.number,
        at=act.at,
        actor=act.actor,
        device=act.device,
        role=act.role,
        act=act.act,
        subject=act.subject,
        outcome=act.outcome,
        code=act.code,
        address=act.address,
        before=entry.before.hex(),
        hash=entry.hash.hex(),
    )
