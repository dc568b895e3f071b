"""Home: what the driver has used, the last sessions, chargers with the state of each, the tariffs in force."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from msgspec import Struct

from chargehand.model.sight import SessionSight, TariffSight
from chargehand.model.token import AccountStatus
from chargehand.views.charger import Viewer
from chargehand.views.parts.notice import Notice, suspended_notice
from chargehand.views.session_card import iso
from chargehand.views.sessions_list import ListRow, list_row
from chargehand.views.usage.chart import UsageView
from chargehand.views.usage.cost import tariff_lines
from chargehand.views.wording import say
from chargehand.views.words.language import day
from chargehand.views.words.seen import Seen

SESSIONS_MAX = 5
Row = TypeVar("Row")


class TariffLine(Struct, frozen=True, kw_only=True):
    """A tariff in force: where, at which prices, since when."""

    where: str
    href: str
    """The charger whose own it is; empty for all."""
    prices: tuple[str, ...]
    since: str


class HomePage(Struct, Generic[Row], frozen=True, kw_only=True):
    title: str
    now: str
    greeting: str
    notices: tuple[Notice, ...]
    usage: UsageView
    sessions: tuple[ListRow, ...]
    tariffs: tuple[TariffLine, ...]
    chargers: tuple[Row, ...]
    """Rows as on the list of chargers."""


def home_page(
    sessions: Sequence[SessionSight],
    chargers: Sequence[Row],
    usage: UsageView,
    tariffs: Sequence[TariffSight],
    viewer: Viewer,
    seen: Seen,
) -> HomePage[Row]:
    """`sessions`: the newest first; five are shown."""
    lang = seen.lang
    greeting = (
        say("home.greeting", lang, name=viewer.name) if viewer.name else say("home.greeting.nameless", lang)
    )
    return HomePage(
        title=say("home.title", lang),
        now=iso(seen.now),
        greeting=greeting,
        notices=(suspended_notice(lang, may_stop=seen.suspended_may_stop),)
        if viewer.account is not AccountStatus.ACTIVE
        else (),
        usage=usage,
        sessions=tuple(list_row(each, seen) for each in sessions[:SESSIONS_MAX]),
        tariffs=tuple(_tariff_line(each, seen) for each in tariffs),
        chargers=tuple(chargers),
    )


def _tariff_line(sight: TariffSight, seen: Seen) -> TariffLine:
    lang = seen.lang
    everywhere = sight.charger is None
    return TariffLine(
        where=say("home.tariff.all", lang) if everywhere else sight.name or str(sight.charger),
        href="" if everywhere else f"/chargers/{sight.charger}",
        prices=tariff_lines(sight.tariff, lang),
        since=say("since", lang, time=day(sight.valid_from, lang, seen.zone)),
    )
