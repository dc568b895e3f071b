"""Whether a request came from our own pages (S33, S34)."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from chargehand.edge.driver.context import WebSettings

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def is_foreign(request: HTTPConnection, settings: WebSettings) -> bool:
    """True when the browser says that another site asks. Programs say neither and are not foreign: a token is asked of them.

    Where the page was opened under another name of ours than the configured one, Origin and Host agree.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in {"same-origin", "none"}:
        return True
    origin = request.headers.get("origin")
    if origin is None or origin == settings.origin:
        return False
    own = urlsplit(origin).netloc  # empty for "null"
    return not own or own != request.headers.get("host")
