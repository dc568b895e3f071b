"""Passkeys: the list, and how one comes to it."""

from __future__ import annotations

import base64
from collections.abc import Sequence

from msgspec import Struct

from chargehand.model.passkey import Passkey
from chargehand.views.parts.notice import Notice, Tone
from chargehand.views.wording import say
from chargehand.views.words.language import Language, day, moment
from chargehand.views.words.seen import Seen


class PasskeyRow(Struct, frozen=True, kw_only=True):
    name: str
    made: str
    used: str
    warning: str
    """Why it opens nothing any more; empty: it does."""
    remove_action: str
    remove_label: str
    """For ears: which one is removed."""


class PasskeysPage(Struct, frozen=True, kw_only=True):
    title: str
    rows: tuple[PasskeyRow, ...]
    proved: bool
    """Who looks proved who they are a short while ago: keys may be added and removed."""
    host: str
    """The name that browsers make passkeys for; empty: they make none."""
    said: Notice | None = None


def key_name(key: bytes) -> str:
    """The key's id in addresses."""
    return base64.urlsafe_b64encode(key).rstrip(b"=").decode()


def passkeys_page(
    keys: Sequence[Passkey], seen: Seen, *, proved: bool, host: str, said: Notice | None = None
) -> PasskeysPage:
    return PasskeysPage(
        title=say("door.passkeys", seen.lang),
        rows=tuple(_row(key, seen) for key in keys),
        proved=proved,
        host=host,
        said=said,
    )


def _row(key: Passkey, seen: Seen) -> PasskeyRow:
    lang, zone = seen.lang, seen.zone
    used = say("door.passkeys.unused", lang)
    if key.used_at is not None:
        used = say("door.passkeys.used", lang, at=moment(key.used_at, seen.now, lang, zone))
    return PasskeyRow(
        name=key.name,
        made=say("door.passkeys.made", lang, day=day(key.made_at, lang, zone)),
        used=used,
        warning=say("door.passkeys.suspect", lang) if key.suspect_at is not None else "",
        remove_action=f"/account/passkeys/{key_name(key.id)}/remove",
        remove_label=say("door.passkeys.remove.one", lang, name=key.name),
    )


def key_notice(what: str, lang: Language) -> Notice:
    """`what`: added, removed, or not_added."""
    tone = Tone.BAD if what == "not_added" else Tone.LIVE
    return Notice(key=f"passkey-{what}", tone=tone, title=say(f"door.passkeys.{what}", lang))
