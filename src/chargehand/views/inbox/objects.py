"""Notices, choices, devices and cases as the API tells them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chargehand.model.notice import SECURITY, Channel, Choices, Notice, NoticeKind, NoticePage, wanted
from chargehand.model.push import PushDevice
from chargehand.model.support import CaseFacts, CasePage, CaseState, SupportCase
from chargehand.views.api import MoneyObject, kilo, money_object
from chargehand.views.inbox.notices import place_of, text_of, title_of
from chargehand.views.words.seen import Seen


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticeObject:
    id: str
    kind: NoticeKind
    title: str
    text: str
    place: str
    at: datetime
    read_at: datetime | None
    session_id: str | None
    case_id: str | None
    energy_kwh: float | None
    cost: MoneyObject | None
    estimated: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticeList:
    notices: list[NoticeObject]
    unread: int
    cursor: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class UnreadObject:
    unread: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ChoiceObject:
    """`fixed`: a matter of security, sent in any case."""

    kind: NoticeKind
    push: bool
    email: bool
    fixed: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ChoiceList:
    kinds: list[ChoiceObject]


@dataclass(frozen=True, kw_only=True, slots=True)
class PushKeyObject:
    """For `applicationServerKey`: url-safe base64 of the P-256 point (RFC 8292); null: nothing is pushed here."""

    key: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class PushDeviceObject:
    id: str
    name: str
    made_at: datetime
    told_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class PushDeviceList:
    devices: list[PushDeviceObject]


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseReadingObject:
    at: datetime
    energy_kwh: float | None
    power_kw: float | None
    soc: float | None


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseCommandObject:
    kind: str
    state: str
    reason: str
    at: datetime
    ended_at: datetime | None
    mine: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseFactsObject:
    """As they stood at `at`; they are never told otherwise later. Of the card: its name and the last four."""

    at: datetime
    charger_id: str
    charger: str
    connector: int | None
    connected: bool
    heard_at: datetime | None
    session_id: str | None
    number: int | None
    started_at: datetime | None
    ended_at: datetime | None
    end_basis: str
    end_reason: str
    energy_kwh: float | None
    card: str
    readings: list[CaseReadingObject]
    commands: list[CaseCommandObject]


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseMessageObject:
    from_operator: bool
    text: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseObject:
    id: str
    number: int
    state: CaseState
    made_at: datetime
    changed_at: datetime
    facts: CaseFactsObject
    messages: list[CaseMessageObject]
    """Oldest first; in lists none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseList:
    cases: list[CaseObject]
    cursor: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class OperatorCaseObject:
    """A case for those who answer it: with who wrote, and what its charger is."""

    case: CaseObject
    email: str
    name: str
    protocol: str
    firmware: str


def notice_object(notice: Notice, seen: Seen) -> NoticeObject:
    facts = notice.facts
    return NoticeObject(
        id=notice.id,
        kind=notice.kind,
        title=title_of(notice, seen.lang),
        text=text_of(notice, seen.lang, seen.zone),
        place=place_of(notice, seen.lang),
        at=notice.at,
        read_at=notice.read_at,
        session_id=notice.session,
        case_id=notice.case,
        energy_kwh=kilo(facts.energy_wh),
        cost=None if facts.cost is None else money_object(facts.cost),
        estimated=facts.estimated,
    )


def notice_list(page: NoticePage, seen: Seen) -> NoticeList:
    rows = [notice_object(each, seen) for each in page.rows]
    return NoticeList(notices=rows, unread=page.unread, cursor=page.cursor)


def choice_list(choices: Choices) -> ChoiceList:
    return ChoiceList(
        kinds=[
            ChoiceObject(
                kind=kind,
                push=wanted(kind, Channel.PUSH, choices),
                email=wanted(kind, Channel.EMAIL, choices),
                fixed=kind in SECURITY,
            )
            for kind in NoticeKind
        ]
    )


def device_object(device: PushDevice) -> PushDeviceObject:
    return PushDeviceObject(id=device.id, name=device.name, made_at=device.made_at, told_at=device.told_at)


def device_list(devices: Sequence[PushDevice]) -> PushDeviceList:
    return PushDeviceList(devices=[device_object(each) for each in devices])


def case_object(case: SupportCase) -> CaseObject:
    return CaseObject(
        id=case.id,
        number=case.number,
        state=case.state,
        made_at=case.made_at,
        changed_at=case.changed_at,
        facts=facts_object(case.facts),
        messages=[
            CaseMessageObject(from_operator=each.operator, text=each.text, at=each.at)
            for each in case.messages
        ],
    )


def case_list(page: CasePage) -> CaseList:
    return CaseList(cases=[case_object(each) for each in page.rows], cursor=page.cursor)


def facts_object(facts: CaseFacts) -> CaseFactsObject:
    return CaseFactsObject(
        at=facts.at,
        charger_id=facts.charger_id,
        charger=facts.charger,
        connector=facts.connector,
        connected=facts.connected,
        heard_at=facts.heard_at,
        session_id=facts.session,
        number=facts.number,
        started_at=facts.started_at,
        ended_at=facts.ended_at,
        end_basis=facts.end_basis,
        end_reason=facts.end_reason,
        energy_kwh=kilo(facts.energy_wh),
        card=facts.card,
        readings=[
            CaseReadingObject(
                at=each.at,
                energy_kwh=kilo(each.energy_wh),
                power_kw=kilo(each.power_w),
                soc=None if each.soc_percent is None else float(each.soc_percent),
            )
            for each in facts.readings
        ],
        commands=[
            CaseCommandObject(
                kind=each.kind,
                state=each.state,
                reason=each.reason,
                at=each.at,
                ended_at=each.ended_at,
                mine=each.mine,
            )
            for each in facts.commands
        ],
    )
