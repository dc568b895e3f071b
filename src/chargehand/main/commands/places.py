"""Commands about what stations look like to those who look for them: pictures and stickers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from chargehand.main.commands.options import Config, Json, ask, loaded_from
from chargehand.main.commands.stations import stations
from chargehand.main.talk import Refused, talking


@stations.command("picture")
def station_picture(
    identity: Annotated[str, typer.Argument()],
    file: Annotated[
        Path | None, typer.Argument(help="A JPEG, PNG or WebP of 48 kB at most; none: the drawing.")
    ] = None,
    json: Json = False,
    config: Config = None,
) -> None:
    """Show drivers a picture of a station, or our drawing again."""
    with talking(json=json) as talk:
        from chargehand.model.place import NoPicture, picture_of

        try:
            picture = None if file is None else picture_of(file.read_bytes())
        except OSError as fault:
            raise Refused(f"{file} cannot be read: {fault.strerror}.") from fault
        except NoPicture as fault:
            raise Refused(str(fault)) from fault
        ask(loaded_from(config), lambda desk: desk.set_picture(identity, picture))
        told = {"identity": identity, "picture": None if picture is None else picture.kind}
        talk.say(told, f"{identity} {'is drawn again' if picture is None else 'has its picture'}.")


@stations.command("stickers")
def station_stickers(
    identities: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Which ones; all if none is named.")
    ] = None,
    out: Annotated[Path, typer.Option("--out", "-o", help="The HTML file to write.")] = Path("stickers.html"),
    copies: Annotated[int, typer.Option(min=1, max=48, help="Of each.")] = 1,
    language: Annotated[str, typer.Option(help="en, nl or de.")] = "en",
    json: Json = False,
    config: Config = None,
) -> None:
    """Write sheets of A4 with a QR code for each station, to be printed by any browser."""
    with talking(json=json) as talk:
        from chargehand.main.commands.sheets import drawn

        loaded = loaded_from(config)
        rows = ask(loaded, lambda desk: desk.stations())
        chosen = [row for row in rows if not identities or row.identity in identities]
        strangers = sorted(set(identities or ()) - {row.identity for row in rows})
        if strangers:
            raise Refused(f"There is no station {', '.join(strangers)}.")
        if not chosen:
            raise Refused("There are no stations: chargehand station add ID")
        address = loaded.settings.web_address(loaded.settings.web_port)
        try:
            out.write_text(drawn(chosen, address, language, copies), encoding="utf-8")
        except OSError as fault:
            raise Refused(f"{out} cannot be written: {fault.strerror}.") from fault
        count = len(chosen) * copies
        told = {"file": str(out), "stickers": count, "address": address}
        talk.say(told, f"{count} stickers in {out}; their codes lead to {address}/c/…")
        if loaded.settings.web_url == "":
            talk.note("Set CHARGEHAND_WEB_URL first: phones cannot reach this machine under that address.")
