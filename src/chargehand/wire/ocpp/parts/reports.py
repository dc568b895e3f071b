"""Messages that change no session: read for what they must say, told in a few words, kept whole in the journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

import msgspec
from msgspec import Raw

from chargehand.model.events import StationReported
from chargehand.wire.ocpp.codec import Context
from chargehand.wire.ocpp.fields import clean
from chargehand.wire.ocpp.usable import Usable

TEXT_LENGTH: Final = 200
_PLAIN: Final = frozenset({"status", "vendorId", "messageId"})
Kind: TypeAlias = (
    type[str] | type[int] | type[float] | type[bool] | type[dict[str, object]] | type[list[object]]
)


class Report:
    """One action's reader. `needs`: what it must say; `tells`: what of it, or beside it, the short text is made of."""

    def __init__(
        self, action: str, needs: Mapping[str, Kind] | None = None, tells: Sequence[str] = ()
    ) -> None:
        needed = dict(needs or {})
        fields = list(needed.items())
        told = [(name, str | int | float | bool | None, None) for name in tells if name not in needed]
        self.action = action
        self._tells = tuple(tells)
        self._shape = Usable(msgspec.defstruct(f"{action}Report", [*fields, *told], frozen=True))

    def read(self, payload: Raw | bytes, context: Context) -> StationReported:
        said = self._shape.read(payload)
        words = (_word(name, getattr(said, name)) for name in self._tells)
        return reported(context, self.action, ", ".join(filter(None, words)))


def reported(context: Context, what: str, text: str = "") -> StationReported:
    return StationReported(station=context.station, at=context.at, what=what, text=clean(text, TEXT_LENGTH))


def _word(name: str, value: object) -> str:
    """Some speak for themselves, anything else goes by its name."""
    if value is None or value == "":
        return ""
    text = clean(str(value), TEXT_LENGTH)
    return text if name in _PLAIN else f"{name} {text}"
