"""The command about the audit log: who did what, and whether the log is as it was written."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from chargehand.main.commands.options import Config, loaded_from
from chargehand.main.talk import REFUSED, Talk, table, talking

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chargehand.model.audit import AuditChoice, Entry
    from chargehand.store.audit.entries import AuditLog

T = TypeVar("T")


audits = typer.Typer()


@audits.command("audit")
def audit(
    verify: Annotated[
        bool,
        typer.Option("--verify", help="Follow the chain; ends with 1 at the first entry that is not right."),
    ] = False,
    actor: Annotated[str | None, typer.Option(help="A driver's id, or command-line.")] = None,
    act: Annotated[str | None, typer.Option(help="A part of what was done, such as /stop.")] = None,
    since: Annotated[
        str | None, typer.Option(help="From when on: 90s, 10m, 2h, 3d ago, or an instant.")
    ] = None,
    after: Annotated[int | None, typer.Option(min=0, help="The first ones after this number.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="At most so many.")] = 200,
    json: Annotated[bool, typer.Option("--json", help="One JSON object for each entry, in a line.")] = False,
    config: Config = None,
) -> None:
    """Print who did what, the newest last; or check that nobody changed the log."""
    with talking(json=json) as talk:
        if verify:
            holds = _verify(talk, config)
        else:
            from chargehand.main.chance import clock
            from chargehand.main.messages import instant
            from chargehand.model.audit import AuditChoice

            holds = True
            choice = AuditChoice(
                actor=actor,
                act=act,
                since=None if since is None else instant(since, clock()),
                after=after or 0,
                newest=after is None,
                limit=limit,
            )
            _list(talk, config, choice)
    if not holds:
        raise typer.Exit(REFUSED)


def _list(talk: Talk, config: Path | None, choice: AuditChoice) -> None:
    entries = _visit(config, lambda log: log.entries(choice))
    _say(talk, list(reversed(entries)) if choice.newest else entries)


def _verify(talk: Talk, config: Path | None) -> bool:
    head, broken = _visit(config, lambda log: log.verified())
    told = {"holds": broken is None, "number": head.number, "hash": head.hash.hex()}
    if broken is None:
        talk.say(
            told, f"All {head.number} entries are as they were written; the last one is {head.hash.hex()}."
        )
        return True
    why = {"broken_at": broken.number, "why": broken.why}
    talk.say(
        told | why, f"Entry {broken.number}: {broken.why}. Up to {head.number} the log is as it was written."
    )
    return False


def _say(talk: Talk, entries: Sequence[Entry]) -> None:
    if talk.json:
        import msgspec

        from chargehand.views.account.audit import entry_object

        for entry in entries:
            sys.stdout.write(msgspec.json.encode(entry_object(entry)).decode() + "\n")
        return
    cells = [
        (
            str(each.number),
            f"{each.act.at:%Y-%m-%d %H:%M:%S}Z",
            each.act.actor or "-",
            each.act.role,
            each.act.act,
            each.act.subject or "-",
            f"{each.act.outcome} {each.act.code}".strip(),
            each.act.address,
        )
        for each in entries
    ]
    head = ("", "AT", "ACTOR", "ROLE", "ACT", "ABOUT", "OUTCOME", "FROM")
    talk.say({}, *(table(head, cells) or ["Nobody did anything."]))


def _visit(config: Path | None, question: Callable[[AuditLog], Awaitable[T]]) -> T:
    from chargehand.main.people.trail import trail

    async def visit() -> T:
        async with trail(loaded_from(config).settings) as log:
            return await question(log)

    return asyncio.run(visit())
