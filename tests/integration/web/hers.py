"""What one driver has, and every address that speaks of it: for tests of who may see and change it."""

from __future__ import annotations

import httpx
from fastapi.routing import APIRoute

from tests.integration.web.site import Browser, Site
from tests.integration.web.world import World

OPEN = {
    "/healthz",
    "/readyz",
    "/metrics",
    "/openapi.json",
    "/",
    "/offline",
    "/sign-in",
    "/sign-in/code",
    "/sign-in/{secret}",
    "/sign-out",
    "/static/{name:path}",
    "/sw.js",
    "/c/{charger}",
    "/account/email/{secret}",
    "/sign-in/card",
    "/sign-in/card/{pairing}",
    "/sign-in/passkey",
    "/sign-in/passkey/options",
    "/unsubscribe/{secret}",
    "/api/v1/sign-in",
    "/api/v1/sign-in/code",
    "/api/v1/sign-in/link",
    "/api/v1/sign-in/passkey",
    "/api/v1/sign-in/passkey/options",
}
"""Routes that tell nothing about anybody."""
LEAVING = {
    "/account/sign-out",
    "/api/v1/account/sign-out",
    "/api/v1/sign-out",
    "/api/v1/account/deletion",
}
"""Routes after which who asked is signed in no more."""
BODIES: dict[str, dict[str, object]] = {
    "sign-in": {"email": "ada@example.org"},
    "code": {"email": "ada@example.org", "code": "000000", "device": "x"},
    "link": {"secret": "hers", "device": "x"},
    "passkey": {"credential": {}, "device": "x"},
    "passkeys": {"credential": {}},
    "sessions": {"charger_id": "pCP1"},
    "call": {"action": "ClearCache"},
    "reset": {},
    "unlock": {"connector": 1},
    "availability": {"operative": False},
    "firmware": {"location": "https://firmware.example/1"},
    "local-list": {},
    "close": {"reason": "The car is gone."},
    "rotate-key": {},
    "hersrequest": {"approve": True},
    "email": {"email": "other@example.org"},
    "deletion": {"sure": True},
    "lost": {},
    "card-requests": {},
    "card-claims": {"charger_id": "pCP1"},
    "support": {"charger_id": "pCP1", "text": "It is dark here."},
    "messages": {"text": "Still dark."},
    "answer": {"text": "There will be light."},
    "devices": {
        "endpoint": "https://fcm.googleapis.com/fcm/send/hers",
        "keys": {"p256dh": "B" + "A" * 86, "auth": "A" * 22},
    },
}
"""What a POST to an address with this end must say."""
PUTS: dict[str, dict[str, object]] = {
    "tariff": {"currency": "EUR"},
    "limit": {"power_w": 11_000},
    "card-sign-in": {"allowed": True},
    "herswish": {"state": "declined"},
    "settings": {"kinds": [{"kind": "session_ended", "push": False}]},
}
"""What a PUT to an address with this end must say."""


def routes(site: Site) -> list[tuple[str, str]]:
    """Every method and pattern that the application answers."""
    found = {
        (method, route.path)
        for route in site.app.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    }
    assert len(found) > 30
    return sorted(found)


HERS_KEY = "aGVycw"
PRIVATE = ("{session}", "{command}", "{card}", "{pairing}", "{key}", "{device}", "{notice}", "{case}")
"""What names something of one driver's; to any other it is not there."""


