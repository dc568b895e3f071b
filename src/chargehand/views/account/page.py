"""The account page: what is known of a driver, what they may set, and what is signed in as them."""

from __future__ import annotations

from datetime import datetime, tzinfo
from enum import StrEnum

from msgspec import Struct

from chargehand.model.account import Device, Profile
from chargehand.model.identity import SessionId
from chargehand.model.sight import CardSight
from chargehand.model.token import AccountStatus, Theme
from chargehand.views.account.device_name import device_name
from chargehand.views.parts.notice import Link, Notice, Tone
from chargehand.views.wording import TABLES, say
from chargehand.views.words.language import Language, day, moment
from chargehand.views.words.seen import Seen

LANGUAGE_NAMES = {Language.EN: "English", Language.NL: "Nederlands", Language.DE: "Deutsch"}
"""Each in itself: who cannot read the page must find their own."""


class Said(StrEnum):
    """What the page says of what was just done; part of its address."""

    SAVED = "saved"
    EMAIL_ASKED = "email_asked"
    SIGNED_OUT = "signed_out"
    KEPT = "kept"


class Option(Struct, frozen=True):
    value: str
    label: str
    chosen: bool


class DeviceRow(Struct, frozen=True, kw_only=True):
    id: str
    name: str
    since: str
    seen: str
    current: bool
    sign_out: str
    """What the button is called where several stand beside each other."""


class AccountPage(Struct, frozen=True, kw_only=True):
    title: str
    name: str
    name_error: str
    email: str
    email_error: str
    new_email: str
    status: str
    tone: Tone
    since: str
    waiting: str
    waiting_text: str
    themes: tuple[Option, ...]
    languages: tuple[Option, ...]
    devices: tuple[DeviceRow, ...]
    cards: tuple[str, ...]
    said: tuple[Notice, ...]
    recent: bool = True
    """Who looks proved who they are a short while ago: the address may be changed."""
    proved: bool = True
    """They came in by more than a card: their data may be taken along."""


class Wrong(Struct, frozen=True, kw_only=True):
    """What was typed and could not be taken, with why."""

    name: str | None = None
    name_error: str = ""
    email: str = ""
    email_error: str = ""


def account_page(
    profile: Profile,
    devices: tuple[Device, ...],
    cards: tuple[CardSight, ...],
    seen: Seen,
    said: Said | None = None,
    wrong: Wrong | None = None,
) -> AccountPage:
    """`said`: what was just done."""
    driver, lang, wrong = profile.driver, seen.lang, wrong or Wrong()
    waiting_until = moment(profile.waiting_until, seen.now, lang, seen.zone)
    return AccountPage(
        title=say("account.title", lang),
        name=driver.name if wrong.name is None else wrong.name,
        name_error=wrong.name_error,
        email=driver.email,
        email_error=wrong.email_error,
        new_email=wrong.email,
        status=say(f"account.{driver.account}", lang),
        tone=Tone.LIVE if driver.account is AccountStatus.ACTIVE else Tone.WARN,
        since=day(profile.member_since, lang, seen.zone),
        waiting=say("account.email.waiting", lang, email=profile.waiting_email)
        if profile.waiting_email
        else "",
        waiting_text=say("account.email.waiting.text", lang, time=waiting_until),
        themes=tuple(
            Option(each, say(f"account.theme.{each}", lang), each is driver.theme) for each in Theme
        ),
        languages=_languages(driver.language, lang),
        devices=tuple(_device(each, seen) for each in devices),
        cards=tuple(f"{card.name or say('card.nameless', lang)} ··{card.tail}" for card in cards),
        said=_notices(said, profile, lang),
    )


def _languages(chosen: str, lang: Language) -> tuple[Option, ...]:
    browser = Option("", say("account.language.browser", lang), chosen not in TABLES)
    return (
        browser,
        *(Option(each, LANGUAGE_NAMES[each], each == chosen) for each in Language if each in TABLES),
    )


