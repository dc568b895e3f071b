"""The card of a session in progress, drawn from nothing but its facts: first load, reconnect and push give the same card."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from chargehand.model.session import CardHold, EnergyPhase, Session, Transaction
from chargehand.model.sight import SessionSight
from chargehand.model.station import Connector
from chargehand.model.token import AccountStatus
from chargehand.views.facts import Facts, closes_at, energy_known, facts_of, open_stop
from chargehand.views.parts.known import asking
from chargehand.views.parts.notice import Tone
from chargehand.views.parts.steps import Step, plug_missing, start_steps, stop_steps
from chargehand.views.status import Display, Phase, Status
from chargehand.views.status import shown as worded
from chargehand.views.usage.cost import cost_figure
from chargehand.views.wording import say, status_words
from chargehand.views.words.language import (
    UNKNOWN,
    Language,
    clock,
    dated,
    duration,
    elapsed,
    moment,
    number,
    percent,
)
from chargehand.views.words.seen import Seen

CLAIMED = "driver_says_not_charging"
"""The flag of a session whose driver has said so."""


class StopControl(Struct, frozen=True, kw_only=True):
    """The Stop button: greyed when it may not be pressed, `pending` while a stop is under way. `why` tells what is in the way."""

    action: str
    question: str
    enabled: bool = True
    pending: bool = False
    why: str = ""


class SessionCard(Struct, frozen=True, kw_only=True):
    """Instants are ISO 8601 for the browser, which only ticks; every text is complete without it."""

    id: str
    href: str
    number: int
    charger_name: str
    charger_href: str
    connector: str
    card_name: str
    status: Status
    words: str
    tone: Tone
    breathing: bool
    """Something moves only if it is live."""
    started: str
    started_at: str
    elapsed: str
    """Until now; of a session that is not confirmed until it was last known, as the browser ticks it too."""
    confirmed_at: str
    """Our newest evidence that it lives."""
    energy: str
    """The figure without its unit; a dash when no register is known."""
    power: str
    """Empty when not known, as the one below: never a made-up 0."""
    soc: str
    cost: str
    """So far, by its tariff; a dash while that is not known, empty without one."""
    energy_note: str
    age: str
    """`reading 4 s ago`, or that there is none yet."""
    reading_at: str
    unconfirmed: bool
    unconfirmed_words: str
    """`Not confirmed since 14:02`: shown when `unconfirmed`, and by the browser once `stale_at` has passed."""
    stale_at: str
    preparing: bool
    plug_in: bool
    deadline_at: str
    deadline: str
    steps: tuple[Step, ...]
    stop: StopControl | None
    may_claim: bool
    """Offer "I'm not charging"."""
    claim_help: str
    """What the claim will do."""
    released: str
    """That the card is free although the session is open, and by when its bill comes; empty while it is held."""
    asking: tuple[str, ...]
    """What the charger was asked about it and what comes next; empty while nothing is doubted."""
    chart_href: str
    chart_version: str


def session_card(
    sight: SessionSight, seen: Seen, account: AccountStatus = AccountStatus.ACTIVE
) -> SessionCard:
    session, lang, zone = sight.session, seen.lang, seen.zone
    facts = facts_of(sight, seen.now, seen.stale_after_s)
    shown = worded(facts)
    began = session.started_at or session.requested_at
    return SessionCard(
        id=session.id,
        href=f"/sessions/{session.id}",
        number=session.number,
        charger_name=sight.station.name or sight.station.public_id,
        charger_href=f"/chargers/{sight.station.public_id}",
        connector=connector_label(sight.connector, session.connector, lang),
        card_name=f"{sight.card.name or say('card.nameless', lang)} ··{sight.card.tail}"
        if sight.card
        else "",
        status=shown.status,
        words=_words(shown, seen),
        tone=tone(shown),
        breathing=shown.breathing,
        started=moment(began, seen.now, lang, zone),
        started_at=iso(began),
        elapsed=elapsed((shown.unconfirmed_since or seen.now) - began) if began else UNKNOWN,
        confirmed_at=iso(shown.unconfirmed_since or shown.confirmed_until),
        energy=energy_figure(session, lang),
        power=_power(session, shown, lang),
        soc=percent(session.meter.soc_percent, lang) if session.meter.soc_percent is not None else "",
        cost=cost_figure(session, lang) if session.tariff is not None else "",
        energy_note=_energy_note(facts, sight, lang),
        age=reading_age(session, seen),
        reading_at=iso(reading_instant(session)),
        unconfirmed=shown.unconfirmed_since is not None,
        unconfirmed_words=_unconfirmed(shown, seen),
        stale_at=iso(shown.stale_at),
        preparing=shown.status is Status.PREPARING,
        plug_in=plug_missing(sight),
        deadline_at=iso(shown.deadline_at),
        deadline=clock(shown.deadline_at, zone) if shown.deadline_at else "",
        steps=start_steps(sight, shown, seen) or stop_steps(sight, shown, seen),
        stop=None if facts.stopped else stop_control(sight, seen, account),
        may_claim=_may_claim(session, shown),
        claim_help=say(f"card.not_charging.help.{session.card_hold}", lang),
        released=_released(sight, shown, seen),
        asking=asking(sight, seen),
        chart_href=f"/sessions/{session.id}/chart.json",
        chart_version=iso(session.meter.received_at),
    )


def tone(shown: Display) -> Tone:
    if shown.unconfirmed_since is not None or shown.status in {
        Status.WAITING,
        Status.ESTIMATED,
        Status.IN_REVIEW,
    }:
        return Tone.WARN
    if shown.status is Status.FAILED:
        return Tone.BAD
    return Tone.LIVE if shown.live else Tone.CALM


def stop_control(
    sight: SessionSight, seen: Seen, account: AccountStatus = AccountStatus.ACTIVE
) -> StopControl | None:
    """The Stop of an open session; None when there is nothing to stop. What is in the way stands beside it."""
    session, lang = sight.session, seen.lang
    if session.transaction is not Transaction.OPEN or session.stopped_at is not None:
        return None
    pending = open_stop(sight.stop, seen.now) is not None
    active = account is AccountStatus.ACTIVE or (
        account is AccountStatus.SUSPENDED and seen.suspended_may_stop
    )
    why = "" if active else say("refusal.account_inactive", lang)
    if active and not sight.station.connected:
        why = say("stop.offline", lang)
    return StopControl(
        action=f"/sessions/{session.id}/stop",
        question=stop_question(session, lang),
        enabled=active and not pending,
        pending=pending,
        why=why,
    )


def stop_question(session: Session, lang: Language) -> str:
    if not energy_known(session):
        return say("stop.question.unknown", lang)
    return say("stop.question", lang, energy=f"{energy_figure(session, lang)} kWh")


def energy_figure(session: Session, lang: Language, places: int = 1) -> str:
    return number(session.energy_wh / 1000, places, lang) if energy_known(session) else UNKNOWN


def reading_instant(session: Session) -> datetime | None:
    """When the latest reading was taken; a station's clock that runs ahead of ours does not make it younger than its receipt."""
    meter = session.meter
    if meter.read_at is None or meter.received_at is None:
        return meter.received_at
    return min(meter.read_at, meter.received_at)