class Hers:
    """What ada has, and the addresses that speak of it."""

    def __init__(self, charger: str, live: str, ended: str, command: str, device: str) -> None:
        self.charger, self.live, self.ended, self.command = charger, live, ended, command
        self.device = device

    @classmethod
    async def made(cls, world: World) -> Hers:
        ada = await world.driver("ada")
        await world.card(ada, "04AABBCCDD")
        charger = await world.station("CP1")
        live = await world.session(ada, "CP1", token="04AABBCCDD", energy_wh=98_765)
        ended = await world.session(ada, "CP1", ended_s_ago=60)
        await world.reading(live, s_ago=10, energy_wh=98_765)
        await world.pool.execute(
            "insert into card_request (id, driver, note, made_at) values ('herswish', $1, 'for ada@example.org', $2)",
            ada.id,
            world.clock(),
        )
        await world.pool.execute(
            "insert into passkey (id, driver, public_key, sign_count, name, made_at) values ('hers', $1, '', 0, 'CCDD', $2)",
            ada.id,
            world.clock(),
        )
        await world.pool.execute(
            "insert into pairing (id, station, purpose, driver, secret_hash, made_at, ends_at)"
            " values ('herswindow', 'CP1', 'claim', $1, '', $2, $2)",
            ada.id,
            world.clock(),
        )
        await world.command("herscommand", "refresh", "CP1", ada)
        await world.told(ada, live)
        await world.pool.execute(
            "insert into web_session (secret_hash, driver, device, made_at, expires_at)"
            " values (sha256('hers'), $1, 'her phone', $2, $2::timestamptz + interval '1 hour')",
            ada.id,
            world.clock(),
        )
        device = await world.pool.fetchval("select encode(sha256(sha256('hers')), 'hex')")
        return cls(charger, live, ended, "herscommand", device)

    def paths(self, pattern: str) -> list[str]:
        """The addresses of the pattern that are hers; secrets of links stay as they are, and open nothing."""
        paths = self._paths(pattern)
        unknown = [path for path in paths if "{" in path.replace("{secret}", "").replace("{name:path}", "")]
        assert unknown == [], "say what of hers this names"
        return paths

    def _paths(self, pattern: str) -> list[str]:
        if pattern.endswith(("/support/draft", "/support/new")):
            return [f"{pattern}?session={self.live}"]
        if "{session}" in pattern:
            return [pattern.replace("{session}", each) for each in (self.live, self.ended)]
        pattern = pattern.replace("{identity}", "CP1").replace("{uid}", "04AABBCCDD")
        pattern = pattern.replace("{notice}", "hersnotice").replace("{case}", "herscase")
        device = "hersdevice" if "noti" in pattern else self.device
        pattern = pattern.replace("{device}", device).replace("{driver}", "ada@example.org")
        pattern = pattern.replace("{name}", "hersrequest").replace("{fingerprint}", "0a" * 32)
        pattern = pattern.replace("{card}", "card1").replace("{pairing}", "herswindow")
        pattern = pattern.replace("{key}", HERS_KEY).replace("{request_name}", "herswish")
        return [pattern.replace("{charger}", self.charger).replace("{command}", self.command)]

    def told_in(self, text: str) -> list[str]:
        marks = (
            self.live,
            self.ended,
            self.command,
            "her phone",
            "98.765",
            "ada@example.org",
            "card of ada",
            "CCDD",
            "hers alone",
            "hersdevice",
        )
        return [mark for mark in marks if mark in text]


async def ask(browser: Browser, method: str, path: str) -> httpx.Response:
    """As a browser would: a form with its token, or a page. Live streams are asked for once."""
    if method == "PUT":
        ordinary: dict[str, object] = {"status": "blocked"} if "/tokens/" in path else {"name": "mine"}
        body = PUTS.get(path.rpartition("/")[2], ordinary)
        return await browser.put(path, json=body, headers={"X-CSRF-Token": browser.csrf})
    if method == "DELETE":
        return await browser.delete(path, headers={"X-CSRF-Token": browser.csrf})
    if method == "POST" and path.startswith("/api/"):
        body = BODIES.get(path.rpartition("/")[2])
        return await browser.post(path, json=body, headers={"X-CSRF-Token": browser.csrf})
    if method == "DELETE":
        return await browser.delete(path, headers={"X-CSRF-Token": browser.csrf})
    if method == "POST":
        return await browser.send_form(path)
    return await browser.get(path, headers={"X-Fragment": "1"} if "/live" in path else {})
