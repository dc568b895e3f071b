"""What the web asks of those who keep notices, the devices that are told, and support cases."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from chargehand.model.identity import DriverId, PublicId, SessionId
from chargehand.model.notice import Choices, Notice, NoticeFacts, NoticeKind, NoticePage
from chargehand.model.push import PushDevice, PushKeys
from chargehand.model.support import CaseFacts, CasePage, CaseState, SupportCase


class Notices(Protocol):
    """A driver's own: unknown and foreign look the same (S29)."""

    async def page(self, driver: DriverId, cursor: str | None, limit: int) -> NoticePage:
        """The newest first. Raises BadCursor."""
        ...

    async def unread(self, driver: DriverId) -> int: ...

    async def read(self, driver: DriverId, notice: str, now: datetime) -> Notice | None: ...

    async def read_all(self, driver: DriverId, now: datetime) -> None: ...

    async def tell(
        self, driver: DriverId, kind: NoticeKind, about: str, at: datetime, facts: NoticeFacts
    ) -> None:
        """The driver is told, once for the same `about`: for what comes from no session, such as matters of security."""
        ...

    async def choices(self, driver: DriverId) -> Choices: ...

    async def choose(self, driver: DriverId, choices: Choices) -> None: ...

    async def look(self, driver: DriverId, lang: str, zone: str) -> None:
        """Letters are written for these eyes from now on."""
        ...

    async def entered(
        self, driver: DriverId, mark: str, device: str, now: datetime, held: tuple[str, str | None]
    ) -> None:
        """Signed in with the browser that bears `mark`; `held`: its secret now, and what it had before."""
        ...

    async def unsubscription(self, secret: str) -> NoticeKind | None:
        """Which letters this secret ends."""
        ...

    async def unsubscribe(self, secret: str) -> NoticeKind | None: ...


class PushDevices(Protocol):
    async def key(self) -> str | None:
        """What browsers must know of whoever messages them; None: nobody does."""
        ...

    async def put(
        self, driver: DriverId, keys: PushKeys, name: str, held: str, now: datetime
    ) -> PushDevice: ...

    async def all(self, driver: DriverId) -> list[PushDevice]: ...

    async def drop(self, driver: DriverId, device: str) -> bool: ...


class Support(Protocol):
    """`driver` None: an operator asks."""

    async def facts(
        self, driver: DriverId, session: SessionId | None, charger: PublicId | None, now: datetime
    ) -> CaseFacts | None:
        """What a case would say of the driver's own session, or of a charger."""
        ...

    async def open(self, case: str, driver: DriverId, facts: CaseFacts, text: str, now: datetime) -> bool:
        """Once for the same case; False: too many today."""
        ...

    async def cases(
        self, driver: DriverId | None, state: CaseState | None, cursor: str | None, limit: int
    ) -> CasePage:
        """Raises BadCursor."""
        ...

    async def case(self, case: str, driver: DriverId | None) -> SupportCase | None: ...

    async def reply(self, case: str, driver: DriverId, text: str, now: datetime) -> bool: ...

    async def answer(self, case: str, text: str, now: datetime, *, close: bool) -> bool: ...

    async def close(self, case: str, now: datetime) -> bool: ...

    async def writer(self, driver: DriverId) -> tuple[str, str]:
        """Address and name."""
        ...
