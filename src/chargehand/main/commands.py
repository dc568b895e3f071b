"""The program's commands. Everything heavy is imported when a command needs it, so that help and start are quick."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from chargehand.main.talk import REFUSED, Refused, Talk, table, talking

if TYPE_CHECKING:
    from chargehand.main.administration import Administration, StationWish
    from chargehand.main.serving.house import Part
    from chargehand.main.settings import Loaded
    from chargehand.model.credentials import SecurityProfile

T = TypeVar("T")
Json = Annotated[bool, typer.Option("--json", help="One JSON object on stdout instead of sentences.")]
Config = Annotated[
    Path | None, typer.Option("--config", help="A TOML file with settings instead of ./chargehand.toml.")
]
Name = Annotated[str | None, typer.Option(help="The name that people read.")]
Profile = Annotated[
    int | None,
    typer.Option(
        min=0,
        max=3,
        help="The least that it must show: 0 nothing, 1 password, 2 password over TLS, 3 certificate. Only here it is lowered.",
    ),
]

program = typer.Typer(
    name="chargehand",
    help="An open charging-station management system.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
stations = typer.Typer(help="Charging stations.", no_args_is_help=True)
drivers = typer.Typer(help="Drivers.", no_args_is_help=True)
cards = typer.Typer(help="Drivers' cards.", no_args_is_help=True)
admins = typer.Typer(help="Operators.", no_args_is_help=True)
for name, branch in (("station", stations), ("driver", drivers), ("card", cards), ("admin", admins)):
    program.add_typer(branch, name=name)


def run() -> None:
    """The program, from the command line to its exit code."""
    program()


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

        code = run_demo(_loaded(config), talk)
    raise typer.Exit(code)


def _serve(parts: tuple[Part, ...], *, json: bool, config: Path | None) -> None:
    with talking(json=json) as talk:
        settings = _loaded(config).settings
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
        loaded = _loaded(config)
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
        asyncio.run(tell(_loaded(config).settings, wish, talk))


@program.command()
def doctor(json: Json = False, config: Config = None) -> None:
    """Check the set-up and say what is wrong and what to do; ends with 1 if something is."""
    with talking(json=json) as talk:
        from chargehand.main.doctor import examine

        findings = asyncio.run(examine(_loaded(config)))
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
        summary = run_simulation(_loaded(config).settings, wanted)
        talk.say(summary, str(summary["said"]))


# stations


@stations.command("add")
def station_add(
    identity: Annotated[
        str, typer.Argument(help="The OCPP identity: the last part of the address it calls.")
    ],
    password: Annotated[
        str | None, typer.Option(help="Its password; without one a random one is made.")
    ] = None,
    no_password: Annotated[
        bool, typer.Option("--no-password", help="It may connect without one, from this machine only.")
    ] = False,
    security_profile: Profile = None,
    name: Name = None,
    connectors: Annotated[
        int | None, typer.Option(min=1, max=64, help="How many it has; 1 if not said.")
    ] = None,
    connector_type: Annotated[
        str | None, typer.Option("--type", help="Their type, such as CCS or Type 2.")
    ] = None,
    power_kw: Annotated[
        float | None, typer.Option(min=0.1, max=10_000, help="What each can deliver.")
    ] = None,
    json: Json = False,
    config: Config = None,
) -> None:
    """Add a station, or change one: what is not said stays as it is."""
    with talking(json=json) as talk:
        from chargehand.main.administration import StationWish

        wish = StationWish(
            identity=identity,
            password=password,
            profile=_profile(security_profile, password, no_password=no_password),
            name=name,
            connectors=connectors,
            connector_type=connector_type,
            power_w_max=None if power_kw is None else round(power_kw * 1000),
        )
        _put_station(_loaded(config), wish, talk, must_exist=False)


@stations.command("set")
def station_set(
    identity: Annotated[str, typer.Argument()],
    password: Annotated[
        str | None, typer.Option(help="Its only password from now on; `station key` locks nobody out.")
    ] = None,
    security_profile: Profile = None,
    name: Name = None,
    json: Json = False,
    config: Config = None,
) -> None:
    """Change a station: what is not said stays as it is."""
    with talking(json=json) as talk:
        from chargehand.main.administration import StationWish

        profile = _profile(security_profile, password, no_password=False)
        wish = StationWish(identity=identity, password=password, profile=profile, name=name)
        _put_station(_loaded(config), wish, talk, must_exist=True)


@stations.command("key")
def station_key(
    identity: Annotated[str, typer.Argument()], json: Json = False, config: Config = None
) -> None:
    """Make a station a new password; its present one is good until it comes in with the new one."""
    with talking(json=json) as talk:
        password = _ask(_loaded(config), lambda desk: desk.new_key(identity))
        told = {"identity": identity, "password": password}
        talk.say(told, f"The new password of {identity} is {password} (shown only now).")


def _profile(wanted: int | None, password: str | None, *, no_password: bool) -> SecurityProfile | None:
    from chargehand.model.credentials import SecurityProfile

    profile = SecurityProfile.OPEN if no_password else None if wanted is None else SecurityProfile(wanted)
    if password is not None and profile is SecurityProfile.OPEN:
        raise Refused("Either a password or none, not both.")
    if no_password and wanted:
        raise Refused(f"Security profile {wanted} asks for a password or a certificate.")
    if password == "":
        raise Refused("An empty password protects nothing; --no-password says so.")
    return profile


def _put_station(loaded: Loaded, wish: StationWish, talk: Talk, *, must_exist: bool) -> None:
    from chargehand.model.credentials import PASSWORD_MIN

    added = _ask(loaded, lambda desk: desk.change_station(wish) if must_exist else desk.add_station(wish))
    put, identity = added.put, wish.identity
    address = f"{loaded.settings.ocpp_address(loaded.settings.ocpp_port)}/{_segment(identity)}"
    told = {
        "identity": identity,
        "made": put.made,
        "name": put.name,
        "public_id": put.public_id,
        "open_door": put.profile == 0,
        "security_profile": put.profile,
        "password": added.password,
        "url": address,
    }
    lines = [f"Station {identity} {'added' if put.made else 'changed'}. It calls {address}"]
    if added.password is not None:
        lines.append(f"Its user name is {identity}, its password {added.password} (shown only now).")
    talk.say(told, *lines)
    if wish.password is not None and len(wish.password) < PASSWORD_MIN:
        talk.note(f"A password of fewer than {PASSWORD_MIN} characters can be guessed.")


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
        result = asyncio.run(called(_loaded(config).settings, wish))
        answer = "" if result.response is None else bytes(result.response).decode()
        told = {"kind": result.kind, "response": result.response, "command": result.command}
        talk.say(told, f"{result.kind} {answer}".strip())
    if result.kind != "result":
        raise typer.Exit(REFUSED)


@stations.command("list")
def station_list(json: Json = False, config: Config = None) -> None:
    """List all stations."""
    with talking(json=json) as talk:
        rows = _ask(_loaded(config), lambda desk: desk.stations())
        cells = [
            (
                row.identity,
                row.name,
                "connected" if row.connected else "away",
                row.protocol,
                "" if row.heard_at is None else f"{row.heard_at:%Y-%m-%d %H:%M:%S}Z",
                f"halted: {row.halted}" if row.halted else "",
            )
            for row in rows
        ]
        head = ("STATION", "NAME", "LINE", "PROTOCOL", "LAST HEARD", "")
        talk.say(
            {"stations": rows}, *(table(head, cells) or ["There are no stations: chargehand station add ID"])
        )


@stations.command("resume")
def station_resume(
    identity: Annotated[str, typer.Argument()], json: Json = False, config: Config = None
) -> None:
    """Let a station whose lane was halted be decided about again."""
    with talking(json=json) as talk:
        law = _ask(_loaded(config), lambda desk: desk.resume_station(identity))
        line = (
            f"Station {identity} runs again; broken was: {law}"
            if law
            else f"Station {identity} was not halted."
        )
        talk.say({"identity": identity, "was_halted": bool(law), "law": law}, line)


# people


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

        driver_id, shown, is_operator, link = _ask(_loaded(config), add)
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
        card = _ask(_loaded(config), lambda desk: desk.add_card(uid, driver, name or ""))
        told = {"uid": uid.upper(), "card_id": card, "driver": driver.lower()}
        talk.say(told, f"The card {uid.upper()} is {driver}'s.")


@program.command()
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
        secret = _ask(_loaded(config), lambda desk: desk.issue_token(email, scope))
        talk.say({"email": email.lower(), "scope": scope, "token": secret}, secret)


def _loaded(config: Path | None) -> Loaded:
    from chargehand.main.settings import load

    return load(config)


def _ask(loaded: Loaded, question: Callable[[Administration], Awaitable[T]]) -> T:
    from chargehand.main.administration import administration

    async def visit() -> T:
        async with administration(loaded.settings) as desk:
            return await question(desk)

    return asyncio.run(visit())


def _segment(identity: str) -> str:
    from urllib.parse import quote

    return quote(identity, safe="")
