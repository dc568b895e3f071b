"""Whatever a page can do, a program can do: an app could be written on the API alone."""

from __future__ import annotations

from typing import Final, NamedTuple

from tests.integration.web.hers import routes
from tests.integration.web.site import Site


class Not(NamedTuple):
    """Why there is nothing for programs."""

    why: str


LETTER: Final = Not(
    "a link in a letter, opened in a browser by whoever reads the letter; nobody is signed in for it"
)
FORM: Final = Not("only a form with a button; what it sends has a call")
FILE: Final = Not("a file of the pages themselves")
MACHINES: Final = Not("for those who watch the house; no page")
TAP: Final = Not(
    "a card proves too little for a token: it lets in the browser that stands at the reader, for hours"
)

API: Final = "/api/v1"
PAGES: Final[dict[str, Not | tuple[str, ...]]] = {
    # in and out
    "GET /sign-in": FORM,
    "POST /sign-in": ("POST /sign-in",),
    "POST /sign-in/code": ("POST /sign-in/code",),
    "GET /sign-in/{secret}": FORM,
    "POST /sign-in/{secret}": ("POST /sign-in/link",),
    "POST /sign-in/passkey/options": ("POST /sign-in/passkey/options",),
    "POST /sign-in/passkey": ("POST /sign-in/passkey",),
    "GET /sign-in/card": TAP,
    "POST /sign-in/card": TAP,
    "GET /sign-in/card/{pairing}": TAP,
    "POST /sign-in/card/{pairing}": TAP,
    "POST /sign-out": ("POST /sign-out",),
    # looking and charging
    "GET /": ("GET /sessions", "GET /chargers", "GET /usage"),
    "GET /banner": ("GET /sessions", "GET /live"),
    "GET /chargers": ("GET /chargers",),
    "GET /chargers/{charger}": ("GET /chargers/{charger}", "GET /chargers/{charger}/tariff", "GET /cards"),
    "GET /chargers/{charger}/live": ("GET /live", "GET /chargers/{charger}"),
    "GET /chargers/{charger}/picture": Not("its address stands in the charger's object; a token opens it"),
    "GET /c/{charger}": ("GET /chargers/{charger}",),
    "GET /scan": Not("the camera is the device's own; what it reads is a charger's id"),
    "POST /chargers/{charger}/start": ("POST /sessions",),
    "POST /chargers/{charger}/refresh": ("POST /chargers/{charger}/refresh", "GET /commands/{command}"),
    "GET /sessions": ("GET /sessions", "GET /usage"),
    "GET /sessions.csv": ("GET /sessions.csv",),
    "GET /sessions/{session}": ("GET /sessions/{session}", "GET /sessions/{session}/evidence"),
    "GET /sessions/{session}/live-page": ("GET /sessions/{session}/live",),
    "GET /sessions/{session}/chart.json": ("GET /sessions/{session}/readings",),
    "POST /sessions/{session}/stop": ("POST /sessions/{session}/stop",),
    "POST /sessions/{session}/not-charging": ("POST /sessions/{session}/not-charging",),
    # cards
    "GET /cards": ("GET /cards", "GET /card-requests"),
    "GET /cards/{card}": ("GET /cards/{card}",),
    "POST /cards/{card}": ("PUT /cards/{card}",),
    "GET /cards/{card}/lost": FORM,
    "POST /cards/{card}/lost": ("POST /cards/{card}/lost",),
    "POST /cards/request": ("POST /card-requests",),
    "POST /cards/entry": ("PUT /card-sign-in",),
    "GET /cards/claim": FORM,
    "POST /cards/claim": ("POST /card-claims",),
    "GET /cards/claim/{pairing}": ("GET /card-claims/{pairing}",),
    # the account
    "GET /account": ("GET /account", "GET /account/devices"),
    "POST /account/name": ("PUT /account",),
    "POST /account/looks": ("PUT /account",),
    "POST /account/email": ("POST /account/email",),
    "POST /account/email/drop": ("POST /account/email/drop",),
    "GET /account/email/{secret}": LETTER,
    "POST /account/email/{secret}": LETTER,
    "POST /account/devices/{device}/sign-out": ("POST /account/devices/{device}/sign-out",),
    "POST /account/sign-out": ("POST /account/sign-out",),
    "GET /account/export": ("GET /account/export",),
    "GET /account/delete": FORM,
    "POST /account/delete": ("POST /account/deletion",),
    "GET /account/passkeys": ("GET /passkeys",),
    "POST /account/passkeys/options": ("POST /passkey-options",),
    "POST /account/passkeys": ("POST /passkeys",),
    "POST /account/passkeys/{key}/remove": ("DELETE /passkeys/{key}",),
    # notices and support
    "GET /inbox": ("GET /notices",),
    "POST /inbox/read": ("POST /notices/read",),
    "GET /inbox/{notice}": ("POST /notices/{notice}/read",),
    "GET /account/notifications": ("GET /notices/settings", "GET /notices/devices", "GET /notices/push-key"),
    "POST /account/notifications": ("PUT /notices/settings",),
    "POST /account/notifications/devices/{device}/remove": ("DELETE /notices/devices/{device}",),
    "GET /unsubscribe/{secret}": LETTER,
    "POST /unsubscribe/{secret}": LETTER,
    "GET /support": ("GET /support",),
    "GET /support/new": ("GET /support/draft",),
    "POST /support": ("POST /support",),
    "GET /support/{case}": ("GET /support/{case}",),
    "POST /support/{case}/reply": ("POST /support/{case}/messages",),
    # the house
    "GET /stickers": ("GET /operator/stickers",),
    "GET /offline": FILE,
    "GET /static/{name:path}": FILE,
    "GET /sw.js": FILE,
    "GET /openapi.json": MACHINES,
    "GET /healthz": MACHINES,
    "GET /readyz": MACHINES,
    "GET /metrics": MACHINES,
}
"""Each page and form, with the calls that do the same."""


def told(site: Site) -> tuple[set[str], set[str]]:
    """What the pages answer, and what the API answers."""
    calls = {f"{method} {path}" for method, path in routes(site)}
    api = {call for call in calls if f" {API}/" in call}
    return calls - api, {call.replace(f" {API}", " ", 1) for call in api}


async def test_every_page_has_its_calls(site: Site) -> None:
    pages, api = told(site)

    assert pages - set(PAGES) == set(), "say which calls of the API do the same, or why none does"
    assert set(PAGES) - pages == set(), "there is no such page any more"
    for page, calls in PAGES.items():
        assert isinstance(calls, Not) or set(calls) <= api, page


async def test_every_call_of_a_driver_is_described(site: Site) -> None:
    _, api = told(site)
    described = (await site.browser().get("/openapi.json")).json()["paths"]
    shown = {f"{method.upper()} {path}" for path, item in described.items() for method in item}
    assert {call.replace(f" {API}", " ", 1) for call in shown} == api
