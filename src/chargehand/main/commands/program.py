"""The program and its commands beside those of stations and people: serving, looking, simulating, calling."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from chargehand.main.commands.audit import audits
from chargehand.main.commands.options import Config, Json, loaded_from, noted
from chargehand.main.commands.people import admins, cards, token
from chargehand.main.commands.places import stations
from chargehand.main.commands.sessions import sessions
from chargehand.main.commands.standing import drivers
from chargehand.main.talk import REFUSED, table, talking

if TYPE_CHECKING:
    from chargehand.main.serving.house import Part

program = typer.Typer(
    name="chargehand",
    help="An open charging-station management system.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
_BRANCHES = (
    ("station", stations),
    ("session", sessions),
    ("driver", drivers),
    ("card", cards),
    ("admin", admins),
)
program.callback()(noted)
for name, branch in _BRANCHES:
    branch.callback()(noted)
    program.add_typer(branch, name=name)


# serving


@program.command()
def serve(json: Json = False, config: Config = None) -> None:
    """Run everything in one process tree, with the embedded database unless another one is set."""
    _serve(("gateway", "web", "worker"), json=json, config=config)


@program.command()
def gateway(json: Json = False, config: Config = None) -> None:
    """Run the stations' door alone; needs a database and a bus of its own."""
    _serve(("gateway",), json=json, config=config)


@program.command()
def web(json: Json = False, config: Config = None) -> None:
    """Run pages and API alone; needs a database and a bus of its own."""
    _serve(("web",), json=json, config=config)


@program.command()
def worker(json: Json = False, config: Config = None) -> None:
    """Run timers, letters and housekeeping alone; needs a database and a bus of its own."""
    _serve(("worker",), json=json, config=config)


@program.command()
def demo(json: Json = False, config: Config = None) -> None:
    """Run everything, with three simulated stations and a driver who is charging."""
    with talking(json=json) as talk:
        from chargehand.main.demo import run_demo

        code = run_demo(loaded_from(config), talk)
    raise typer.Exit(code)


def _serve(parts: tuple[Part, ...], *, json: bool, config: Path | None) -> None:
    with talking(json=json) as talk:
        settings = loaded_from(config).settings
        from chargehand.main.serving.announcement import announced
        from chargehand.main.serving.house import run_house

        code = run_house(settings, parts, lambda serving: announced(serving, talk))
    raise typer.Exit(code)


# looking


@program.command()
def settings(
    about: Annotated[bool, typer.Option("--about", help="Say what each is for.")] = False,
    json: Json = False,
    config: Config = None,
) -> None:
    """Print the effective settings with their source; secrets are masked."""
    with talking(json=json) as talk:
        loaded = loaded_from(config)
        shown = loaded.shown()
        told = {
            each.name: {"value": each.value, "source": each.source, "about": each.about} for each in shown
        }
        cells = [
            (
                each.name,
                "" if each.value is None else str(each.value),
                each.source,
                each.about if about else "",
            )
            for each in shown
        ]
        talk.say(told, *table(("SETTING", "VALUE", "SOURCE", ""), cells))
        for stranger in loaded.strangers:
            talk.note(f"{stranger} is set, but there is no such setting.")


@program.command()
def messages(
    identity: Annotated[str, typer.Argument(help="The station's OCPP identity.")],
    since: Annotated[str, typer.Option(help="From when on: 90s, 10m, 2h, 3d ago, or an instant.")] = "1h",
    action: Annotated[str | None, typer.Option(help="Only this one, such as MeterValues.")] = None,
    session: Annotated[str | None, typer.Option(help="Only what belongs to this session.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many, the newest ones.")] = 200,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on with what comes.")] = False,
    json: Json = False,
    config: Config = None,
) -> None:
    """Print what went over a station's line, oldest first; tokens and passwords are masked."""
    with talking(json=json) as talk:
        from chargehand.main.messages import MessageWish, tell

        wish = MessageWish(
            station=identity, since=since, action=action, session=session, limit=limit, follow=follow
        )
        asyncio.run(tell(loaded_from(config).settings, wish, talk))
        if follow:
            raise KeyboardInterrupt  # it ends in no other way


@program.command()
def doctor(json: Json = False, config: Config = None) -> None:
    """Check the set-up and say what is wrong and what to do; ends with 1 if something is."""
    with talking(json=json) as talk:
        from chargehand.main.doctor import examine

        findings = asyncio.run(examine(loaded_from(config)))
        healthy = all(finding.grade != "fail" for finding in findings)
        told = {"ok": healthy, "findings": [finding._asdict() for finding in findings]}
        talk.say(told, *(f"{each.grade:<5} {each.about}: {each.said}" for each in findings))
    if not healthy:
        raise typer.Exit(REFUSED)


@program.command()
def simulate(
    stations: Annotated[int, typer.Option(min=1, max=100_000, help="How many.")] = 1,
    url: Annotated[str | None, typer.Option(help="Where they call, before their identity.")] = None,
    password: Annotated[str | None, typer.Option(help="The one they all use.")] = None,
    add: Annotated[bool, typer.Option("--add", help="Add them and their cards to this house first.")] = False,
    character: Annotated[
        list[str] | None, typer.Option(help="How they behave; several are taken in turn. `list` tells all.")
    ] = None,
    protocol: Annotated[str, typer.Option(help="1.6, 2.0.1, 2.1, or mixed: all of them in turn.")] = "1.6",
    seconds: Annotated[float, typer.Option(min=0, help="For how long; 0: until Ctrl-C.")] = 0.0,
    seed: Annotated[int, typer.Option(help="Chance that can be repeated.")] = 1,
    json: Json = False,
    config: Config = None,
) -> None:
    """Simulate stations SIM-00001 and so on, with people who come, charge and leave."""
    with talking(json=json) as talk:
        from chargehand.main.simulation import Simulation, characters_told, run_simulation

        if character == ["list"]:
            talk.say(*characters_told())
            return
        wanted = Simulation(
            stations=stations,
            url=url,
            password=password,
            add=add,
            characters=tuple(character or ["plain"]),
            protocol=protocol,
            seconds=seconds,
            seed=seed,
        )
        summary = run_simulation(loaded_from(config).settings, wanted)
        talk.say(summary, str(summary["said"]))


@program.command()
def call(
    station: Annotated[str, typer.Argument(help="The OCPP identity.")],
    action: Annotated[str, typer.Argument(help="Any action of the station's protocol version.")],
    payload: Annotated[str, typer.Argument(help="A JSON object.")] = "{}",
    timeout_s: Annotated[int, typer.Option("--timeout", min=1, max=600, help="Seconds to wait.")] = 30,
    unchecked: Annotated[bool, typer.Option("--unchecked", help="Whatever the schema says.")] = False,
    json: Json = False,
    config: Config = None,
) -> None:
    """Send a station any OCPP call and print its answer; ends with 1 if there is none."""
    with talking(json=json) as talk:
        from chargehand.main.calling import CallWish, called
        from chargehand.model.identity import StationId

        wish = CallWish(
            station=StationId(station),
            action=action,
            payload=payload,
            timeout_s=timeout_s,
            unchecked=unchecked,
        )
        result = asyncio.run(called(loaded_from(config).settings, wish))
        answer = "" if result.response is None else bytes(result.response).decode()
        told = {"kind": result.kind, "response": result.response, "command": result.command}
        talk.say(told, f"{result.kind} {answer}".strip())
    if result.kind != "result":
        raise typer.Exit(REFUSED)


program.command()(token)
program.add_typer(audits)
