"""Commands about sessions whose end nobody told."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from chargehand.main.commands.options import Config, Json, loaded_from
from chargehand.main.talk import Talk, table, talking

if TYPE_CHECKING:
    from datetime import datetime

    from chargehand.edge.driver.api.operations.session_objects import SessionSheetObject
    from chargehand.main.overseeing import Oversight

T = TypeVar("T")
Named = Annotated[str, typer.Argument(metavar="SESSION", help="The session's id.")]

sessions = typer.Typer(help="Sessions: what is known of them, and what may be done.", no_args_is_help=True)


@sessions.command("list")
def session_list(
    doubted: Annotated[bool, typer.Option("--doubted", help="Only those that may not run any more.")] = False,
    in_review: Annotated[
        bool, typer.Option("--in-review", help="Only those that a person must look at.")
    ] = False,
    unconfirmed_stops: Annotated[
        bool, typer.Option("--unconfirmed-stops", help="Only open ones whose latest stop came to nothing.")
    ] = False,
    station: Annotated[str | None, typer.Option(help="Only those of this station.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many, the newest ones.")] = 50,
    json: Json = False,
    config: Config = None,
) -> None:
    """List sessions, newest first."""
    with talking(json=json) as talk:
        from chargehand.model.identity import StationId
        from chargehand.model.sight import SessionChoice

        choice = SessionChoice(
            station=None if station is None else StationId(station),
            doubted=doubted or None,
            in_review=in_review or None,
            unconfirmed_stops=unconfirmed_stops or None,
            limit=limit,
        )
        found = _visit(config, lambda oversight: oversight.chosen(choice))
        cells = [
            (each.id, each.station, each.display, f"{each.energy_kwh:.3f} kWh", _stop(each)) for each in found
        ]
        head = ("SESSION", "STATION", "", "ENERGY", "STOP")
        talk.say({"sessions": found}, *(table(head, cells) or ["There is no such session."]))


@sessions.command("show")
def session_show(session: Named, json: Json = False, config: Config = None) -> None:
    """Print what is known of a session, with its evidence and the commands about it."""
    _tell(lambda oversight: oversight.one(session), json=json, config=config)


@sessions.command("probe")
def session_probe(session: Named, json: Json = False, config: Config = None) -> None:
    """Have the charger asked about a session now; a running house asks it."""
    _tell(lambda oversight: oversight.probe(session), json=json, config=config)


@sessions.command("close")
def session_close(
    session: Named,
    reason: Annotated[str, typer.Option(help="Why; the driver reads it too.")],
    ended_at: Annotated[
        str | None,
        typer.Option(help="When it ended, such as 2026-11-20T12:00:00Z; else at its last reading."),
    ] = None,
    register_wh: Annotated[
        str | None, typer.Option(help="What the meter showed; then a person must look at the bill.")
    ] = None,
    json: Json = False,
    config: Config = None,
) -> None:
    """Take a session as over; a report of the charger that comes later wins."""
    _tell(lambda oversight: oversight.close(session, reason, ended_at, register_wh), json=json, config=config)


@sessions.command("undo")
def session_undo(session: Named, json: Json = False, config: Config = None) -> None:
    """Take the closing of a session back."""
    _tell(lambda oversight: oversight.undo(session), json=json, config=config)


def _visit(config: Path | None, question: Callable[[Oversight], Awaitable[T]]) -> T:
    from chargehand.main.overseeing import oversight

    async def visit() -> T:
        async with oversight(loaded_from(config).settings) as desk:
            return await question(desk)

    return asyncio.run(visit())


def _tell(
    question: Callable[[Oversight], Awaitable[SessionSheetObject]], *, json: bool, config: Path | None
) -> None:
    with talking(json=json) as talk:
        _say(talk, _visit(config, question))


def _say(talk: Talk, sheet: SessionSheetObject) -> None:
    facts = sheet.facts
    rows = [
        (name, str(fact.value), fact.source, "" if fact.at is None else _at(fact.at), fact.grade or "")
        for name, fact in (
            ("transaction", facts.transaction),
            ("energy", facts.energy),
            ("bill", facts.bill),
            ("card hold", facts.card_hold),
        )
    ]
    known = [
        (_at(each.received_at), each.words, each.source, each.grade, each.note) for each in sheet.evidence
    ]
    asked = [(_at(each.requested_at), each.kind, each.state, each.reason, "") for each in sheet.commands]
    talk.say(
        {"session": sheet},
        f"Session {sheet.id} at {sheet.station}: {sheet.display}, {sheet.energy_kwh:.3f} kWh",
        *table(("FACT", "VALUE", "BY", "AT", "GRADE"), rows),
        *table(("RECEIVED", "EVIDENCE", "BY", "GRADE", "NOTE"), known),
        *table(("ASKED", "COMMAND", "STATE", "REASON", ""), asked),
    )


def _stop(sheet: SessionSheetObject) -> str:
    return "not done" if sheet.unconfirmed_stop else ""


def _at(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}Z"
