"""What browsers and we say to each other about passkeys (WebAuthn level 2): options out, proofs in, checked to the letter.

The host and the origin are those of our own address, nothing else is taken (S37). Who is present is verified each time.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    base64url_to_bytes,
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from chargehand.model.passkey import Passkey
from chargehand.model.token import Driver

LASTS_S: Final = 300
"""So long a browser may take to answer a challenge."""
MALFORMED: Final = (
    WebAuthnException,
    EOFError,
    struct.error,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
)
"""What a crooked answer may come to inside the library."""
TRANSPORTS: Final = frozenset({"usb", "nfc", "ble", "internal", "hybrid", "smart-card"})


class NotProved(Exception):
    """The browser's answer proves nothing."""


class Site(Struct, frozen=True):
    """Whom a passkey is made for."""

    name: str
    host: str
    origin: str


class NewKey(Struct, frozen=True, kw_only=True):
    id: bytes
    public_key: bytes
    sign_count: int
    transports: tuple[str, ...]


class Shown(Struct, frozen=True, kw_only=True):
    """A browser's answer before it is checked: which key it says it has, and which challenge it says it answers."""

    credential: Mapping[str, Any]
    key: bytes
    challenge: bytes


def creation_options(site: Site, driver: Driver, known: Sequence[Passkey], challenge: bytes) -> bytes:
    """For `navigator.credentials.create`: a key that the device finds by itself later."""
    options = generate_registration_options(
        rp_id=site.host,
        rp_name=site.name,
        user_name=driver.email,
        user_display_name=driver.name or driver.email,
        challenge=challenge,
        timeout=LASTS_S * 1000,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            require_resident_key=True,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=key.id) for key in known],
    )
    options.user.id = driver.id.encode()
    return options_to_json(options).encode()


def request_options(site: Site, challenge: bytes) -> bytes:
    """For `navigator.credentials.get`: any key of ours that the device has."""
    options = generate_authentication_options(
        rp_id=site.host,
        challenge=challenge,
        timeout=LASTS_S * 1000,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options).encode()


def shown_in(credential: Mapping[str, Any], *, new: bool) -> Shown:
    """Raises NotProved for what is no answer at all."""
    try:
        parsed = (
            parse_registration_credential_json(dict(credential))
            if new
            else parse_authentication_credential_json(dict(credential))
        )
        told = parse_client_data_json(parsed.response.client_data_json)
        if told.cross_origin:
            raise NotProved("asked for by another site's frame")
        return Shown(credential=credential, key=parsed.raw_id, challenge=told.challenge)
    except MALFORMED as fault:
        raise NotProved(str(fault)) from fault


def new_key(site: Site, shown: Shown) -> NewKey:
    """The key that was made for our challenge. Raises NotProved."""
    try:
        verified = verify_registration_response(
            credential=dict(shown.credential),
            expected_challenge=shown.challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
        parsed = parse_registration_credential_json(dict(shown.credential))
    except MALFORMED as fault:
        raise NotProved(str(fault)) from fault
    told = parsed.response.transports or []
    return NewKey(
        id=verified.credential_id,
        public_key=verified.credential_public_key,
        sign_count=verified.sign_count,
        transports=tuple(sorted({each.value for each in told} & TRANSPORTS)),
    )


def counted(site: Site, shown: Shown, key: Passkey) -> int:
    """The counter that came with a proof by this key; whether it rose is for the caller to look at. Raises NotProved."""
    try:
        verified = verify_authentication_response(
            credential=dict(shown.credential),
            expected_challenge=shown.challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=key.public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
        handle = parse_authentication_credential_json(dict(shown.credential)).response.user_handle
    except MALFORMED as fault:
        raise NotProved(str(fault)) from fault
    if handle is not None and handle != key.driver.encode():
        raise NotProved("the key says that it is somebody else's")
    return verified.new_sign_count


def has_risen(key: Passkey, count: int) -> bool:
    """A counter that stands or falls is a copy's; those that never count say 0 for ever."""
    return count > key.sign_count or (count == 0 and key.sign_count == 0)


def key_of(name: str) -> bytes:
    """The key's id as addresses carry it. Raises NotProved."""
    try:
        return base64url_to_bytes(name)
    except ValueError as fault:
        raise NotProved(name) from fault


class Answer(Struct, forbid_unknown_fields=True):
    """What our scripts send."""

    credential: dict[str, Any]
    name: str = ""
    next: str = ""
    keep: bool = False


def read_answer(body: bytes) -> Answer:
    """Raises NotProved."""
    try:
        return msgspec.json.decode(body, type=Answer)
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise NotProved(str(fault)) from fault
