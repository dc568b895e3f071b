"""What all messages are made of that no schema names."""

from __future__ import annotations

from typing import Annotated, Final

from msgspec import Meta, Struct

VENDOR_LENGTH: Final = 255
DIGITS: Final = "digits"
"""Marks a number with at most so many digits after its point: msgspec cannot check that, `strict` does."""


class Message(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel", gc=False):
    """Names its fields as the wire does, in camelCase; what is not given is UNSET and not written. Knows no null."""


class CustomData(dict[str, object]):
    """A vendor's own data: `vendorId` and any other fields, all of which are kept (OCPP 2.0.1 part 2 §1.4)."""


_LEAP_YEAR: Final = r"(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)"
_DAY: Final = (
    r"(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    rf"|02-(?:0[1-9]|1[0-9]|2[0-8]))|{_LEAP_YEAR}-02-29)"
)
_TIME: Final = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\.[0-9]+)?"
_ZONE: Final = r"(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"

Instant = Annotated[str, Meta(pattern=rf"^{_DAY}[Tt]{_TIME}{_ZONE}\Z")]
"""A `date-time` of RFC 3339 §5.6, as it was written."""
Uri = Annotated[str, Meta(pattern=r"^[A-Za-z][A-Za-z0-9+.-]*:[!#-;=?-\[\]_a-z~]*\Z")]
"""An absolute URI by its characters (RFC 3986 §4.3)."""
Tenths = Annotated[float, Meta(extra={DIGITS: 1})]
"""A multiple of 0.1."""
