"""Commands about drivers, their cards, operators, and keys to the API."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from chargehand.main.commands.options import Config, Json, Name, ask, loaded_from
from chargehand.main.talk import Refused, talking

if TYPE_CHECKING:
    from chargehand.main.administration import Administration

drivers = typer.Typer(help="Drivers.", no_args_is_help=True)
cards = typer.Typer(help="Drivers' cards.", no_args_is_help=True)
admins = typer.Typer(help="Operators.", no_args_is_help=True)


@drivers.command("add")
def driver_add(
    email: Annotated[str, typer.Argument()], name: Name = None, json: Json = False, config: Config = None
) -> None:
    """Add a driver, or change the name of one; prints a link that signs in once."""
    _add_driver(email, name, operator=False, json=json, config=config)


@admins.command("create")
def admin_create(
    email: Annotated[str, typer.Argument()], name: Name = None, json: Json = False, config: Config = None
) -> None:
    """Make somebody an operator; prints a link that signs in once."""
    _add_driver(email, name, operator=True, json=json, config=config)


def _add_driver(email: str, name: str | None, *, operator: bool, json: bool, config: Path | None) -> None:
    with talking(json=json) as talk:

        async def add(desk: Administration) -> tuple[str, str, bool, str]:
            driver = await desk.add_driver(email, name or "", operator=operator)
            return driver.id, driver.name, driver.operator, await desk.sign_in_link(email)

        driver_id, shown, is_operator, link = ask(loaded_from(config), add)
        told = {
            "id": driver_id,
            "email": email.lower(),
            "name": shown,
            "operator": is_operator,
            "sign_in": link,
        }
        who = "Operator" if is_operator else "Driver"
        talk.say(told, f"{who} {email} is there. Signs in once within 15 minutes: {link}")


@cards.command("add")
def card_add(
    uid: Annotated[str, typer.Argument(help="What the card says to a reader.")],
    driver: Annotated[str, typer.Option(help="The e-mail address of its driver.")],
    name: Name = None,
    json: Json = False,
    config: Config = None,
) -> None:
    """Give a driver a card."""
    with talking(json=json) as talk:
        card = ask(loaded_from(config), lambda desk: desk.add_card(uid, driver, name or ""))
        told = {"uid": uid.upper(), "card_id": card, "driver": driver.lower()}
        talk.say(told, f"The card {uid.upper()} is {driver}'s.")


def token(
    email: Annotated[str, typer.Argument()],
    scope: Annotated[str, typer.Option(help="driver or operator")] = "driver",
    json: Json = False,
    config: Config = None,
) -> None:
    """Print a new API token, shown this once."""
    with talking(json=json) as talk:
        if scope not in ("driver", "operator"):
            raise Refused("The scope is driver or operator.")
        secret = ask(loaded_from(config), lambda desk: desk.issue_token(email, scope))
        talk.say({"email": email.lower(), "scope": scope, "token": secret}, secret)
