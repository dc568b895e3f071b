"""What happens at the web's door."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from chargehand.model.identity import DriverId


class HappeningKind(StrEnum):
    LETTER_ASKED = "letter_asked"
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    SIGN_IN_FAILED = "sign_in_failed"
    REFUSED = "refused"


class Happening(Struct, frozen=True, kw_only=True):
    """`route`: the pattern, never the address itself. `address`: where from. `code`: of the problem that was told."""

    kind: HappeningKind
    route: str
    address: str
    driver: DriverId | None = None
    code: str = ""
