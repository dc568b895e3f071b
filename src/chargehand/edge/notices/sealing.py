"""Messages that only one device can read (RFC 8291), signed so that its push service knows whose they are (RFC 8292).

Done by the two libraries that `pywebpush` is made of: that one itself loads two HTTP clients, for 40 MB and half a second.
"""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, cast

import http_ece  # pyright: ignore[reportMissingTypeStubs]
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import jwt  # pyright: ignore[reportMissingTypeStubs]

from chargehand.model.push import PushKeys

SIGNED_FOR: Final = timedelta(hours=6)
"""A push service takes no signature that is good for more than a day."""
_encrypt = cast("Callable[..., bytes]", http_ece.encrypt)  # pyright: ignore[reportUnknownMemberType]
_token = cast("Callable[[dict[str, object], ec.EllipticCurvePrivateKey], str]", jwt.sign)  # pyright: ignore[reportUnknownMemberType]
"""The token alone: what that library says of a header's claims refuses addresses with a port."""


class BadKeys(ValueError):
    """What a device registered with cannot be its keys."""


def sealed(keys: PushKeys, message: str) -> bytes:
    """The message for this device alone. Raises BadKeys."""
    auth, point = decoded(keys.auth), device_key(keys.p256dh)
    own = ec.generate_private_key(ec.SECP256R1())
    return _encrypt(message.encode(), private_key=own, dh=point, auth_secret=auth, version="aes128gcm")


def device_key(p256dh: str) -> bytes:
    """The point that a device named as its key. Raises BadKeys for none of the curve."""
    point = decoded(p256dh)
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError as fault:
        raise BadKeys("no point of P-256") from fault
    return point


def decoded(text: str) -> bytes:
    """Url-safe base64, with or without its padding. Raises BadKeys."""
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as fault:
        raise BadKeys("no base64") from fault


class Signer:
    """Signs for the house: `subject` is whom a push service may write to, `mailto:…`."""

    def __init__(self, key: ec.EllipticCurvePrivateKey, subject: str) -> None:
        self._key = key
        self._subject = subject
        self._signed: dict[str, tuple[datetime, str]] = {}
        point = key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        self.public = base64.urlsafe_b64encode(point).rstrip(b"=").decode()

    def header(self, origin: str, now: datetime) -> str:
        """What stands behind `Authorization:` for this push service; the same for some hours."""
        known = self._signed.get(origin)
        if known is not None and now < known[0]:
            return known[1]
        # A number: push services refuse the text of one (RFC 7519 §4.1.4).
        expires = int((now + SIGNED_FOR).timestamp())
        token = _token({"aud": origin, "sub": self._subject, "exp": expires}, self._key)
        header = f"vapid t={token},k={self.public}"
        if len(self._signed) > 100:
            self._signed.clear()
        self._signed[origin] = (now + SIGNED_FOR / 2, header)
        return header


def own_key(path: Path) -> ec.EllipticCurvePrivateKey:
    """The key in this file, which only we can read; made when there is none. Raises OSError, or ValueError for another kind."""
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        return _made(path)
    path.chmod(0o600)
    key = serialization.load_pem_private_key(text, None)
    if isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, ec.SECP256R1):
        return key
    raise ValueError(f"{path.name} holds no key of P-256")


def _made(path: Path) -> ec.EllipticCurvePrivateKey:
    """Whoever comes first makes it; a file that is half written is never seen."""
    path.parent.mkdir(parents=True, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    text = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.link(fresh, path)
    except FileExistsError:
        return own_key(path)
    finally:
        fresh.unlink(missing_ok=True)
    return key
