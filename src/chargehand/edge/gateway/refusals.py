"""The engine's considered noes in the wire's words."""

from __future__ import annotations

from typing import Final

from chargehand.model.refusals import Refusal
from chargehand.wire.ocpp.faults import ErrorCode

ERRORS: Final[dict[Refusal, ErrorCode]] = {
    **dict.fromkeys(
        Refusal, ErrorCode.INTERNAL
    ),  # the core refuses no station anything but what stands below
    Refusal.NOT_ACCEPTED: ErrorCode.SECURITY,  # OCPP-J 1.6 §3.8 of its errata: a CALL before the boot was accepted (F23)
}