def reading_age(session: Session, seen: Seen) -> str:
    at = reading_instant(session)
    if at is None:
        return say("card.no_reading", seen.lang)
    return say("card.age", seen.lang, age=duration(seen.now - at))


def connector_label(connector: Connector | None, number_: int | None, lang: Language) -> str:
    """`Connector 1 · Type 2`; empty when the session's connector is not known yet."""
    if number_ is None:
        return ""
    label = say("connector.label", lang, number=str(number_))
    kind = connector_type(connector.type) if connector else ""
    return f"{label} · {kind}" if kind else label


def connector_type(raw: str) -> str:
    """A plug's name as drivers know it; what is not in the table is shown as it was given."""
    return _PLUGS.get(raw.lower().replace("_", "").replace(" ", ""), raw)


_PLUGS = {
    "ctype1": "Type 1",
    "ctype2": "Type 2",
    "stype2": "Type 2",
    "iec62196t2": "Type 2",
    "iec62196t2combo": "CCS",
    "ccombo1": "CCS",
    "cccs1": "CCS",
    "cccs2": "CCS",
    "ccs2": "CCS",
    "cg105": "CHAdeMO",
    "ctesla": "Tesla",
}


def iso(at: datetime | None) -> str:
    return at.isoformat() if at is not None else ""


def _words(shown: Display, seen: Seen) -> str:
    """The card has its own line for "not confirmed", so that its word stays short."""
    if shown.status is Status.UNCONFIRMED:
        return _unconfirmed(shown, seen)
    return status_words(shown, seen.lang, seen.zone)


def _unconfirmed(shown: Display, seen: Seen) -> str:
    since = shown.unconfirmed_since or shown.confirmed_until
    return say("card.unconfirmed", seen.lang, time=clock(since, seen.zone)) if since else ""


def _energy_note(facts: Facts, sight: SessionSight, lang: Language) -> str:
    """Why no energy flows, when the station says so and is there to say otherwise."""
    phase = facts.energy.value
    if phase in (EnergyPhase.CHARGING, EnergyPhase.UNKNOWN) or not sight.station.connected:
        return ""
    return say(f"energy.{phase}", lang)


def _power(session: Session, shown: Display, lang: Language) -> str:
    """What flows now: not known of a session that nobody confirms, and not what flowed before charging was over."""
    watts = session.meter.power_w
    over = shown.unconfirmed_since is not None or shown.status is Status.STOPPED
    return "" if watts is None or over else number(watts / 1000, 1, lang)


def _may_claim(session: Session, shown: Display) -> bool:
    return (
        shown.phase in {Phase.ACTIVE, Phase.STOPPING}
        and shown.unconfirmed_since is not None
        and CLAIMED not in session.flags
    )


def _released(sight: SessionSight, shown: Display, seen: Seen) -> str:
    session = sight.session
    if session.transaction is not Transaction.OPEN or session.card_hold is CardHold.HELD:
        return ""
    told = say("card.released", seen.lang)
    if shown.unconfirmed_since is None:
        return told
    return f"{told} {say('card.promise', seen.lang, day=promised(sight, seen))}"


def promised(sight: SessionSight, seen: Seen) -> str:
    """Day and clock by when an open session that nobody confirms has its bill: after its closing, or a last wait from its doubt on."""
    wait = timedelta(seconds=seen.close_offline_after_s)
    due_at = closes_at(sight, seen.close_offline_after_s) or (sight.session.doubted_at or seen.now) + wait
    if due_at < seen.now:
        due_at = seen.now + wait
    return dated(due_at, seen.lang, seen.zone)