def _device(device: Device, seen: Seen) -> DeviceRow:
    lang, name = seen.lang, device_name(device, seen.lang)

    def told(key: str, at: datetime) -> str:
        return say(key, lang, time=moment(at, seen.now, lang, seen.zone))

    return DeviceRow(
        id=device.id,
        name=name,
        since=told("account.device.since", device.since),
        seen=told("account.device.seen", device.seen_at) if device.seen_at is not None else "",
        current=device.current,
        sign_out=say("account.device.out.of", lang, device=name),
    )


def _notices(said: Said | None, profile: Profile, lang: Language) -> tuple[Notice, ...]:
    match said:
        case Said.SAVED:
            return (Notice(key="said", tone=Tone.CALM, title=say("account.saved", lang)),)
        case Said.EMAIL_ASKED if profile.waiting_email:
            text = say("account.email.asked.text", lang, email=profile.waiting_email)
            return (Notice(key="said", tone=Tone.CALM, title=say("account.email.asked", lang), text=text),)
        case Said.SIGNED_OUT:
            return (Notice(key="said", tone=Tone.CALM, title=say("account.device.gone", lang)),)
        case Said.KEPT:
            text = say("account.kept.text", lang)
            return (Notice(key="said", tone=Tone.CALM, title=say("account.kept", lang), text=text),)
        case _:
            return ()


class DeletePage(Struct, frozen=True, kw_only=True):
    """Asks again before an account is closed. `live`: what is in the way."""

    title: str
    lines: tuple[str, ...]
    error: str
    live: Notice | None
    recent: bool = True
    """Who looks proved who they are a short while ago: the account may be deleted."""


def delete_page(
    erase_at: datetime, zone: tzinfo, lang: Language, live: tuple[SessionId, ...] = (), error: str = ""
) -> DeletePage:
    in_the_way = None
    if live:
        in_the_way = Notice(
            key="live",
            tone=Tone.WARN,
            title=say("account.delete.live", lang),
            text=say("account.delete.live.text", lang),
            link=Link(say("account.delete.live.link", lang), f"/sessions/{live[0]}"),
        )
    return DeletePage(
        title=say("account.delete.title", lang),
        lines=(
            say("account.delete.now", lang),
            say("account.delete.undo", lang, day=day(erase_at, lang, zone)),
            say("account.delete.then", lang),
        ),
        error=error,
        live=in_the_way,
    )


class WordPage(Struct, frozen=True, kw_only=True):
    """A page for who may be signed out: a word, perhaps with a button that posts."""

    title: str
    text: str
    status: str = ""
    """Of the account, where that is what the page is about."""
    action: str = ""
    button: str = ""
    link: Link | None = None


def deleted_page(erase_at: datetime, zone: tzinfo, lang: Language) -> WordPage:
    """Right after the account was closed."""
    return WordPage(
        title=say("account.deleted.title", lang),
        text=say("account.deleted.text", lang, day=day(erase_at, lang, zone)),
        status=say("account.closed", lang),
        link=Link(say("sign_in.title", lang), "/sign-in"),
    )


def confirm_email_page(email: str, action: str, lang: Language) -> WordPage:
    """What the link to a new address opens: a button, so that programs that look into mail confirm nothing."""
    return WordPage(
        title=say("account.email.confirm.title", lang),
        text=say("account.email.confirm.text", lang, email=email),
        action=action,
        button=say("account.email.confirm.button", lang),
    )


def confirmed_page(email: str, lang: Language) -> WordPage:
    return WordPage(
        title=say("account.email.done", lang),
        text=say("account.email.done.text", lang, email=email),
        link=Link(say("account.title", lang), "/account"),
    )


def link_spent_page(lang: Language) -> WordPage:
    return WordPage(
        title=say("account.email.spent", lang),
        text=say("account.email.spent.text", lang),
        link=Link(say("account.title", lang), "/account"),
    )
