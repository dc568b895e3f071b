"""Whether a station's certificate is signed: for itself, with a key that holds, not too often (OCPP 2.0.1 A02, A03; S11)."""

from __future__ import annotations

from typing import Final

from chargehand.model.certificates import (
    CsrFacts,
    KeyFacts,
    Signing,
    SigningHistory,
    SigningPolicy,
    SigningVerdict,
)
from chargehand.model.identity import StationId

BITS_MIN: Final = {"rsa": 2048, "ec": 256}
"""OCPP 2.0.1 part 2 A00.FR.501 and following: 2048 bits RSA, or an elliptic curve as strong."""
BITS_MAX: Final = {"rsa": 8192, "ec": 521}
DIGESTS: Final = frozenset({"sha256", "sha384", "sha512"})


def is_strong(key: KeyFacts) -> bool:
    return BITS_MIN.get(key.kind, 1) <= key.bits <= BITS_MAX.get(key.kind, 0)


def may_sign(
    request: CsrFacts, station: StationId, policy: SigningPolicy, history: SigningHistory
) -> SigningVerdict:
    """Sign, wait for an operator, or refuse with a reason. Nobody is certified under another's name."""
    reason = _why_not(request, station, policy, history)
    if reason:
        return SigningVerdict(Signing.REFUSE, reason)
    if history.certified or policy.first_by_itself:
        return SigningVerdict(Signing.SIGN)
    return SigningVerdict(Signing.WAIT)


def _why_not(request: CsrFacts, station: StationId, policy: SigningPolicy, history: SigningHistory) -> str:
    if not policy.signs:
        return "no_authority"
    if history.requests_today >= policy.requests_per_day_max:
        return "too_many"
    if not request.signed:
        return "not_signed_by_its_key"
    if request.common_names != (station,):
        return "other_name"
    if policy.operator and request.organisations != (policy.operator,):
        return "other_operator"
    if request.wants_authority:
        return "wants_authority"
    if request.digest not in DIGESTS:
        return "weak_signature"
    return "" if is_strong(request.key) else "weak_key"
