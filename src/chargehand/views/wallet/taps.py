"""The pages of whoever waits for a tap: which charger, the countdown, and what came of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct

from chargehand.model.card import ClaimOutcome, Tap
from chargehand.model.pairing import Purpose
from chargehand.model.sight import StationSight
from chargehand.views.charger import charger_title
from chargehand.views.parts.notice import Link, Notice, Tone
from chargehand.views.session_card import iso
from chargehand.views.wording import say
from chargehand.views.words.language import Language, elapsed
from chargehand.views.words.seen import Seen

ANSWER_WITHIN: Final = timedelta(minutes=2)
"""A tap is for whoever stands there: so long after the window it lets nobody in any more."""


class TapStep(StrEnum):
    WAITING = "waiting"
    TAPPED = "tapped"
    """The reader has seen a card; the browser asks what that means."""
    DONE = "done"
    FAILED = "failed"


class ChargerChoice(Struct, frozen=True, kw_only=True):
    value: str
    label: str
    chosen: bool


class BeginPage(Struct, frozen=True, kw_only=True):
    """Before the window: at which charger."""

    title: str
    lead: str
    action: str
    button: str
    chargers: tuple[ChargerChoice, ...]
    none: str
    """Instead of a form: there is nowhere to tap."""
    next: str = ""
    said: Notice | None = None


class TapPage(Struct, frozen=True, kw_only=True):
    title: str
    step: TapStep
    tap_text: str
    now: str
    ends_at: str
    left: str
    """The countdown as it stands; browsers tick it themselves."""
    action: str
    """Where what came of the tap is asked for, once there was one."""
    button: str
    again_href: str
    result: Notice | None
    next: str = ""


def claim_begin_page(
    sights: tuple[StationSight, ...], chosen: str, seen: Seen, said: Notice | None = None
) -> BeginPage:
    """`sights`: the chargers that the driver may use; those are offered that have a reader and are here."""
    lang = seen.lang
    stations = [each.station for each in sights if each.station.has_reader and each.station.connected]
    return BeginPage(
        title=say("cards.claim.title", lang),
        lead=say("cards.claim.lead", lang),
        action="/cards/claim",
        button=say("cards.claim.begin", lang),
        chargers=tuple(
            ChargerChoice(value=each.public_id, label=charger_title(each), chosen=each.public_id == chosen)
            for each in stations
        ),
        none="" if stations else say("cards.claim.none", lang),
        said=said,
    )


def entry_begin_page(
    charger: str, name: str, lang: Language, next_: str, said: Notice | None = None
) -> BeginPage:
    """At the charger whose code was scanned."""
    return BeginPage(
        title=say("door.card.title", lang),
        lead=say("door.card.lead", lang, charger=name),
        action="/sign-in/card",
        button=say("door.card.begin", lang),
        chargers=(ChargerChoice(value=charger, label=name, chosen=True),),
        none="",
        next=next_,
        said=said,
    )


def tap_page(tap: Tap, purpose: Purpose, seen: Seen, next_: str = "") -> TapPage:
    lang, claims = seen.lang, purpose is Purpose.CLAIM
    step = _step(tap, seen.now)
    home = "/cards/claim" if claims else "/sign-in/card"
    words = "cards.claim" if claims else "door.card"
    return TapPage(
        title=say("cards.claim.tap" if step is TapStep.WAITING else f"{words}.title", lang),
        step=step,
        tap_text=say(f"{words}.tap.text", lang, charger=tap.charger_name),
        now=iso(seen.now),
        ends_at=iso(tap.ends_at),
        left=elapsed(tap.ends_at - seen.now),
        action=f"{home}/{tap.id}",
        button=say("door.card.button" if not claims else "cards.claim.see", lang),
        again_href=f"{home}?charger={tap.charger}",
        result=_result(tap, step, seen, claims=claims),
        next=next_,
    )


def _step(tap: Tap, now: datetime) -> TapStep:
    if tap.settled:
        good = tap.outcome in (ClaimOutcome.YOURS, ClaimOutcome.ALREADY)
        return TapStep.DONE if good else TapStep.FAILED
    if tap.tapped:
        return TapStep.TAPPED if now < tap.ends_at + ANSWER_WITHIN else TapStep.FAILED
    return TapStep.WAITING if tap.waits and now < tap.ends_at else TapStep.FAILED


def _result(tap: Tap, step: TapStep, seen: Seen, *, claims: bool) -> Notice | None:
    lang = seen.lang
    if step in (TapStep.WAITING, TapStep.TAPPED):
        return None
    if not tap.settled:
        early = seen.now < tap.ends_at
        title = say("cards.claim.interrupted" if early else "cards.claim.expired", lang)
        text = say("cards.claim.interrupted.text", lang) if early else ""
        return Notice(key="tap", tone=Tone.WARN, title=title, text=text)
    if not claims:
        return Notice(
            key="tap",
            tone=Tone.BAD,
            title=say("door.card.refused", lang),
            text=say("door.card.refused.text", lang),
        )
    if tap.outcome not in (ClaimOutcome.YOURS, ClaimOutcome.ALREADY):
        text = say("cards.claim.refused.text", lang)
        return Notice(key="tap", tone=Tone.BAD, title=say("cards.claim.refused", lang), text=text)
    yours = tap.outcome == ClaimOutcome.YOURS
    link = None if tap.card is None else Link(say("cards.claim.see", lang), f"/cards/{tap.card}")
    return Notice(
        key="tap",
        tone=Tone.LIVE,
        title=say("cards.claim.done" if yours else "cards.claim.already", lang),
        text=say("cards.claim.done.text", lang) if yours else "",
        link=link,
    )
