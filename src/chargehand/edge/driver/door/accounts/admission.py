"""What every way of signing in does once it is known who comes in, whatever proved it."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from chargehand.edge.driver.context import DriverContext
from chargehand.edge.driver.door.accounts.acquaintance import acquainted
from chargehand.edge.driver.door.errands import Errands
from chargehand.edge.driver.door.keys import give_cookie
from chargehand.edge.driver.door.looks import give_looks
from chargehand.model.token import Driver
from chargehand.model.visit import Entrance

DAY_S: Final = 86_400


def let_in(
    context: DriverContext,
    errands: Errands,
    signed_in: tuple[Request, Response],
    driver: Driver,
    entrance: Entrance,
    *,
    keep: bool,
) -> Response:
    """The browser holds the new secret, shows pages as the driver likes them, and is known; a new one is told to the driver.

    `keep`: also when it is closed.
    """
    request, response = signed_in
    settings = context.settings
    give_looks(request, response, settings, driver)
    give_cookie(response, settings, entrance.secret, settings.kept_days * DAY_S if keep else None)
    acquainted(context, errands, signed_in, driver.id, (entrance.secret, entrance.before))
    return response
