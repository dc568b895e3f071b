"""What a browser will hold once it is let in, and where it goes then."""

from __future__ import annotations

import re
from datetime import timedelta

from starlette.requests import Request

from chargehand.edge.driver.context import DriverContext
from chargehand.edge.driver.door.keys import cookie_key
from chargehand.model.visit import Entrance

_PATH = re.compile(r"/(?![/\\])[A-Za-z0-9_\-./?=&%,:+]{0,500}")


def own_path(path: str | None) -> str:
    """The path if it is one of ours; a foreign address leads nowhere."""
    return path if path and _PATH.fullmatch(path) else ""


def entrance_of(request: Request, context: DriverContext, lasts: timedelta) -> Entrance:
    """A new secret, good for so long; what the browser holds now is void with it (S32)."""
    held = cookie_key(request, context.settings)
    return Entrance(
        secret=context.fresh_secret(),
        expires_at=context.clock() + lasts,
        device=request.headers.get("user-agent", "")[:200],
        before=None if held is None else held.secret,
    )
