"""What a station holds of itself: the configuration keys that it answers to GetConfiguration (OCPP 1.6 §5.8)."""

from __future__ import annotations

from typing import Final

from msgspec import Raw, Struct

from chargehand.model.device import Variable
from chargehand.wire.ocpp.fields import clean
from chargehand.wire.ocpp.usable import Usable, readable

COMPONENT: Final = "Configuration"
_VALUE_LENGTH: Final = 2500


class KeyValue(Struct, frozen=True, gc=False):
    key: str
    readonly: bool | None = None
    value: str | None = None


class GetConfigurationConf(Struct, frozen=True, rename="camel"):
    configuration_key: list[KeyValue] | None = None


def _mended_keys(raw: Raw) -> list[KeyValue]:
    return readable(_key, raw)


_key: Final = Usable(KeyValue, tolerant=True)
_conf: Final = Usable(GetConfigurationConf, menders={"configuration_key": _mended_keys})


def variables_told(payload: Raw | bytes) -> tuple[Variable, ...]:
    """Those keys that can be read; one without a value is told as having none. Raises WireFault."""
    return tuple(
        Variable(
            component=COMPONENT,
            name=clean(told.key),
            value=None if told.value is None else clean(told.value, _VALUE_LENGTH),
            mutability="ReadOnly" if told.readonly else "ReadWrite",
        )
        for told in _conf.read(payload).configuration_key or ()
    )
