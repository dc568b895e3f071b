"""Bugs in what drivers are told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from chargehand.model.effects import KeepNotice
from chargehand.model.identity import DriverId
from chargehand.model.notice import NoticeKind
from chargehand.model.snapshot import Decision
from tests.sabotage.planting import CORE, Bug


def each_told(change: Callable[[KeepNotice], KeepNotice | None]) -> Callable[..., Any]:
    """Every notice of every decision is another one, or none."""

    def planted(decide: Callable[..., Decision]) -> Callable[..., Decision]:
        def wrong(*told: Any) -> Decision:
            decision = decide(*told)
            effects = [change(each) if isinstance(each, KeepNotice) else each for each in decision.effects]
            return replace(decision, effects=tuple(each for each in effects if each is not None))

        return wrong

    return planted


def ends_are_not_told(notice: KeepNotice) -> KeepNotice | None:
    return None if notice.kind is NoticeKind.SESSION_ENDED else notice


def everybody_hears(notice: KeepNotice) -> KeepNotice:
    return replace(notice, driver=DriverId("everybody"))


def all_is_news(notice: KeepNotice) -> KeepNotice:
    return replace(notice, late=False)


NOTICE_BUGS: tuple[Bug, ...] = (
    Bug("ends are not told", ("an_end_is_told",), CORE, each_told(ends_are_not_told)),
    Bug("everybody hears", ("a_notice_is_for_its_driver",), CORE, each_told(everybody_hears)),
    Bug("all is news", ("history_is_no_news",), CORE, each_told(all_is_news)),
)
