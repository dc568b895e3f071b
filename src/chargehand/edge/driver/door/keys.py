"""What a request shows to be let in, and the cookie that a browser is given."""

from __future__ import annotations

import base64
import hmac
import re

from starlette.requests import HTTPConnection
from starlette.responses import Response

from chargehand.edge.driver.context import WebSettings
from chargehand.model.visit import Key, KeyKind

_SECRET = re.compile(r"[A-Za-z0-9_\-.~]{16,200}")
_CSRF_PURPOSE = b"chargehand form token"


def cookie_name(settings: WebSettings, name: str = "chargehand") -> str:
    """`__Host-` binds the cookie to this host, path / and TLS (S32)."""
    return f"__Host-{name}" if settings.secure else name


def cookie_told(request: HTTPConnection, name: str) -> str:
    """What a cookie of taste says, bound to this host or, without TLS, not; empty if there is none."""
    return request.cookies.get(f"__Host-{name}") or request.cookies.get(name, "")


def key_of(request: HTTPConnection, settings: WebSettings) -> Key | None:
    """The bearer token if one is shown, else the cookie; None if there is neither or it cannot be ours."""
    authorization = request.headers.get("authorization")
    if authorization is not None:
        scheme, _, secret = authorization.partition(" ")
        good = scheme.lower() == "bearer" and _SECRET.fullmatch(secret.strip())
        return Key(KeyKind.BEARER, secret.strip()) if good else None
    return cookie_key(request, settings)


def cookie_key(request: HTTPConnection, settings: WebSettings) -> Key | None:
    secret = request.cookies.get(cookie_name(settings), "")
    return Key(KeyKind.COOKIE, secret) if _SECRET.fullmatch(secret) else None


def is_secret(text: str) -> bool:
    """Whether the text could be a secret that we gave out."""
    return _SECRET.fullmatch(text) is not None


def form_token(key: Key) -> str:
    """The CSRF token of this sign-in: only who can read the cookie, or our pages, can know it (S33)."""
    digest = hmac.digest(key.secret.encode(), _CSRF_PURPOSE, "sha256")
    return base64.urlsafe_b64encode(digest[:24]).decode()


def give_cookie(response: Response, settings: WebSettings, secret: str, kept_s: int | None) -> None:
    """The browser holds `secret` for `kept_s` seconds, or until it is closed."""
    response.set_cookie(
        cookie_name(settings),
        secret,
        max_age=kept_s,
        path="/",
        secure=settings.secure,
        httponly=True,
        samesite="lax",
    )


def take_cookie(response: Response, settings: WebSettings) -> None:
    """The browser holds nothing of ours any more."""
    response.set_cookie(
        cookie_name(settings), "", max_age=0, path="/", secure=settings.secure, httponly=True, samesite="lax"
    )
