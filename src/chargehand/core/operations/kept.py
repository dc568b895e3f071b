"""What stations tell of themselves: device model, monitors, reservations, security events. Kept, whatever it says.

Names and texts are bounded here, so that no station can say anything that cannot be kept (F08, S19).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from chargehand.core.keeping import with_session
from chargehand.core.operations.abilities import able
from chargehand.model.answers import Noted
from chargehand.model.calls import CallOutcome, Lead
from chargehand.model.certificates import CertificatesTold, InstalledCertificate
from chargehand.model.contracts import CertificateName
from chargehand.model.device import Monitor, Variable
from chargehand.model.effects import (
    DropMonitors,
    Effect,
    KeepCertificates,
    KeepLocalList,
    KeepMonitors,
    KeepReservation,
    KeepSecurityEvent,
    KeepVariables,
)
from chargehand.model.events import (
    CallAnswered,
    MonitorsReported,
    ReservationReported,
    SecurityEventReported,
    TransactionStarted,
    TransactionUpdated,
    VariablesReported,
)
from chargehand.model.identity import StationId
from chargehand.model.reservation import Reservation, ReservationStatus
from chargehand.model.snapshot import Decision, Snapshot

NAME_MAX: Final = 100
WORD_MAX: Final = 50
VALUE_MAX: Final = 4_000
"""OCPP allows 2500 characters for a value (2.0.1 §2.1.21, ReportingValueSize)."""
INFO_MAX: Final = 1_000
DIGEST_MAX: Final = 128
PEM_MAX: Final = 10_000
CERTIFICATES_MAX: Final = 500
"""Of one answer; no station holds so many."""
NUMBER_MAX: Final = 2**31 - 1
SECRETS: Final = frozenset({"authorizationkey", "basicauthpassword"})
"""Variables whose values are never kept, should a station tell them (S07)."""


def variables(snapshot: Snapshot, event: VariablesReported) -> Decision:
    return Decision(able(snapshot, event.variables), Noted(), _variables(event.variables))


def monitors(snapshot: Snapshot, event: MonitorsReported) -> Decision:
    return Decision(snapshot, Noted(), _monitors(event.monitors))


def reservation(snapshot: Snapshot, event: ReservationReported) -> Decision:
    """The station itself says that a reservation is over."""
    return Decision(snapshot, Noted(), _ending(event.station, event.number, event.status))


def security(snapshot: Snapshot, event: SecurityEventReported) -> Decision:
    """With the station's own instant where it has one: it may tell long after it happened (2.x A04)."""
    at = event.said_at or event.at
    kept = KeepSecurityEvent(event.kind[:WORD_MAX], at, event.info[:INFO_MAX])
    return Decision(snapshot, Noted(), (kept,))


def used(event: TransactionStarted | TransactionUpdated, decision: Decision) -> Decision:
    """`decision` with the reservation used that the transaction came with (1.6 §5.13, 2.x H03)."""
    if event.reservation is None:
        return decision
    kept = _ending(event.station, event.reservation, ReservationStatus.USED)
    return replace(decision, effects=(*decision.effects, *kept))


def learned(event: CallAnswered, decision: Decision) -> Decision:
    """`decision` with what the answer told. It is true also when nobody waited for it any longer."""
    kept = (*_variables(event.variables), *_monitors(event.monitors))
    cleared = tuple(number for number in event.cleared if _is_number(number))
    if cleared:
        kept = (*kept, DropMonitors(cleared))
    if event.certificates is not None:
        kept = (*kept, KeepCertificates(_certificates(event.certificates)))
    if event.local_list is not None and 0 <= event.local_list.version <= NUMBER_MAX:
        kept = (*kept, KeepLocalList(event.local_list))
    row = event.reservation
    accepted = event.outcome is CallOutcome.ACCEPTED
    if row is not None and accepted and _is_number(row.number):
        kept = (*kept, KeepReservation(replace(row, station=event.station)))
    after = able(decision.snapshot, event.variables)
    if event.lead is not None and accepted:
        after = _led(after, event.lead)
    if not kept and after is decision.snapshot:
        return decision
    return Decision(after, decision.answer, (*decision.effects, *kept))


def _led(snapshot: Snapshot, lead: Lead) -> Snapshot:
    """An operator changed what a car that is led may take (2.1 K28)."""
    for row in snapshot.sessions:
        if row.number == lead.number and row.led_w is not None and row.live:
            return with_session(snapshot, replace(row, led_w=lead.power_w))
    return snapshot


def _ending(station: StationId, number: int, status: ReservationStatus) -> tuple[Effect, ...]:
    if not _is_number(number):
        return ()
    return (KeepReservation(Reservation(station=station, number=number, status=status)),)


def _variables(told: Iterable[Variable]) -> tuple[Effect, ...]:
    rows = tuple(_bounded(row) for row in told if _is_somewhere(row))
    return (KeepVariables(rows),) if rows else ()


def _monitors(told: Iterable[Monitor]) -> tuple[Effect, ...]:
    rows = tuple(_bounded_monitor(row) for row in told if _is_monitor(row))
    return (KeepMonitors(rows),) if rows else ()


def _certificates(told: CertificatesTold) -> CertificatesTold:
    return CertificatesTold(
        installed=tuple(map(_bounded_certificate, told.installed[:CERTIFICATES_MAX])),
        all_of=tuple(kind[:WORD_MAX] for kind in told.all_of[:CERTIFICATES_MAX]),
        all=told.all,
        deleted=tuple(map(_bounded_name, told.deleted[:CERTIFICATES_MAX])),
    )


def _bounded_certificate(row: InstalledCertificate) -> InstalledCertificate:
    return InstalledCertificate(
        kind=row.kind[:WORD_MAX],
        name=_bounded_name(row.name),
        under=row.under[:NAME_MAX],
        pem=row.pem[:PEM_MAX],
    )


def _bounded_name(name: CertificateName) -> CertificateName:
    return CertificateName(
        name.algorithm[:WORD_MAX],
        name.issuer_name_hash[:DIGEST_MAX],
        name.issuer_key_hash[:DIGEST_MAX],
        name.serial[:NAME_MAX],
    )


def _is_number(number: int) -> bool:
    return -NUMBER_MAX <= number <= NUMBER_MAX


def _is_somewhere(row: Variable | Monitor) -> bool:
    named = bool(row.component and row.name)
    return named and 0 <= row.evse <= NUMBER_MAX and 0 <= row.connector <= NUMBER_MAX


def _is_monitor(row: Monitor) -> bool:
    return _is_somewhere(row) and _is_number(row.number) and _is_number(row.severity)


def _bounded(row: Variable) -> Variable:
    return replace(
        row,
        component=row.component[:NAME_MAX],
        name=row.name[:NAME_MAX],
        component_instance=row.component_instance[:NAME_MAX],
        instance=row.instance[:NAME_MAX],
        attribute=row.attribute[:WORD_MAX],
        value=None if row.value is None or row.name.lower() in SECRETS else row.value[:VALUE_MAX],
        mutability=row.mutability[:WORD_MAX],
        data_type=row.data_type[:WORD_MAX],
        unit=row.unit[:WORD_MAX],
        allowed=row.allowed[:VALUE_MAX],
    )


def _bounded_monitor(row: Monitor) -> Monitor:
    return replace(
        row,
        component=row.component[:NAME_MAX],
        name=row.name[:NAME_MAX],
        component_instance=row.component_instance[:NAME_MAX],
        instance=row.instance[:NAME_MAX],
        kind=row.kind[:WORD_MAX],
        value=row.value[:NAME_MAX],
    )
