"""The JSON objects of the REST API, as plain dataclasses, and the pure mapping from sights to them.

Dataclasses are what both msgspec (fast encoding, instants as RFC 3339 `Z`) and OpenAPI tools can read. Energies are
kWh with 3 decimals, power kW, instants UTC. No station identity and no card uid ever stands here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from chargehand.model.command import Command, CommandKind, CommandState
from chargehand.model.identity import SessionId
from chargehand.model.limits import Limits
from chargehand.model.refusals import Refusal
from chargehand.model.session import Bill, CardHold, EndBasis, EnergyPhase, Session
from chargehand.model.sight import CardSight, SessionPage, SessionSight, StationSight, Timeline
from chargehand.model.station import Station
from chargehand.views.availability import Availability, ConnectorDisplay, availability
from chargehand.views.facts import GRADES, Facts, evidence_of, facts_of
from chargehand.views.parts.objects import (
    DoubtObject,
    EvidenceObject,
    FactsObject,
    doubt_object,
    evidence_object,
    facts_object,
)
from chargehand.views.parts.readings import shown_readings
from chargehand.views.parts.whereabouts import directions, picture_href, sticker_href
from chargehand.views.status import Phase, Status
from chargehand.views.status import shown as worded
from chargehand.views.usage.cost import cost_known
from chargehand.views.usage.objects import CostObject, MoneyObject, cost_object, money_object
from chargehand.views.wording import refusal_words, say, status_words
from chargehand.views.words.language import Language
from chargehand.views.words.seen import Seen


@dataclass(frozen=True, kw_only=True, slots=True)
class ChargerName:
    id: str
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CardObject:
    id: str
    name: str
    tail: str
    status: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CommandObject:
    id: str
    kind: CommandKind
    state: CommandState
    deadline: datetime
    requested_at: datetime
    sent_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    reason: str
    """Why it ended as it did; empty while it runs."""
    session_id: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class EndObject:
    basis: EndBasis
    grade: str
    """How far the evidence is trusted: A conclusive … D misleading alone."""
    reason: str
    at: datetime
    received_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class LimitsObject:
    """What the session may come to at most; null where there is no limit of the kind."""

    energy_kwh: float | None
    lasts_s: int | None
    cost: str | None
    """Decimal figure as text, in the currency of the session's cost."""
    soc: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionObject:
    id: str
    number: int
    charger: ChargerName
    connector: int | None
    card: CardObject | None
    started_at: datetime | None
    ended_at: datetime | None
    energy_kwh: float
    power_kw: float | None
    """None also while nobody confirms that anything flows."""
    soc: float | None
    phase: Phase
    status: Status
    display: str
    """The words that people see."""
    energy_phase: EnergyPhase
    last_reading_at: datetime | None
    confirmed_until: datetime | None
    """Our newest evidence of life, or of the end."""
    stale_at: datetime | None
    """When a session that is confirmed now will be so no longer without news."""
    start: CommandObject | None
    stop: CommandObject | None
    end: EndObject | None
    bill: Bill
    cost: MoneyObject | None
    cost_details: CostObject | None
    """What it is made of, and by which tariff."""
    limits: LimitsObject | None
    card_hold: CardHold
    facts: FactsObject
    """The four facts, each with what it rests on."""
    doubt: DoubtObject | None
    """None: nothing speaks against its running, or it is over."""
    evidence: list[EvidenceObject]
    """The latest, newest last; all of it at `/sessions/{id}/evidence`."""
    version: int


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionList:
    sessions: list[SessionObject]
    cursor: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ConnectorObject:
    id: int
    type: str
    max_kw: float | None
    state: Availability
    state_at: datetime | None
    startable: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ChargerObject:
    id: str
    name: str
    state: Availability
    state_at: datetime | None
    has_card_reader: bool
    address: str
    """Where it stands, in its operator's words."""
    latitude: float | None
    longitude: float | None
    directions: str | None
    """A link that phones open in their maps app."""
    sticker: str
    """What the QR code on the charger leads to, on this site."""
    picture: str | None
    connectors: list[ConnectorObject]
    my_session: SessionObject | None
    my_sessions: list[SessionObject]
    refresh: CommandObject | None
    version: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ChargerList:
    chargers: list[ChargerObject]


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadingObject:
    at: datetime
    received_at: datetime
    energy_kwh: float | None
    power_kw: float | None
    soc: float | None
    source: str
    note: str
    final: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadingList:
    session_id: str
    readings: list[ReadingObject]


@dataclass(frozen=True, kw_only=True, slots=True)
class EvidenceList:
    """All that is known of a session: the four facts, the doubt, the evidence, newest last."""

    session_id: str
    facts: FactsObject
    doubt: DoubtObject | None
    evidence: list[EvidenceObject]


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionStarted:
    """The answer to a start."""

    session: SessionObject
    command: CommandObject


@dataclass(frozen=True, kw_only=True, slots=True)
class CommandTakenObject:
    """The answer to a stop or a refresh."""

    command: CommandObject


@dataclass(frozen=True, kw_only=True, slots=True)
class ProblemObject:
    """RFC 9457 problem+json. `code` is the stable word that programs branch on."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    session_id: str | None = None
    """With `card_busy`: the driver's own session that keeps the card; `POST …/not-charging` there releases it."""


def kilo(value: Decimal | float | None) -> float | None:
    """Wh as kWh, W as kW: rounded half up to 3 decimals."""
    if value is None:
        return None
    return float((Decimal(str(value)) / 1000).quantize(Decimal("0.001"), rounding=ROUND_HALF_UP))


