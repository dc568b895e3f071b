"""Commands about how drivers' accounts stand: invited, active, suspended, closed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from chargehand.main.commands.options import Config, Json, Name, loaded_from
from chargehand.main.commands.people import drivers
from chargehand.main.talk import Refused, Talk, table, talking

if TYPE_CHECKING:
    from chargehand.main.people.standing import Standing, Stood
    from chargehand.model.account import DriverSheet

T = TypeVar("T")
Email = Annotated[str, typer.Argument(metavar="EMAIL")]
Live = Annotated[
    bool | None,
    typer.Option(
        "--stop-live/--leave-live", help="What becomes of a session that is live; must be said then."
    ),
]


@drivers.command("list")
def driver_list(
    status: Annotated[str | None, typer.Option(help="invited, active, suspended or closed")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")] = 50,
    json: Json = False,
    config: Config = None,
) -> None:
    """List drivers by address, with how their accounts stand."""
    with talking(json=json) as talk:
        from chargehand.model.token import AccountStatus

        if status is not None and status not in set(AccountStatus):
            raise Refused("The status is invited, active, suspended or closed.")
        chosen = None if status is None else AccountStatus(status)
        sheets = _visit(config, lambda desk: desk.list(chosen, limit))
        cells = [(each.driver.email, each.driver.name, each.driver.account, _notes(each)) for each in sheets]
        told = {"drivers": [_told(sheet) for sheet in sheets]}
        talk.say(told, *(table(("EMAIL", "NAME", "STATUS", ""), cells) or ["There is no such driver."]))


@drivers.command("suspend")
def driver_suspend(email: Email, stop_live: Live = None, json: Json = False, config: Config = None) -> None:
    """Let a driver read, and neither start nor stop."""
    _out(lambda desk, stop: desk.suspend(email, stop), stop_live, json=json, config=config)


@drivers.command("activate")
def driver_activate(email: Email, json: Json = False, config: Config = None) -> None:
    """Open an account again, whoever closed it."""
    with talking(json=json) as talk:
        _say(talk, _visit(config, lambda desk: desk.activate(email)))


@drivers.command("close")
def driver_close(email: Email, stop_live: Live = None, json: Json = False, config: Config = None) -> None:
    """Let nobody in with this account any more."""
    _out(lambda desk, stop: desk.close(email, stop), stop_live, json=json, config=config)


@drivers.command("sign-out")
def driver_sign_out(email: Email, json: Json = False, config: Config = None) -> None:
    """Sign a driver out everywhere: browsers, devices and API tokens."""
    with talking(json=json) as talk:
        stood = _visit(config, lambda desk: desk.sign_out(email))
        talk.say(_told(stood.sheet), f"{stood.sheet.driver.email} is signed out everywhere.")


@drivers.command("invite")
def driver_invite(
    email: Email,
    name: Name = None,
    language: Annotated[str, typer.Option(help="Of the letter: en, nl or de.")] = "en",
    json: Json = False,
    config: Config = None,
) -> None:
    """Send somebody a letter with a link that is good for 24 hours; a running house sends it."""
    from chargehand.views.words.language import Language

    with talking(json=json) as talk:
        if language not in set(Language):
            raise Refused("The language is en, nl or de.")
        stood = _visit(config, lambda desk: desk.invite(email, name or "", Language(language)))
        talk.say(_told(stood.sheet), f"A letter to {email} waits; its link is good for 24 hours.")


def _out(
    wish: Callable[[Standing, bool | None], Awaitable[Stood]],
    stop_live: bool | None,
    *,
    json: bool,
    config: Path | None,
) -> None:
    """As wished; whoever sits at the terminal is asked what becomes of a live session if that was not said."""
    with talking(json=json) as talk:
        from chargehand.main.people.standing import StillCharging

        try:
            stood = _visit(config, lambda desk: wish(desk, stop_live))
        except StillCharging as charging:
            answer = talk.asks(charging.question)
            if answer is None:
                raise
            stood = _visit(config, lambda desk: wish(desk, answer))
        _say(talk, stood)


def _say(talk: Talk, stood: Stood) -> None:
    stops = [{"session": session, "outcome": outcome} for session, outcome in stood.stops]
    driver = stood.sheet.driver
    lines = [f"Stop of session {session}: {outcome}" for session, outcome in stood.stops]
    talk.say(_told(stood.sheet) | {"stops": stops}, f"{driver.email} is {driver.account}.", *lines)


def _told(sheet: DriverSheet) -> dict[str, Any]:
    driver = sheet.driver
    return {
        "id": driver.id,
        "email": driver.email,
        "name": driver.name,
        "status": driver.account,
        "cards": sheet.cards,
        "live_sessions": [each.id for each in sheet.live],
        "closed_by": sheet.closed_by,
        "erase_at": sheet.erase_at,
        "erased_at": sheet.erased_at,
    }


def _notes(sheet: DriverSheet) -> str:
    if sheet.erased_at is not None:
        return f"erased {sheet.erased_at:%Y-%m-%d}"
    if sheet.erase_at is not None:
        return f"will be erased {sheet.erase_at:%Y-%m-%d}"
    return "is charging" if sheet.live else ""


def _visit(config: Path | None, question: Callable[[Standing], Awaitable[T]]) -> T:
    from chargehand.main.people.standing import standing

    async def visit() -> T:
        async with standing(loaded_from(config).settings) as desk:
            return await question(desk)

    return asyncio.run(visit())
