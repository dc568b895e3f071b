"""Commands about charging stations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from chargehand.main.commands.options import Config, Json, Name, ask, loaded_from
from chargehand.main.talk import Refused, Talk, table, talking

if TYPE_CHECKING:
    from chargehand.main.administration import StationWish
    from chargehand.main.settings import Loaded
    from chargehand.model.credentials import SecurityProfile
    from chargehand.model.place import Coordinates

Profile = Annotated[
    int | None,
    typer.Option(
        min=0,
        max=3,
        help="The least that it must show: 0 nothing, 1 password, 2 password over TLS, 3 certificate. Only here it is lowered.",
    ),
]

At = Annotated[
    str | None,
    typer.Option("--at", metavar="LAT,LON", help="Where it stands, in degrees: 52.3702,4.8952."),
]
Address = Annotated[str | None, typer.Option(help="Where it stands, as drivers are to be told.")]

stations = typer.Typer(help="Charging stations.", no_args_is_help=True)


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
    at: At = None,
    address: Address = None,
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
            at=_coordinates(at),
            address=address,
        )
        _put_station(loaded_from(config), wish, talk, must_exist=False)


@stations.command("set")
def station_set(
    identity: Annotated[str, typer.Argument()],
    password: Annotated[
        str | None, typer.Option(help="Its only password from now on; `station key` locks nobody out.")
    ] = None,
    security_profile: Profile = None,
    name: Name = None,
    at: At = None,
    address: Address = None,
    json: Json = False,
    config: Config = None,
) -> None:
    """Change a station: what is not said stays as it is."""
    with talking(json=json) as talk:
        from chargehand.main.administration import StationWish

        wish = StationWish(
            identity=identity,
            password=password,
            profile=_profile(security_profile, password, no_password=False),
            name=name,
            at=_coordinates(at),
            address=address,
        )
        _put_station(loaded_from(config), wish, talk, must_exist=True)


@stations.command("key")
def station_key(
    identity: Annotated[str, typer.Argument()], json: Json = False, config: Config = None
) -> None:
    """Make a station a new password; its present one is good until it comes in with the new one."""
    with talking(json=json) as talk:
        password = ask(loaded_from(config), lambda desk: desk.new_key(identity))
        told = {"identity": identity, "password": password}
        talk.say(told, f"The new password of {identity} is {password} (shown only now).")


@stations.command("certificates")
def station_certificates(
    identity: Annotated[str, typer.Argument()], json: Json = False, config: Config = None
) -> None:
    """List a station's certificates and its requests for one."""
    with talking(json=json) as talk:
        requests, certificates = ask(loaded_from(config), lambda desk: desk.certificates(identity))
        cells = [
            (
                each.fingerprint[:16],
                f"{each.not_after:%Y-%m-%d}",
                "" if each.revoked_at is None else f"revoked {each.revoked_at:%Y-%m-%d}",
            )
            for each in certificates
        ]
        cells += [
            (each.id, f"{each.asked_at:%Y-%m-%d}", f"{each.state.value} {each.reason}".strip())
            for each in requests
        ]
        told = {"requests": requests, "certificates": certificates}
        head = ("CERTIFICATE, REQUEST", "UNTIL, SINCE", "")
        talk.say(told, *(table(head, cells) or [f"{identity} has no certificate and asked for none."]))


@stations.command("approve")
def station_approve(
    identity: Annotated[str, typer.Argument()], json: Json = False, config: Config = None
) -> None:
    """Let a station have the certificate that it waits for."""
    with talking(json=json) as talk:
        request = ask(loaded_from(config), lambda desk: desk.approve(identity))
        told = {"identity": identity, "request": request.id}
        talk.say(told, f"{identity} gets its certificate as soon as it is connected.")


def _coordinates(text: str | None) -> Coordinates | None:
    from chargehand.model.place import Coordinates

    if text is None:
        return None
    try:
        latitude, longitude = (float(part) for part in text.split(","))
    except ValueError:
        raise Refused(f"{text!r} is no place: two numbers with a comma, such as 52.3702,4.8952.") from None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise Refused(f"{text!r} is no place on earth: latitude -90 to 90, longitude -180 to 180.")
    return Coordinates(latitude, longitude)


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

    added = ask(loaded, lambda desk: desk.change_station(wish) if must_exist else desk.add_station(wish))
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


@stations.command("list")
def station_list(json: Json = False, config: Config = None) -> None:
    """List all stations."""
    with talking(json=json) as talk:
        rows = ask(loaded_from(config), lambda desk: desk.stations())
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
        law = ask(loaded_from(config), lambda desk: desk.resume_station(identity))
        line = (
            f"Station {identity} runs again; broken was: {law}"
            if law
            else f"Station {identity} was not halted."
        )
        talk.say({"identity": identity, "was_halted": bool(law), "law": law}, line)


def _segment(identity: str) -> str:
    from urllib.parse import quote

    return quote(identity, safe="")
