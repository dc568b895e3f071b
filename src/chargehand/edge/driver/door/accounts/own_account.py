"""What drivers do about their own accounts, the same from a page and from a program: nothing of it by a card alone (S37)."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import datetime, timedelta

from starlette.responses import Response, StreamingResponse

from chargehand.edge.driver.context import DriverContext
from chargehand.edge.driver.door.eyes import Eyes
from chargehand.edge.driver.door.guard import RECENT, Caller
from chargehand.edge.driver.door.throttle import Buckets
from chargehand.edge.driver.problems import invalid, proof_needed, too_many
from chargehand.model.account import ERASED_AFTER_DAYS, Closing
from chargehand.model.notice import NoticeFacts, NoticeKind
from chargehand.model.visit import BadCursor
from chargehand.views.account.letters import change_note, closed_letter, confirm_letter
from chargehand.views.wording import say
from chargehand.views.words.language import day

EMAIL_MINUTES = 60
_HOUR_S = 3600


class OwnAccount:
    """One for the whole web: it counts. Raises Problem (429) for what is wished too often."""

    def __init__(self, context: DriverContext) -> None:
        self._context = context
        self._profiles = context.profiles
        self._addresses = Buckets(5, 5 / _HOUR_S)
        self._exports = Buckets(6, 12 / _HOUR_S)

    @property
    def erase_at(self) -> datetime:
        """When an account that is closed now will be erased."""
        return self._context.clock() + timedelta(days=ERASED_AFTER_DAYS)

    async def ask_email(self, caller: Caller, email: str, eyes: Eyes) -> None:
        """The address waits to be confirmed; nothing tells whether somebody has it already (S36).

        Letters let in, so that only who has just signed in names another address for them.
        """
        self._insist_on_recent_proof(caller)
        self._count(self._addresses, caller)
        settings, secret = self._context.settings, self._context.fresh_secret()
        letters = (
            confirm_letter(settings.name, self._address(f"/account/email/{secret}"), eyes.lang),
            change_note(settings.name, self._address("/account"), eyes.lang),
        )
        await self._profiles.ask_email(caller.driver.id, email, secret, EMAIL_MINUTES, letters)

    async def close(self, caller: Caller, eyes: Eyes) -> Closing:
        """Closed, to be erased later; nothing is done while one of the sessions is live."""
        self._insist_on_recent_proof(caller)
        link, name = self._address("/sign-in"), self._context.settings.name
        letter = closed_letter(name, link, self.erase_at, eyes.zone, eyes.lang)
        closing = await self._profiles.close(caller.driver.id, letter)
        if closing.erase_at is not None and (notices := self._context.notices) is not None:
            now = self._context.clock()
            facts = NoticeFacts(
                note=say("account.keeping", eyes.lang, day=day(closing.erase_at, eyes.lang, eyes.zone))
            )
            about = f"closed@{now:%Y%m%d%H%M%S}"
            await notices.tell(caller.driver.id, NoticeKind.ACCOUNT_CHANGED, about, now, facts)
        return closing

    async def export(self, caller: Caller, cursor: str | None) -> Response:
        """Everything that is kept, piece by piece; it breaks off once the key opens the account no more."""
        if not caller.proved:
            raise proof_needed()
        self._count(self._exports, caller)

        async def still_in() -> bool:
            return bool(await self._context.accounts.still_good([caller.key]))

        pieces = self._profiles.document(caller.driver.id, cursor, still_in)
        try:
            first = await anext(pieces)
        except BadCursor as fault:
            raise invalid("`cursor` is none of ours.") from fault

        async def told() -> AsyncGenerator[str]:
            yield first
            async for piece in pieces:
                yield piece

        headers = {"Content-Disposition": 'attachment; filename="my-data.json"'}
        return StreamingResponse(told(), headers=headers, media_type="application/json")

    def _address(self, path: str) -> str:
        return self._context.settings.base_url.rstrip("/") + path

    def _insist_on_recent_proof(self, caller: Caller) -> None:
        if not caller.proved_since(self._context.clock() - RECENT):
            raise proof_needed()

    def _count(self, buckets: Buckets, caller: Caller) -> None:
        wait_s = buckets.wait_s(caller.driver.id, self._context.clock())
        if wait_s > 0:
            raise too_many(wait_s)
