"""The charger page: hero, notices, the driver's own sessions here, and Start or Stop."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from chargehand.model.command import Command, CommandState
from chargehand.model.session import EndBasis
from chargehand.model.sight import CardSight, SessionSight, StationSight
from chargehand.model.station import ConnectorStatus
from chargehand.model.token import AccountStatus
from chargehand.views.availability import Availability, ChargerDisplay, ConnectorDisplay, availability
from chargehand.views.facts import plugged_in
from chargehand.views.parts.notice import Link, Notice, Tone, suspended_notice
from chargehand.views.parts.steps import plug_missing, start_failure, stop_failure
from chargehand.views.parts.whereabouts import charger_title, directions, picture_href
from chargehand.views.session_card import SessionCard, connector_type, iso, session_card
from chargehand.views.wording import availability_words, say
from chargehand.views.words.language import Language, clock, clock_seconds, max_power, moment
from chargehand.views.words.seen import Seen

UNPLUG_NEWS = timedelta(minutes=5)
"""How long an end is news even if the cable is gone."""
REFRESH_NEWS = timedelta(minutes=10)


class Viewer(Struct, frozen=True, kw_only=True):
    """Who looks. `cards`: the one last used first, it is the default."""

    name: str = ""
    account: AccountStatus = AccountStatus.ACTIVE
    cards: tuple[CardSight, ...] = ()


class ConnectorLine(Struct, frozen=True, kw_only=True):
    number: int
    label: str
    type: str
    power: str
    """`22 kW`; empty when not known."""
    state: Availability
    words: str
    at: str
    startable: bool


class Choice(Struct, frozen=True, kw_only=True):
    value: str
    label: str
    detail: str = ""
    chosen: bool = False


class StartControl(Struct, frozen=True, kw_only=True):
    """The Start button with its choices; a choice of one is not asked. `why` tells why it is greyed."""

    action: str
    connectors: tuple[Choice, ...]
    cards: tuple[Choice, ...]
    tap: bool
    """The charger has a card reader: "Tap your card" stands above the button."""
    enabled: bool = True
    why: str = ""


class RefreshLine(Struct, frozen=True, kw_only=True):
    words: str
    tone: Tone
    busy: bool = False
    deadline_at: str = ""


class ChargerPage(Struct, frozen=True, kw_only=True):
    id: str
    href: str
    title: str
    name: str
    now: str
    version: int
    """Of the facts: a browser lets go what is older than what it shows."""
    state: Availability
    state_words: str
    state_at: str
    state_iso: str
    tone: Tone
    plugged: bool
    """A cable is in a car, for the drawing."""
    picture_href: str
    """Its picture; empty: our own drawing stands there."""
    address: str
    connectors: tuple[ConnectorLine, ...]
    directions_href: str
    live_href: str
    refresh_href: str
    refresh: RefreshLine | None
    failure: Notice | None
    """The red banner under the hero."""
    notices: tuple[Notice, ...]
    cards: tuple[SessionCard, ...]
    start: StartControl | None
    said: Notice | None = None
    answering: bool = False
    """The fragment answers a form: what was said is swapped in beside it."""


def charger_page(
    sight: StationSight, seen: Seen, viewer: Viewer, said: Notice | None = None, *, answering: bool = False
) -> ChargerPage:
    station, lang = sight.station, seen.lang
    shown = availability(sight)
    cards = tuple(session_card(each, seen, viewer.account) for each in sight.mine)
    state = Availability.MINE if cards and shown.state not in ABSENT else shown.state
    href = f"/chargers/{station.public_id}"
    return ChargerPage(
        id=station.public_id,
        href=href,
        title=charger_title(station),
        name=charger_title(station),
        now=iso(seen.now),
        version=sight.version,
        state=state,
        state_words=availability_words(state, lang),
        state_at=moment(shown.at, seen.now, lang, seen.zone) if shown.at else "",
        state_iso=iso(shown.at),
        tone=availability_tone(state),
        plugged=any(each.status is ConnectorStatus.OCCUPIED for each in sight.connectors)
        and not any(plug_missing(each) for each in sight.mine),
        picture_href=picture_href(station),
        address=station.address,
        connectors=tuple(_line(each, seen) for each in shown.connectors),
        directions_href=directions(station),
        live_href=f"{href}/live",
        refresh_href=f"{href}/refresh",
        refresh=refresh_line(sight.refresh, seen),
        failure=_failure(sight, seen),
        notices=_notices(sight, shown, seen, viewer),
        cards=cards,
        start=None if cards else _start(sight, shown, viewer, seen),
        said=said,
        answering=answering,
    )


ABSENT = frozenset({Availability.OFFLINE, Availability.OUT_OF_SERVICE})


def availability_tone(state: Availability) -> Tone:
    if state in {Availability.FREE, Availability.MINE, Availability.PLUGGED_IN}:
        return Tone.LIVE
    return Tone.WARN if state in ABSENT else Tone.CALM


def _line(shown: ConnectorDisplay, seen: Seen) -> ConnectorLine:
    connector = shown.connector
    return ConnectorLine(
        number=connector.number,
        label=say("connector.label", seen.lang, number=str(connector.number)),
        type=connector_type(connector.type),
        power=max_power(connector.power_w_max, seen.lang),
        state=shown.state,
        words=availability_words(shown.state, seen.lang),
        at=clock(connector.status_at, seen.zone) if connector.status_at else "",
        startable=shown.startable,
    )


def refresh_line(command: Command | None, seen: Seen) -> RefreshLine | None:
    """When the charger's own answer came, or that it has not answered; None when nobody asked lately."""
    if command is None or seen.now - command.requested_at > REFRESH_NEWS:
        return None
    lang = seen.lang
    if command.open and seen.now < command.deadline_at:
        words = say("refresh.asking", lang)
        return RefreshLine(words=words, tone=Tone.CALM, busy=True, deadline_at=iso(command.deadline_at))
    # The state asked for may overtake the charger's yes: then it is the answer.
    at = clock_seconds(command.answered_at or command.ended_at, seen.zone)
    if command.state in {CommandState.ACCEPTED, CommandState.CONFIRMED} and not command.open:
        return RefreshLine(words=say("refresh.answered", lang, time=at), tone=Tone.CALM)
    if command.state is CommandState.REJECTED and command.answered_at is not None:
        return RefreshLine(words=say("refresh.refused", lang, time=at), tone=Tone.WARN)
    return RefreshLine(words=say("refresh.silent", lang), tone=Tone.WARN)


