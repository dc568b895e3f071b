"""What somebody at the door has shown, and whether it is enough for the station they say they are (S01, S05, S06)."""

from __future__ import annotations

from typing import NamedTuple

from chargehand.edge.gateway.door.verifier import check
from chargehand.model.credentials import Credentials, SecurityProfile, Verifier


class Shown(NamedTuple):
    """One upgrade's proofs."""

    identity: str
    authorization: str | None
    tls: bool
    certified: bool
    """Over TLS, a certificate of this very identity that is good."""
    near: bool
    """From where an open door is open."""


class Weight(NamedTuple):
    """`profile` None: nothing was proved. `key`: the one that the password fits."""

    profile: SecurityProfile | None
    key: Verifier | None
    enough: bool


_NOTHING = Weight(None, None, enough=False)


def weigh(credentials: Credentials | None, shown: Shown) -> Weight:
    """The same work whether or not there is such a station (S04)."""
    checked = check(credentials, shown.identity, shown.authorization)
    if credentials is None:
        return _NOTHING
    profile: SecurityProfile | None = None
    if shown.certified and (checked.named or shown.authorization is None):
        profile = SecurityProfile.CERTIFICATE
    elif checked.fits is not None:
        profile = SecurityProfile.BASIC_TLS if shown.tls else SecurityProfile.BASIC
    elif credentials.profile is SecurityProfile.OPEN and shown.near:
        profile = SecurityProfile.OPEN
    if profile is None:
        return _NOTHING
    return Weight(profile, checked.fits, enough=profile >= credentials.profile)