def limits_object(limits: Limits) -> LimitsObject:
    return LimitsObject(
        energy_kwh=kilo(limits.energy_wh),
        lasts_s=limits.lasts_s,
        cost=None if limits.cost is None else f"{limits.cost:f}",
        soc=limits.soc_percent,
    )


def session_object(sight: SessionSight, seen: Seen) -> SessionObject:
    session, meter = sight.session, sight.session.meter
    facts = facts_of(sight, seen.now, seen.stale_after_s)
    shown = worded(facts)
    return SessionObject(
        id=session.id,
        number=session.number,
        charger=charger_name(sight.station),
        connector=session.connector,
        card=card_object(sight.card) if sight.card else None,
        started_at=session.started_at,
        ended_at=session.ended_at,
        energy_kwh=kilo(session.energy_wh) or 0.0,
        power_kw=kilo(meter.power_w) if session.live and shown.unconfirmed_since is None else None,
        soc=float(meter.soc_percent) if meter.soc_percent is not None else None,
        phase=shown.phase,
        status=shown.status,
        display=status_words(shown, seen.lang, seen.zone),
        energy_phase=session.energy_phase,
        last_reading_at=meter.read_at,
        confirmed_until=shown.confirmed_until,
        stale_at=shown.stale_at,
        start=command_object(sight.start) if sight.start else None,
        stop=command_object(sight.stop) if sight.stop else None,
        end=_end_object(session, facts),
        bill=session.bill,
        cost=money_object(session.cost) if session.cost is not None and cost_known(session) else None,
        cost_details=cost_object(session),
        limits=limits_object(session.most) if session.most else None,
        card_hold=session.card_hold,
        facts=facts_object(facts),
        doubt=doubt_object(session),
        evidence=[evidence_object(row, seen.lang) for row in evidence_of(sight)],
        version=sight.version,
    )


def _end_object(session: Session, facts: Facts) -> EndObject | None:
    if session.ended_at is None or session.end_basis is None:
        return None
    return EndObject(
        basis=session.end_basis,
        grade=facts.transaction.grade or GRADES[session.end_basis],
        reason=session.end_reason,
        at=session.ended_at,
        received_at=session.end_received_at,
    )


def charger_name(station: Station) -> ChargerName:
    return ChargerName(id=station.public_id, name=station.name)


def card_object(card: CardSight) -> CardObject:
    return CardObject(id=card.id, name=card.name, tail=card.tail, status=card.status)


def command_object(command: Command) -> CommandObject:
    return CommandObject(
        id=command.id,
        kind=command.kind,
        state=command.state,
        deadline=command.deadline_at,
        requested_at=command.requested_at,
        sent_at=command.sent_at,
        answered_at=command.answered_at,
        ended_at=command.ended_at,
        reason=command.reason,
        session_id=command.session,
    )


def session_list(page: SessionPage, seen: Seen) -> SessionList:
    return SessionList(sessions=[session_object(row, seen) for row in page.rows], cursor=page.cursor)


def charger_object(sight: StationSight, seen: Seen) -> ChargerObject:
    station, shown = sight.station, availability(sight)
    mine = [session_object(each, seen) for each in sight.mine]
    return ChargerObject(
        id=station.public_id,
        name=station.name,
        state=shown.state,
        state_at=shown.at,
        has_card_reader=station.has_reader,
        address=station.address,
        latitude=station.latitude,
        longitude=station.longitude,
        directions=directions(station) or None,
        sticker=sticker_href(station),
        picture=picture_href(station) or None,
        connectors=[_connector_object(each) for each in shown.connectors],
        my_session=mine[0] if mine else None,
        my_sessions=mine,
        refresh=command_object(sight.refresh) if sight.refresh else None,
        version=sight.version,
    )


def _connector_object(shown: ConnectorDisplay) -> ConnectorObject:
    connector = shown.connector
    return ConnectorObject(
        id=connector.number,
        type=connector.type,
        max_kw=kilo(connector.power_w_max),
        state=shown.state,
        state_at=connector.status_at,
        startable=shown.startable,
    )


def charger_list(sights: tuple[StationSight, ...], seen: Seen) -> ChargerList:
    return ChargerList(chargers=[charger_object(each, seen) for each in sights])


def reading_list(sight: SessionSight, timeline: Timeline) -> ReadingList:
    """The meter timeline, newest last; `final` on the last row once the bill is final."""
    rows = [
        ReadingObject(
            at=row.reading.at,
            received_at=row.reading.received_at,
            energy_kwh=kilo(row.reading.energy_wh),
            power_kw=kilo(row.reading.power_w),
            soc=float(row.reading.soc_percent) if row.reading.soc_percent is not None else None,
            source=row.reading.source,
            note=row.reading.note,
            final=row.final,
        )
        for row in shown_readings(sight.session, timeline)
    ]
    return ReadingList(session_id=sight.session.id, readings=rows)


def evidence_list(sight: SessionSight, seen: Seen) -> EvidenceList:
    """`sight` with all of its evidence."""
    return EvidenceList(
        session_id=sight.session.id,
        facts=facts_object(facts_of(sight, seen.now, seen.stale_after_s)),
        doubt=doubt_object(sight.session),
        evidence=[evidence_object(row, seen.lang) for row in evidence_of(sight)],
    )


def problem_object(
    refusal: Refusal, http_status: int, lang: Language = Language.EN, session: SessionId | None = None
) -> ProblemObject:
    """What a program is told of a considered no; the edge's own table brings the HTTP status."""
    return ProblemObject(
        type=f"urn:chargehand:problem:{refusal}",
        title=refusal_words(refusal, lang),
        status=http_status,
        code=refusal,
        detail=say(f"refusal.{refusal}.help", lang),
        session_id=session,
    )
