"""What a batch of decisions keeps of what stations told: each thing once, as it was told last."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

import msgspec
from msgspec.structs import replace

from chargehand.model.certificates import CertificatesTold
from chargehand.model.contracts import CertificateName
from chargehand.model.device import Monitor, Variable
from chargehand.model.effects import (
    DropMonitors,
    Effect,
    KeepCertificates,
    KeepEvidence,
    KeepLocalList,
    KeepMonitors,
    KeepNotice,
    KeepReservation,
    KeepSecurityEvent,
    KeepTap,
    KeepVariables,
)
from chargehand.model.identity import StationId
from chargehand.model.notice import BY_EMAIL, SECURITY, NoticeKind
from chargehand.model.reservation import Reservation, ReservationStatus

Row = tuple[object, ...]

VARIABLES: Final = (*(False,) * 3, True, True, *(False,) * 8, True)
MONITORS: Final = (False, True, False, False, True, True, *(False,) * 4, True, False, True)
CLEARED: Final = (False, True)
CERTIFICATES: Final = (*(False,) * 8, True)
STALE: Final = (False, False, True)
DELETED: Final = (False,) * 5
LISTS: Final = (False, True, False, True)
RESERVATIONS: Final = (False, True, False, False, True, True, True)
SECURITY_EVENTS: Final = (False, False, True, True, False)
TAPS: Final = (False, False, True)
EVIDENCE: Final = (*(False,) * 5, True, True, False)
NOTICES: Final = (*(False,) * 4, True, *(False,) * 4)
"""Which columns travel spelled; see `store.batch.columns`."""

_told: Final = msgspec.json.Encoder().encode
_packed: Final = msgspec.msgpack.Encoder().encode
UNSTORABLE: Final = "\x00"
"""PostgreSQL keeps any character but this one."""


class DeviceRows:
    """Rows by what must not come twice in one statement. `mails`: whether the house sends letters of more than security."""

    def __init__(self, *, mails: bool = True) -> None:
        self._mails = mails
        self._variables: dict[Row, Row] = {}
        self._monitors: dict[Row, Row] = {}
        self._cleared: dict[Row, Row] = {}
        self._reservations: dict[Row, tuple[Reservation, datetime]] = {}
        self._certificates = CertificateRows()
        self._lists: dict[Row, Row] = {}
        self._security_events: list[Row] = []
        self._evidence: list[Row] = []
        self._taps: list[Row] = []
        self._notices: list[Row] = []

    def __bool__(self) -> bool:
        known = self._variables or self._monitors or self._cleared or self._reservations
        known = known or self._certificates or self._lists or self._security_events
        return bool(known or self._evidence or self._taps or self._notices)

    def add(self, effect: Effect, station: StationId, at: datetime) -> None:
        """Takes the effects that are its own, passes over all others. `at`: when the station told it."""
        match effect:
            case KeepVariables():
                for variable in effect.variables:
                    self._variable(variable, station, at)
            case KeepMonitors():
                for monitor in effect.monitors:
                    self._monitor(monitor, station, at)
            case DropMonitors():
                for number in effect.numbers:
                    self._cleared[station, number] = (station, number)
            case KeepCertificates():
                self._certificates.add(effect.told, station, at)
            case KeepLocalList():
                entries = None if effect.sent.entries is None else _packed(effect.sent.entries)
                self._lists[station,] = (station, effect.sent.version, entries, at)
            case KeepReservation():
                self._reservation(effect.reservation, at)
            case KeepSecurityEvent():
                row = (station, _text(effect.kind), effect.at, at, _text(effect.info))
                self._security_events.append(row)
            case KeepTap():
                self._taps.append((effect.pairing, _text(effect.token), effect.at))
            case KeepEvidence(told):
                words = (
                    told.session,
                    told.signal.value,
                    told.claim.value,
                    told.grade.value,
                    told.source.value,
                )
                self._evidence.append((*words, told.at, told.received_at, _text(told.note)))
            case KeepNotice():
                about = (effect.driver, effect.kind.value, _text(effect.about), effect.session)
                facts = (effect.at, _told(effect.facts).decode(), effect.late)
                self._notices.append((*about, *facts, *mailed(effect.kind, mails=self._mails)))
            case _:
                pass

    def statements(self) -> Iterator[tuple[str, list[Row], tuple[bool, ...]]]:
        """Names of queries in `kept.sql` with their rows, and which of their columns travel spelled."""
        if self._variables:
            yield "keep_variables", list(self._variables.values()), VARIABLES
        if self._cleared:
            yield "drop_monitors", list(self._cleared.values()), CLEARED
        if self._monitors:
            yield "keep_monitors", list(self._monitors.values()), MONITORS
        if self._reservations:
            yield "keep_reservations", self._reserved(), RESERVATIONS
        yield from self._certificates.statements()
        if self._lists:
            yield "keep_lists", list(self._lists.values()), LISTS
        if self._security_events:
            yield "keep_security_events", self._security_events, SECURITY_EVENTS
        if self._taps:
            yield "keep_taps", self._taps, TAPS
        if self._evidence:
            yield "keep_evidence", self._evidence, EVIDENCE
        if self._notices:
            yield "keep_notices", self._notices, NOTICES

    def _variable(self, told: Variable, station: StationId, at: datetime) -> None:
        key = (
            station,
            _text(told.component),
            _text(told.component_instance),
            told.evse,
            told.connector,
            _text(told.name),
            _text(told.instance),
            _text(told.attribute),
        )
        value = None if told.value is None else _text(told.value)
        facts = map(_text, (told.mutability, told.data_type, told.unit, told.allowed))
        self._variables[key] = (*key, value, *facts, at)

    def _monitor(self, told: Monitor, station: StationId, at: datetime) -> None:
        self._monitors[station, told.number] = (
            station,
            told.number,
            _text(told.component),
            _text(told.component_instance),
            told.evse,
            told.connector,
            _text(told.name),
            _text(told.instance),
            _text(told.kind),
            _text(told.value),
            told.severity,
            told.transaction,
            at,
        )

    def _reservation(self, told: Reservation, at: datetime) -> None:
        known = self._reservations.get((told.station, told.number))
        if known is not None and told.status is not ReservationStatus.ACCEPTED:
            before = known[0]
            told = replace(
                told,
                token=told.token or before.token,
                connector=told.connector if told.connector is not None else before.connector,
                expires_at=told.expires_at or before.expires_at,
            )
        self._reservations[told.station, told.number] = (told, at)

    def _reserved(self) -> list[Row]:
        return [
            (
                row.station,
                row.number,
                row.status.value,
                None if row.token is None else _text(row.token),
                row.connector,
                row.expires_at,
                at,
            )
            for row, at in self._reservations.values()
        ]


def mailed(kind: NoticeKind, *, mails: bool) -> tuple[bool, bool]:
    """Whether a notice of this kind is mailed where nothing was chosen, and whether its driver has a choice."""
    if kind in SECURITY:
        return True, False
    return mails and kind in BY_EMAIL, mails


class CertificateRows:
    """What stations hold, in the order in which it must be written: what is there, what is not, what was taken away."""

    def __init__(self) -> None:
        self._there: dict[Row, Row] = {}
        self._stale: list[Row] = []
        self._deleted: list[Row] = []

    def __bool__(self) -> bool:
        return bool(self._there or self._stale or self._deleted)

    def add(self, told: CertificatesTold, station: StationId, at: datetime) -> None:
        for row in told.installed:
            key = (station, _text(row.kind), *_named(row.name))
            self._there[key] = (*key, _text(row.under), _text(row.pem), at)
        if told.all:
            self._stale.append((station, None, at))
        self._stale += [(station, _text(kind), at) for kind in told.all_of]
        self._deleted += [(station, *_named(name)) for name in told.deleted]

    def statements(self) -> Iterator[tuple[str, list[Row], tuple[bool, ...]]]:
        if self._there:
            yield "keep_certificates", list(self._there.values()), CERTIFICATES
        if self._stale:
            yield "drop_stale_certificates", self._stale, STALE
        if self._deleted:
            yield "drop_certificates", self._deleted, DELETED


def _named(name: CertificateName) -> tuple[str, str, str, str]:
    return (
        _text(name.algorithm),
        _text(name.issuer_name_hash),
        _text(name.issuer_key_hash),
        _text(name.serial),
    )


def _text(text: str) -> str:
    return text.replace(UNSTORABLE, "\ufffd")
