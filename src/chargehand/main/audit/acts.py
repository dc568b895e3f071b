"""What commands do, entered in the audit log in one place: a command is entered unless it is named as one that only reads (S43)."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Final

import asyncpg

from chargehand.main.audit.names import acting
from chargehand.main.chance import clock
from chargehand.main.talk import Refused
from chargehand.model.audit import COMMAND_LINE, Act
from chargehand.model.faults import WorldFault
from chargehand.store.audit.entries import AuditLog
from chargehand.store.pool import UNREACHABLE, open_pool

SUBJECTS_MAX: Final = 3
_subjects: ContextVar[tuple[str, ...]] = ContextVar("subjects", default=())


def about(subject: str) -> None:
    """The id of something that the command is about; never a name, a mail address or a card's number."""
    known = _subjects.get()
    if subject not in known:
        _subjects.set((*known, subject))


@asynccontextmanager
async def entered(dsn: str) -> AsyncGenerator[None]:
    """What the running command does within is one entry, whatever came of it."""
    act, outcome = acting(), "failed"
    _subjects.set(())
    try:
        yield
        outcome = "done"
    except Refused:
        outcome = "refused"
        raise
    finally:
        if act:
            await _enter(dsn, act, outcome)


async def _enter(dsn: str, act: str, outcome: str) -> None:
    """What cannot be entered is said, and what was done is done."""
    subjects = _subjects.get()
    told = Act(
        at=clock(),
        actor=COMMAND_LINE,
        device=f"uid {os.getuid()}",
        role="house",
        act=act,
        subject="/".join(subjects) if len(subjects) <= SUBJECTS_MAX else "",
        outcome=outcome,
    )
    try:
        pool = await open_pool(dsn, size=1)
        try:
            await AuditLog(pool).enter(told)
        finally:
            await pool.close()
    except (WorldFault, asyncpg.PostgresError, *UNREACHABLE) as fault:
        sys.stderr.write(
            f"chargehand: this could not be entered in the audit log ({type(fault).__name__}).\n"
        )
