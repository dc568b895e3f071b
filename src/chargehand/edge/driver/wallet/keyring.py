"""What pages and the API do alike with passkeys: make one, show one. Why one is refused is not told."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from starlette.requests import Request

from chargehand.edge.driver.door.guard import Caller
from chargehand.edge.driver.problems import Problem, not_found
from chargehand.edge.driver.wallet.desk import Desk
from chargehand.edge.driver.wallet.webauthn import (
    LASTS_S,
    NotProved,
    Shown,
    Site,
    counted,
    creation_options,
    has_risen,
    key_of,
    new_key,
    request_options,
    shown_in,
)
from chargehand.model.notice import NoticeKind
from chargehand.model.passkey import Passkey
from chargehand.model.visit import Entrance, Welcome
from chargehand.views.wallet.letters import key_added_letter, key_removed_letter
from chargehand.views.wording import say

NAME_MAX: Final = 60


class Keyring:
    """Each method raises Problem: for a house without a name there are no passkeys, and what proves nothing is refused."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._keys = desk.wallet.passkeys
        self._context = desk.web.context

    async def creation(self, caller: Caller) -> bytes:
        """What a device needs to make a key for this driver."""
        site, challenge = self._site(), await self._challenge(caller)
        return creation_options(site, caller.driver, await self._keys.all(caller.driver.id), challenge)

    async def add(
        self, request: Request, caller: Caller, credential: Mapping[str, Any], name: str
    ) -> Passkey:
        """The key that a device has made is the driver's, and a letter says so."""
        site, seen = self._site(), self.desk.seen(self.desk.web.eyes(request))
        try:
            shown = shown_in(credential, new=True)
            if not await self._keys.take(shown.challenge, caller.driver.id, seen.now):
                raise NotProved("no challenge of ours")
            made = new_key(site, shown)
        except NotProved as fault:
            raise refused() from fault
        name = " ".join(name.split())[:NAME_MAX] or say("door.passkeys.name.suggested", seen.lang)
        key = Passkey(
            id=made.id,
            driver=caller.driver.id,
            public_key=made.public_key,
            sign_count=made.sign_count,
            transports=made.transports,
            name="".join(letter for letter in name if letter.isprintable()),
            made_at=seen.now,
        )
        if not await self._keys.add(key, key_added_letter(key.name, self.desk.house, seen)):
            raise refused()
        await self.desk.tell(caller.driver.id, NoticeKind.PASSKEY_ADDED, _about(key), key.name)
        return key

    async def remove(self, request: Request, caller: Caller, name: str) -> None:
        """The caller's own key is gone, and a letter says so; any other is not found."""
        seen = self.desk.seen(self.desk.web.eyes(request))
        try:
            wanted = key_of(name)
        except NotProved as fault:
            raise not_found() from fault
        keys = await self._keys.all(caller.driver.id)
        key = next((each for each in keys if each.id == wanted), None)
        if key is None:
            raise not_found()
        letter = key_removed_letter(key.name, self.desk.house, seen)
        if not await self._keys.remove(caller.driver.id, key.id, seen.now, letter):
            raise not_found()
        await self.desk.tell(caller.driver.id, NoticeKind.PASSKEY_REMOVED, _about(key), key.name)

    async def request(self, request: Request) -> bytes:
        """What a device needs to show a key of ours, whosever it is."""
        site = self._site()
        self.desk.limits.count_challenge(request)
        return request_options(site, await self._challenge(None))

    async def enter(self, request: Request, credential: Mapping[str, Any], entrance: Entrance) -> Welcome:
        """Whoever shows the key is let in. The challenge is spent, whatever the answer is worth."""
        site = self._site()
        self.desk.limits.count_challenge(request)
        try:
            return await self._let_in(site, shown_in(credential, new=False), entrance)
        except NotProved as fault:
            raise refused() from fault

    async def _let_in(self, site: Site, shown: Shown, entrance: Entrance) -> Welcome:
        now = self._context.clock()
        if not await self._keys.take(shown.challenge, None, now):
            raise NotProved("no challenge of ours")
        key = await self._keys.one(shown.key, now)
        if key is None or key.suspect_at is not None:
            raise NotProved("no key of ours")
        count = counted(site, shown, key)
        if not has_risen(key, count):
            await self._keys.suspect(key.id, now)
            raise NotProved("the counter fell")
        welcome = await self._keys.enter(key.id, count, entrance, now)
        if welcome is None:
            raise NotProved("the key opens nothing any more")
        return welcome

    async def _challenge(self, caller: Caller | None) -> bytes:
        """32 bytes, good for one answer."""
        challenge = hashlib.sha256(self._context.fresh_secret().encode()).digest()
        until = self._context.clock() + timedelta(seconds=LASTS_S)
        await self._keys.challenge(challenge, None if caller is None else caller.driver.id, until)
        return challenge

    def _site(self) -> Site:
        settings = self._context.settings
        if settings.passkey_host is None:
            raise not_found()
        return Site(settings.name, settings.passkey_host, settings.origin)


def refused() -> Problem:
    return Problem(403, "passkey_refused", "That passkey did not work.")


def _about(key: Passkey) -> str:
    """This key as it was added then."""
    return f"{key.id.hex()[:64]}@{key.made_at:%Y%m%d%H%M%S}"