def _failure(sight: StationSight, seen: Seen) -> Notice | None:
    failed = next((told for each in sight.mine if (told := stop_failure(each, seen))), None)
    if failed is not None:
        return failed
    last = sight.last
    never = last is not None and last.session.end_basis is EndBasis.NEVER_STARTED
    return start_failure(last, seen) if never and not sight.mine else None


def _notices(sight: StationSight, shown: ChargerDisplay, seen: Seen, viewer: Viewer) -> tuple[Notice, ...]:
    told: list[Notice] = []
    if viewer.account is not AccountStatus.ACTIVE:
        told.append(suspended_notice(seen.lang, may_stop=seen.suspended_may_stop))
    unplug = unplug_notice(sight.last, seen) if not sight.mine else None
    if unplug is not None:
        told.append(unplug)
    if shown.state in ABSENT or shown.state is Availability.IN_USE:
        told.append(_state_notice(sight, shown, seen))
    return tuple(told)


def _state_notice(sight: StationSight, shown: ChargerDisplay, seen: Seen) -> Notice:
    """Offline, Out of service or In use. Of somebody else's session nothing but its being there is told."""
    lang, state = seen.lang, shown.state
    since = moment(shown.at, seen.now, lang, seen.zone)
    kind = ""
    if state in ABSENT and sight.mine:
        kind = ".mine"
    elif state is Availability.OFFLINE and shown.at is None:
        kind = ".never"
    elif state is Availability.IN_USE and not sight.busy:
        kind = ".reported"
    text = say(f"charger.{state}.text{kind}", lang, time=since)
    tone = Tone.CALM if state is Availability.IN_USE else Tone.WARN
    return Notice(key=f"state-{state}", tone=tone, title=availability_words(state, lang), text=text)


def unplug_notice(last: SessionSight | None, seen: Seen) -> Notice | None:
    """After the end: "You can unplug now" with the finished session, while the cable is in or the end is news."""
    if last is None or last.session.ended_at is None or last.session.end_basis is EndBasis.NEVER_STARTED:
        return None
    ended_at = last.session.end_received_at or last.session.ended_at
    if seen.now - ended_at > UNPLUG_NEWS and not plugged_in(last, seen.now):
        return None
    link = Link(
        say("unplug.link", seen.lang, number=str(last.session.number)), f"/sessions/{last.session.id}"
    )
    return Notice(
        key="unplug",
        tone=Tone.LIVE,
        title=say("unplug.title", seen.lang),
        text=say("unplug.text", seen.lang),
        link=link,
    )


def _start(sight: StationSight, shown: ChargerDisplay, viewer: Viewer, seen: Seen) -> StartControl | None:
    if shown.state in ABSENT or not shown.startable:
        return None
    lang = seen.lang
    usable = [card for card in viewer.cards if card.active_at(seen.now)]
    why = ""
    if viewer.account is not AccountStatus.ACTIVE:
        why = say("refusal.account_inactive", lang)
    elif not usable:
        why = say("refusal.no_card", lang)
    action = f"/chargers/{sight.station.public_id}/start"
    if why:  # nothing can be chosen, and the reader refuses them as well
        return StartControl(action=action, connectors=(), cards=(), tap=False, enabled=False, why=why)
    return StartControl(
        action=action,
        connectors=_connector_choices(shown, lang),
        cards=tuple(
            Choice(
                value=card.id,
                label=card.name or say("card.nameless", lang),
                detail=card.tail,
                chosen=first == 0,
            )
            for first, card in enumerate(usable)
        ),
        tap=sight.station.has_reader,
    )


def _connector_choices(shown: ChargerDisplay, lang: Language) -> tuple[Choice, ...]:
    """The connectors that may be asked for; the one where a cable is in, else the first free one, is chosen."""
    offered = [each for each in shown.connectors if each.startable]
    rank = [Availability.PLUGGED_IN, Availability.FREE]
    best = min(
        offered, key=lambda each: rank.index(each.state) if each.state in rank else len(rank), default=None
    )
    return tuple(
        Choice(
            value=str(each.connector.number),
            label=say("connector.label", lang, number=str(each.connector.number)),
            detail=" · ".join(
                part
                for part in (
                    connector_type(each.connector.type),
                    max_power(each.connector.power_w_max, lang),
                    availability_words(each.state, lang),
                )
                if part
            ),
            chosen=each is best,
        )
        for each in offered
    )


def since_words(at: datetime | None, seen: Seen) -> str:
    return say("since", seen.lang, time=moment(at, seen.now, seen.lang, seen.zone)) if at else ""
