"""The settings page of notifications: each kind by each channel, and the devices that are told."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from chargehand.model.notice import SWITCHABLE, Channel, Choices, NoticeKind, wanted
from chargehand.model.push import PushDevice
from chargehand.views.wording import say
from chargehand.views.words.language import day
from chargehand.views.words.seen import Seen


class ChoiceRow(Struct, frozen=True, kw_only=True):
    kind: NoticeKind
    words: str
    push: bool
    email: bool


class DeviceRow(Struct, frozen=True, kw_only=True):
    id: str
    name: str
    since: str


class ChoicesPage(Struct, frozen=True, kw_only=True):
    title: str
    rows: tuple[ChoiceRow, ...]
    devices: tuple[DeviceRow, ...]
    key: str
    """What browsers must know of whoever messages them; empty: nobody does."""
    email: str
    saved: bool = False


class EndPage(Struct, frozen=True, kw_only=True):
    """The page behind the link at the end of a letter."""

    title: str
    text: str
    action: str = ""
    """Where its button posts; empty: it is done."""


def choices_page(
    choices: Choices, devices: Sequence[PushDevice], key: str | None, email: str, seen: Seen, *, saved: bool
) -> ChoicesPage:
    rows = tuple(
        ChoiceRow(
            kind=kind,
            words=say(f"inbox.kind.{kind}", seen.lang),
            push=wanted(kind, Channel.PUSH, choices),
            email=wanted(kind, Channel.EMAIL, choices),
        )
        for kind in SWITCHABLE
    )
    return ChoicesPage(
        title=say("inbox.choices", seen.lang),
        rows=rows,
        devices=tuple(_device(each, seen) for each in devices),
        key=key or "",
        email=email,
        saved=saved,
    )


def end_page(kind: NoticeKind, seen: Seen, action: str) -> EndPage:
    """`action` empty: such letters have been ended."""
    key = "inbox.end" if action else "inbox.ended"
    words = say(f"inbox.kind.{kind}", seen.lang)
    return EndPage(
        title=say(f"{key}.title", seen.lang), text=say(f"{key}.text", seen.lang, kind=words), action=action
    )


def _device(device: PushDevice, seen: Seen) -> DeviceRow:
    since = say("inbox.devices.since", seen.lang, day=day(device.made_at, seen.lang, seen.zone))
    return DeviceRow(id=device.id, name=device.name or say("inbox.devices.nameless", seen.lang), since=since)
