"""Carries messages to drivers' devices, by the push services of their browsers (RFC 8030)."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from chargehand.edge.notices.ports import PassingFault, Pushes, PushObserver, PushReply, Undeliverable, Way
from chargehand.edge.notices.sealing import BadKeys, Signer, sealed
from chargehand.edge.notices.sender import delay_s
from chargehand.model.faults import WorldFault
from chargehand.model.notice import SECURITY, NoticeKind
from chargehand.model.push import Push, PushHosts

BATCH_MAX: Final = 50
AT_ONCE: Final = 8
LOOK_EVERY_S: Final = 1.0
AFTER_FAULT_S: Final = 5.0
OURS_FOR: Final = timedelta(minutes=3)
"""Longer than a batch can take; after a crash another process takes them over."""
RETRY_MAX_S: Final = 3600

_GONE: Final = (404, 410)
_URGENT: Final = frozenset({NoticeKind.STOP_FAILED, NoticeKind.IDLE_FEE_SOON, *SECURITY})
_CALM: Final = frozenset({NoticeKind.INVOICE_READY})


class Courier:
    def __init__(
        self,
        pushes: Pushes,
        way: Way,
        hosts: PushHosts,
        signer: Signer,
        clock: Callable[[], datetime],
        observer: PushObserver,
    ) -> None:
        self._pushes = pushes
        self._way = way
        self._hosts = hosts
        self._signer = signer
        self._clock = clock
        self._observer = observer

    async def run(self) -> None:
        """Carries until cancelled. Several may run at once; whoever has another key than the one that is known carries nothing."""
        published = False
        while True:
            try:
                published = published or await self._published()
                carried = await self.send_due() if published else 0
            except WorldFault as fault:
                self._observer.fault(str(fault))
                await asyncio.sleep(AFTER_FAULT_S)
                continue
            if carried < BATCH_MAX:
                await asyncio.sleep(LOOK_EVERY_S if published else 60 * AFTER_FAULT_S)

    async def _published(self) -> bool:
        known = await self._pushes.publish_key(self._signer.public)
        if known != self._signer.public:
            self._observer.fault("push: another worker has another key; share one push-key.pem")
        return known == self._signer.public

    async def send_due(self) -> int:
        """One batch of what is due has been tried; returns how many that were. Raises WorldFault."""
        now = self._clock()
        due = await self._pushes.take_pushes(now, BATCH_MAX, now + OURS_FOR)
        room = asyncio.Semaphore(AT_ONCE)

        async def carried(push: Push) -> None:
            async with room:
                await self._send(push)

        results = await asyncio.gather(*map(carried, due), return_exceptions=True)
        for fault in results:
            if isinstance(fault, BaseException):
                raise fault
        return len(due)

    async def _send(self, push: Push) -> None:
        now = self._clock()
        place = self._hosts.place(push.keys.endpoint)
        if now >= push.until:
            await self._over(push)
            return
        try:
            if place is None:
                raise Undeliverable("host not allowed")
            body = sealed(push.keys, push.message)
            reply = await self._way.post(place, self._headers(push, place, now), body)
        except (Undeliverable, BadKeys) as fault:
            self._observer.fault(f"push: {fault}")
            self._observer.push("dropped")
            await self._pushes.device_lost(push)
        except PassingFault as fault:
            self._observer.fault(str(fault))
            await self._later(push, delay_s(push.tries))
        except Exception as fault:  # the message's own edge: one must not keep all others
            self._observer.fault(f"push: {type(fault).__name__}")
            await self._later(push, delay_s(push.tries))
        else:
            await self._became(push, reply)

    async def _became(self, push: Push, reply: PushReply) -> None:
        if reply.status in _GONE:
            self._observer.push("device_gone")
            await self._pushes.device_lost(push)
        elif 200 <= reply.status < 300:
            self._observer.push("sent")
            await self._pushes.push_gone(push, self._clock())
        elif reply.status == 429 or reply.status >= 500:
            await self._later(push, min(reply.retry_after_s or delay_s(push.tries), RETRY_MAX_S))
        else:  # a redirect too: none is followed
            self._observer.fault(f"push: answered {reply.status}")
            await self._over(push)

    async def _later(self, push: Push, wait_s: int) -> None:
        self._observer.push("delayed")
        await self._pushes.push_later(push, self._clock() + timedelta(seconds=wait_s))

    async def _over(self, push: Push) -> None:
        self._observer.push("dropped")
        await self._pushes.push_over(push)

    def _headers(self, push: Push, place: tuple[str, int, str], now: datetime) -> dict[str, str]:
        """`Topic`: of one session a push service keeps the newest only, while its device is away."""
        host, port, _ = place
        origin = f"https://{host}" if port == 443 else f"https://{host}:{port}"
        urgency = "high" if push.kind in _URGENT else "low" if push.kind in _CALM else "normal"
        topic = base64.urlsafe_b64encode(hashlib.sha256(push.topic.encode()).digest())[:32].decode()
        return {
            "TTL": str(int((push.until - now).total_seconds())),
            "Urgency": urgency,
            "Topic": topic,
            "Content-Type": "application/octet-stream",
            "Content-Encoding": "aes128gcm",
            "Authorization": self._signer.header(origin, now),
        }
