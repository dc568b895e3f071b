"""What a station holds of itself and watches: NotifyReport, NotifyMonitoringReport (OCPP 2.0.1 B07, B08, N02, part 1 §4)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Raw, Struct

from chargehand.model.device import Monitor, Variable
from chargehand.model.events import MonitorsReported, VariablesReported
from chargehand.wire.ocpp.codec import Context
from chargehand.wire.ocpp.fields import clean, whole
from chargehand.wire.ocpp.parts.passwords import SECRET
from chargehand.wire.ocpp.usable import Usable, readable

_VALUE_LENGTH: Final = 2500
_LIST_LENGTH: Final = 1000


class Evse(Struct, frozen=True, rename="camel", gc=False):
    id: int
    connector_id: int | None = None


class Component(Struct, frozen=True, gc=False):
    name: str
    instance: str | None = None
    evse: Evse | None = None


class Named(Struct, frozen=True, gc=False):
    name: str
    instance: str | None = None


class Attribute(Struct, frozen=True, gc=False):
    type: str | None = None
    value: str | None = None
    mutability: str | None = None


class Characteristics(Struct, frozen=True, rename="camel", gc=False):
    data_type: str | None = None
    unit: str | None = None
    min_limit: int | float | None = None
    max_limit: int | float | None = None
    values_list: str | None = None


class ReportData(Struct, frozen=True, rename="camel"):
    component: Component
    variable: Named
    variable_attribute: list[Attribute]
    variable_characteristics: Characteristics | None = None


class NotifyReport(Struct, frozen=True, rename="camel"):
    request_id: int
    report_data: list[ReportData] | None = None
    tbc: bool | None = None


class Monitoring(Struct, frozen=True, gc=False):
    id: int
    type: str = ""
    value: int | float | None = None
    severity: int = 0
    transaction: bool = False


class MonitoringData(Struct, frozen=True, rename="camel"):
    component: Component
    variable: Named
    variable_monitoring: list[Monitoring]


class NotifyMonitoringReport(Struct, frozen=True, rename="camel"):
    request_id: int
    monitor: list[MonitoringData] | None = None


def _mended_attributes(raw: Raw) -> list[Attribute]:
    return readable(_attribute, raw)


def _mended_report(raw: Raw) -> list[ReportData]:
    return readable(_report_data, raw)


def _mended_monitoring(raw: Raw) -> list[Monitoring]:
    return readable(_monitoring, raw)


def _mended_monitors(raw: Raw) -> list[MonitoringData]:
    return readable(_monitoring_data, raw)


_evse: Final = Usable(Evse)
components: Final = Usable(Component, menders={"evse": _evse.read})
names: Final = Usable(Named)
_attribute: Final = Usable(Attribute)
_characteristics: Final = Usable(Characteristics)
_report_data: Final = Usable(
    ReportData,
    menders={
        "component": components.read,
        "variable": names.read,
        "variable_attribute": _mended_attributes,
        "variable_characteristics": _characteristics.read,
    },
)
_report: Final = Usable(NotifyReport, menders={"report_data": _mended_report})
_monitoring: Final = Usable(Monitoring)
_monitoring_data: Final = Usable(
    MonitoringData,
    menders={
        "component": components.read,
        "variable": names.read,
        "variable_monitoring": _mended_monitoring,
    },
)
_monitors: Final = Usable(NotifyMonitoringReport, menders={"monitor": _mended_monitors})


def read_report(payload: Raw | bytes, context: Context) -> VariablesReported:
    """Those variables that can be read; the others are no reason to refuse them."""
    said = _report.read(payload)
    return VariablesReported(
        station=context.station,
        at=context.at,
        variables=tuple(variable for data in said.report_data or () for variable in _variables_of(data)),
        request=whole(said.request_id),
        whole=not said.tbc,
    )


def read_monitors(payload: Raw | bytes, context: Context) -> MonitorsReported:
    """Those monitors that can be read."""
    said = _monitors.read(payload)
    return MonitorsReported(
        station=context.station,
        at=context.at,
        monitors=tuple(monitor for data in said.monitor or () for monitor in _monitors_of(data)),
        request=whole(said.request_id),
    )


def _monitors_of(data: MonitoringData) -> Iterator[Monitor]:
    component, variable, evse = data.component, data.variable, data.component.evse
    for each in data.variable_monitoring:
        yield Monitor(
            number=whole(each.id),
            component=clean(component.name),
            component_instance=clean(component.instance),
            name=clean(variable.name),
            instance=clean(variable.instance),
            evse=whole(evse.id) if evse is not None else 0,
            connector=whole(evse.connector_id or 0) if evse is not None else 0,
            kind=clean(each.type),
            value="" if each.value is None else str(each.value),
            severity=whole(each.severity),
            transaction=each.transaction,
        )


def _variables_of(data: ReportData) -> Iterator[Variable]:
    component, variable, evse = data.component, data.variable, data.component.evse
    about = data.variable_characteristics or Characteristics()
    secret = variable.name.lower() in SECRET
    for attribute in data.variable_attribute:
        yield Variable(
            component=clean(component.name),
            component_instance=clean(component.instance),
            name=clean(variable.name),
            instance=clean(variable.instance),
            evse=whole(evse.id) if evse is not None else 0,
            connector=whole(evse.connector_id or 0) if evse is not None else 0,
            attribute=clean(attribute.type) or "Actual",
            value=None if attribute.value is None or secret else clean(attribute.value, _VALUE_LENGTH),
            mutability=clean(attribute.mutability) or "ReadWrite",  # part 2 §2.52: the default
            data_type=clean(about.data_type),
            unit=clean(about.unit),
            allowed=_allowed(about),
        )


def _allowed(about: Characteristics) -> str:
    """The list of values, or the limits, in one word."""
    if about.values_list:
        return clean(about.values_list, _LIST_LENGTH)
    low, high = about.min_limit, about.max_limit
    if low is None and high is None:
        return ""
    return f"{'' if low is None else low}..{'' if high is None else high}"
