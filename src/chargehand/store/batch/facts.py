"""Sessions as the facts that PostgreSQL does not know yet: of a new one what is not as always, of a known one what changed."""

from __future__ import annotations

from typing import Final, cast

from msgspec import NODEFAULT
from msgspec.structs import astuple, fields

from chargehand.model.reading import Meter
from chargehand.model.session import Session

Facts = dict[str, object]
"""By the names of columns, which are the model's own; a session's metering stands among its other facts."""

_METERED: Final = tuple(field.name for field in fields(Meter))
_TOLD: Final = tuple(field.name for field in fields(Session))
_USUAL: Final = tuple(field.default for field in fields(Session))
_UNMETERED: Final = Meter()


def usual_facts() -> Facts:
    """What holds of a session as long as nothing else is said."""
    usual = {name: value for name, value in zip(_TOLD, _USUAL, strict=True) if value is not NODEFAULT}
    del usual["meter"]
    return usual | dict(zip(_METERED, _values(_UNMETERED), strict=True))


def new_facts(row: Session) -> Facts:
    """Of a session that begins: what `usual_facts` do not tell."""
    return _differing(_USUAL, _UNMETERED, row)


def changed_facts(was: Session, row: Session) -> Facts:
    """Of a session that is known: whose it is, and what is different now."""
    facts = _differing(_values(was), was.meter, row)
    facts["id"] = row.id
    return facts


def _differing(told: tuple[object, ...], metered: Meter, row: Session) -> Facts:
    """Told by identity: what was made anew and is equal goes along, which costs less than looking."""
    each = zip(_TOLD, told, _values(row), strict=True)
    facts = {name: new for name, old, new in each if old is not new}
    facts.pop("meter", None)
    if row.meter is not metered:
        measured = zip(_METERED, _values(metered), _values(row.meter), strict=True)
        facts |= {name: new for name, old, new in measured if old is not new}
    return facts


def _values(row: Session | Meter) -> tuple[object, ...]:
    return cast("tuple[object, ...]", astuple(row))
