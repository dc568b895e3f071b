"""What pages and the API do alike with cards: look, change, report lost, ask for one, claim one."""

from __future__ import annotations

from msgspec.structs import replace

from chargehand.edge.driver.door.eyes import Eyes
from chargehand.edge.driver.door.guard import Caller
from chargehand.edge.driver.ports.wallet import Wallet
from chargehand.edge.driver.problems import Problem
from chargehand.edge.driver.refusals import Refused
from chargehand.edge.driver.wallet.tap_limits import TapLimits
from chargehand.edge.driver.wallet.wishes import Wishes
from chargehand.edge.driver.web import Web
from chargehand.model.card import CardSheet, LostReport, Tap
from chargehand.model.identity import CardId, DriverId, PairingId
from chargehand.model.notice import NoticeFacts, NoticeKind
from chargehand.model.refusals import Refusal
from chargehand.views.wallet.cards import card_label
from chargehand.views.wallet.letters import (
    House,
    claimed_letter,
    lost_letter,
    lost_letter_to_operators,
    request_letter_to_operators,
)
from chargehand.views.wording import TABLES
from chargehand.views.words.language import Language
from chargehand.views.words.seen import Seen


class Desk:
    def __init__(self, web: Web, wallet: Wallet, limits: TapLimits) -> None:
        self.web = web
        self.wallet = wallet
        self.limits = limits
        self.wishes = Wishes(web.context, wallet.taps)

    @property
    def house(self) -> House:
        settings = self.web.context.settings
        return House(settings.name, settings.base_url.rstrip("/"))

    def seen(self, eyes: Eyes) -> Seen:
        return self.web.seen(eyes)

    def seen_by(self, told: str, seen: Seen) -> Seen:
        """The same in the language `told`, if it is one of ours: who reads is not who asks."""
        return replace(seen, lang=Language(told)) if told in TABLES else seen

    async def tell(self, driver: DriverId, kind: NoticeKind, about: str, note: str) -> None:
        """The driver is told, once for the same `about`, however often it is said."""
        context = self.web.context
        if context.notices is not None:
            await context.notices.tell(driver, kind, about, context.clock(), NoticeFacts(note=note))

    async def card(self, caller: Caller, card: CardId) -> CardSheet:
        """The caller's own; raises Refused for any other."""
        sheet = await self.wallet.cards.one(caller.driver.id, card)
        if sheet is None:
            raise Refused(Refusal.NOT_FOUND)
        return sheet

    async def report_lost(self, caller: Caller, card: CardId, reason: str, eyes: Eyes) -> CardSheet:
        """Refused everywhere from now on, its session asked to stop, driver and operators told. Again: nothing more."""
        sheet, seen = await self.card(caller, card), self.seen(eyes)
        report = LostReport(
            driver=caller.driver.id,
            card=card,
            reason=reason,
            at=seen.now,
            to_driver=lost_letter(sheet, self.house, seen),
            to_operators=lost_letter_to_operators(sheet, caller.driver, reason, self.house),
        )
        for stopping in await self.wallet.cards.report_lost(report) or ():
            await self.wishes.stop(stopping)
        sheet = await self.card(caller, card)
        about, label = f"{card}@{sheet.lost_at:%Y%m%d%H%M%S}", card_label(sheet, seen.lang)
        await self.tell(caller.driver.id, NoticeKind.CARD_LOST, about, label)
        return sheet

    async def ask_for_card(self, caller: Caller, note: str) -> bool:
        """The operators see it; False: the driver asked already and was not answered yet."""
        context = self.web.context
        letter = request_letter_to_operators(caller.driver, note, self.house)
        return await self.wallet.cards.ask(
            caller.driver.id, context.fresh_id(), note, context.clock(), letter
        )

    async def begin_claim(self, caller: Caller) -> PairingId:
        """The charger that the request named waits for the caller's tap. Raises Refused."""
        if caller.station is None:
            raise Refused(Refusal.NOT_FOUND)
        if not caller.active:
            raise Refused(Refusal.ACCOUNT_INACTIVE)
        self.limits.count_claim(caller.driver.id)
        pairing, _ = await self.wishes.wait_for_tap(caller.station, caller.key.secret, caller.driver.id)
        return pairing

    async def claim(self, caller: Caller, pairing: PairingId, eyes: Eyes) -> Tap:
        """How it stands with the caller's claim. A tap that has come is made good by looking."""
        tap = await self._tap(caller, pairing)
        if tap.tapped and not tap.settled:
            context, seen = self.web.context, self.seen(eyes)
            letter = claimed_letter(tap.tail, tap.charger_name, self.house, seen)
            await self.wallet.taps.claim(
                pairing, caller.key.secret, caller.driver.id, CardId(context.fresh_id()), seen.now, letter
            )
            tap = await self._tap(caller, pairing)
        return tap

    async def _tap(self, caller: Caller, pairing: PairingId) -> Tap:
        tap = await self.wallet.taps.look(pairing, caller.key.secret, caller.driver.id)
        if tap is None:
            raise Refused(Refusal.NOT_FOUND)
        return tap


def request_waits() -> Problem:
    return Problem(409, "request_waiting", "You asked for a card already; the operator has not answered yet.")
