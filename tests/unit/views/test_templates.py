"""The templates draw every state: complete without scripts, nothing inline (S48), everything escaped (S18), ids unique."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from msgspec import Struct
from msgspec.structs import replace

from chargehand.model.account import Device, DeviceKind, Profile
from chargehand.model.command import CommandKind, CommandState
from chargehand.model.evidence import Claim, Grade, Signal
from chargehand.model.identity import DriverId, SessionId
from chargehand.model.reading import ReadingSource
from chargehand.model.refusals import Refusal
from chargehand.model.session import Bill, EndBasis, Transaction
from chargehand.model.sight import SessionPage, SessionSight, SessionTotals, StationSight, Timeline
from chargehand.model.station import Activity, ConnectorStatus
from chargehand.model.token import AccountStatus, Driver, Theme
from chargehand.views import pages
from chargehand.views.account.page import Wrong
from chargehand.views.usage.period import summed
from chargehand.views.words.language import Language
from tests.unit.views.facts import (
    AMSTERDAM,
    CARD,
    CONNECTOR,
    NOW,
    SEEN,
    STATION,
    ago,
    command,
    ended,
    evidence,
    offline,
    pending,
    reading,
    session,
    sight,
    station_sight,
    timeline,
)
from tests.unit.views.usage.prices import HOUSE, OWN, PARKED, PRICED

FOLDER = Path(pages.__file__).parents[1] / "edge" / "driver"
TEMPLATES = Environment(
    loader=FileSystemLoader(FOLDER / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    auto_reload=False,
)
EN = Language.EN
ADA = pages.Viewer(name="Ada", cards=(CARD, replace(CARD, id="cardRed", name="Other")))
TOTALS = SessionTotals(sessions_24h=1, energy_wh_7d=48_250, active=1, sessions_7d=4)
EVIL = "\"'><img src=x onerror=alert(1)><script>alert(2)</script>{{7*7}}"
FREE = replace(CONNECTOR, status=ConnectorStatus.AVAILABLE, activity=Activity.NONE, status_at=ago(600))
FINISHING = replace(CONNECTOR, activity=Activity.FINISHING, status_at=ago(2))
ACCEPTED = command(state=CommandState.ACCEPTED)
FAILED = command(state=CommandState.UNANSWERED, reason="no_answer", ended_at=ago(1))
NEVER = pending(
    transaction=Transaction.ENDED, ended_at=ago(9), end_basis=EndBasis.NEVER_STARTED, end_reason="refused"
)
EVIL_STATION = replace(STATION, name=EVIL, vendor=EVIL, model=EVIL, serial=EVIL, firmware=EVIL)
EVIL_CARD = replace(CARD, name=EVIL, tail=EVIL[:4])
EVIL_CONNECTOR = replace(CONNECTOR, type=EVIL, error=EVIL)
EVIL_SIGHT = SessionSight(
    session=ended(Bill.IN_REVIEW, end_reason=EVIL, flags=(EVIL,)),
    station=EVIL_STATION,
    connector=EVIL_CONNECTOR,
    card=EVIL_CARD,
    stop=replace(FAILED, reason=EVIL),
)

CORRECTION = evidence(Signal.CORRECTED, Claim.ENDED, Grade.A, 20, note="connector_free 12000")
SESSIONS: dict[str, SessionSight] = {
    "live": sight(),
    "pending": sight(pending(), connector=FREE, start=command(CommandKind.START)),
    "asked": sight(stop=command()),
    "accepted": sight(stop=ACCEPTED),
    "finishing": sight(stop=ACCEPTED, connector=FINISHING),
    "stop failed": sight(stop=FAILED),
    "stale": sight(station=offline()),
    "priced": sight(session(**PRICED)),
    "parked": sight(ended(**PRICED, idle=PARKED), evidence=(CORRECTION,)),
    "plugged in": sight(ended()),
    "completed": sight(ended(seconds=3600), connector=FREE),
    "waiting": sight(ended(Bill.WAITING, EndBasis.INFERRED), connector=FREE),
    "estimated": sight(ended(Bill.ESTIMATED, EndBasis.SUPERSEDED), connector=FREE),
    "in review": sight(ended(Bill.IN_REVIEW, flags=("register_drop",))),
    "never started": sight(NEVER, start=command(CommandKind.START, CommandState.REJECTED, ended_at=ago(9))),
    "hostile": EVIL_SIGHT,
    "hostile and live": replace(EVIL_SIGHT, session=session()),
}
STATIONS: dict[str, StationSight] = {
    "free": station_sight(),
    "several": station_sight(connectors=(FREE, replace(FREE, number=2))),
    "in use": station_sight(connectors=(CONNECTOR,), busy=(1,)),
    "offline": station_sight(station=offline()),
    "broken": station_sight(connectors=(replace(FREE, status=ConnectorStatus.FAULTED),)),
    "unknown": station_sight(connectors=()),
    "refreshing": station_sight(refresh=command(CommandKind.REFRESH)),
    "ended": station_sight(connectors=(CONNECTOR,), last=sight(ended())),
    "never started": station_sight(last=sight(NEVER)),
    "two of mine": station_sight(mine=(sight(), sight(session(id=SessionId("other"), connector=2)))),
    **{name: station_sight(mine=(seen,)) for name, seen in SESSIONS.items() if seen.session.live},
    "hostile": station_sight(
        station=EVIL_STATION, connectors=(EVIL_CONNECTOR,), mine=(SESSIONS["hostile and live"],)
    ),
}
KEPT = Timeline(rows=(*timeline().rows, reading(1, 12412, ReadingSource.STOP, note=EVIL)))


def chrome(**changes: object) -> pages.Chrome:
    banner = pages.session_banner((sight(), sight()), SEEN)
    signed_in = pages.Chrome(
        lang=EN, zone=AMSTERDAM, driver="Ada", csrf="the-csrf", nonce="the-nonce", banner=banner, assets="v1"
    )
    return replace(signed_in, **changes)


def draw(template: str, page: Struct | None, around: pages.Chrome | None = None) -> str:
    return TEMPLATES.get_template(template).render(page=page, chrome=around or chrome())


def charger(name: str, **changes: object) -> pages.ChargerPage:
    return replace(pages.charger_page(STATIONS[name], SEEN, ADA), **changes)


def one_session(name: str, **changes: object) -> pages.SessionView:
    return replace(pages.session_page(SESSIONS[name], KEPT, SEEN), **changes)


def usage(key: str = "month") -> pages.UsageView:
    key, period = pages.span_of(key, NOW.date())
    rows = () if key == "year" else [each.session for each in SESSIONS.values()]
    return pages.usage_view(key, period, pages.used(rows, period, AMSTERDAM), SEEN)


def accounts(signed_out: pages.Chrome) -> dict[str, str]:
    """The account's pages."""
    driver = Driver(id=DriverId("d"), email=EVIL, name=EVIL, account=AccountStatus.SUSPENDED)
    profile = Profile(driver=driver, member_since=ago(9), waiting_email=EVIL, waiting_until=ago(-9))
    devices = tuple(
        Device(id=f"d{n}", kind=kind, told=EVIL, since=ago(9), seen_at=None, expires_at=None, current=n == 0)
        for n, kind in enumerate((DeviceKind.BROWSER, DeviceKind.PROGRAM, DeviceKind.BROWSER))
    )
    wrong = Wrong(name=EVIL, name_error=EVIL, email=EVIL, email_error=EVIL)
    standing = chrome(standing=pages.suspended_notice(EN))
    words = {
        "deleted": pages.deleted_page(ago(0), AMSTERDAM, EN),
        "confirm address": pages.confirm_email_page(EVIL, "/account/email/secret", EN),
        "confirmed": pages.confirmed_page(EVIL, EN),
        "address spent": pages.link_spent_page(EN),
    }
    return {
        "account": draw(
            "account/page.html", pages.account_page(profile, devices, (EVIL_CARD,), SEEN), standing
        ),
        "account wrong": draw("account/page.html", pages.account_page(profile, (), (), SEEN, wrong=wrong)),
        **{
            f"account {said}": draw("account/page.html", pages.account_page(profile, devices, (), SEEN, said))
            for said in pages.Said
        },
        "delete": draw("account/delete.html", pages.delete_page(ago(0), AMSTERDAM, EN, error=EVIL)),
        "delete live": draw(
            "account/delete.html", pages.delete_page(ago(0), AMSTERDAM, EN, (SessionId(EVIL),))
        ),
        **{name: draw("account/word.html", page, signed_out) for name, page in words.items()},
    }


def drawn() -> dict[str, str]:
    """Every page in every state."""
    signed_out = chrome(driver="", banner=None)
    rows = tuple(SESSIONS.values())
    listed = pages.FilterOptions(cards=((EVIL, EVIL),), chargers=((EVIL, EVIL),))
    asked = pages.Filters(since=EVIL, card=EVIL)
    said = pages.refusal_notice(Refusal.CARD_BUSY, EN, SessionId(EVIL))
    told = {f"charger {name}": draw("charger.html", charger(name, said=said)) for name in STATIONS}
    told |= {f"session {name}": draw("session.html", one_session(name, said=said)) for name in SESSIONS}
    told |= {
        "home": draw(
            "home.html",
            pages.home_page(
                rows, tuple(STATIONS.values()), usage(), (HOUSE, replace(OWN, name=EVIL)), ADA, SEEN
            ),
        ),
        "home empty": draw(
            "home.html", pages.home_page((), (), usage("year"), (), replace(ADA, name=EVIL), SEEN)
        ),
        "chargers": draw("places/chargers.html", pages.chargers_page(tuple(STATIONS.values()), SEEN)),
        "chargers none": draw(
            "places/chargers.html", pages.chargers_page((), SEEN, EVIL, only_available=True)
        ),
        "sessions": draw(
            "sessions.html",
            pages.sessions_page(
                SessionPage(rows=rows, cursor=EVIL),
                TOTALS,
                asked,
                listed,
                SEEN,
                summed([each.session for each in rows], NOW.date()),
            ),
        ),
        "sessions none": draw(
            "sessions.html",
            pages.sessions_page(SessionPage(rows=()), TOTALS, pages.Filters(), pages.FilterOptions(), SEEN),
        ),
        **accounts(signed_out),
        "sign in": draw("sign_in.html", pages.sign_in_page(EN, EVIL, EVIL, EVIL), signed_out),
        "sent": draw(
            "sign_in_sent.html", pages.sign_in_sent_page(EN, EVIL, EVIL, "/sign-in/code", EVIL), signed_out
        ),
        "confirm": draw(
            "sign_in_confirm.html", pages.sign_in_confirm_page(EN, "/sign-in/link", EVIL), signed_out
        ),
        "error": draw("error.html", pages.error_page(pages.Trouble.SESSION_NOT_FOUND, EN)),
        "offline": draw("offline.html", pages.offline_page(EN), signed_out),
    }
    return told


class Reader(HTMLParser):
    """What a browser would see of a page."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def ids(self) -> list[str]:
        return [attrs["id"] or "" for _, attrs in self.tags if "id" in attrs]


PAGES = drawn()
SIGNED_OUT = {
    "sign in",
    "sent",
    "confirm",
    "offline",
    "deleted",
    "confirm address",
    "confirmed",
    "address spent",
}


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_inline_so_that_the_policy_may_forbid_it(name: str) -> None:
    """S48: no script, style or handler inside the page; data blocks are no scripts."""
    for tag, attrs in Reader(PAGES[name]).tags:
        assert tag not in {"style", "iframe", "object", "base"}
        assert not [key for key in attrs if key == "style" or (key.startswith("on") and key != "open")]
        assert not [key for key in attrs if key.startswith("hx-on") or "[" in key]
        assert tag != "script" or "src" in attrs or attrs.get("type") == "application/json"
        for key in ("href", "src", "action", "formaction"):
            assert not (attrs.get(key) or "").strip().lower().startswith("javascript:")


@pytest.mark.parametrize("name", PAGES)
def test_every_stored_string_stays_text(name: str) -> None:
    """S18."""
    reader = Reader(PAGES[name])
    assert not [tag for tag, attrs in reader.tags if tag == "img" or "onerror" in attrs]
    assert "{{7*7}}" in reader.text or "49" not in reader.text.split()


@pytest.mark.parametrize("name", PAGES)
def test_ids_are_unique_and_what_refers_to_them_finds_them(name: str) -> None:
    reader = Reader(PAGES[name])
    ids = reader.ids()
    assert sorted(set(ids)) == sorted(ids)
    for _, attrs in reader.tags:
        for key in ("aria-labelledby", "aria-describedby", "form", "for"):
            for named in (attrs.get(key) or "").split():
                assert named in ids, f"{key}={named}"


@pytest.mark.parametrize("name", PAGES)
def test_every_post_carries_the_csrf_token_and_no_form_leaks_it_by_get(name: str) -> None:
    """S33."""
    text = PAGES[name]
    for form in text.split("<form")[1:]:
        head, body = form.split(">", 1)
        inside = body.split("</form>")[0]
        assert ('name="csrf" value="the-csrf"' in inside) == ('method="post"' in head)


@pytest.mark.parametrize("name", PAGES)
def test_every_button_and_field_has_a_name(name: str) -> None:
    text = PAGES[name]
    for button in text.split("<button")[1:]:
        head, inside = button.split(">", 1)
        words = Reader(inside.split("</button>")[0]).text
        assert words or "aria-label=" in head


@pytest.mark.parametrize("name", STATIONS)
def test_a_fragment_of_the_charger_holds_no_secret_and_is_part_of_its_page(name: str) -> None:
    fragment = draw("fragments/charger_live.html", charger(name), pages.Chrome(lang=EN, zone=AMSTERDAM))
    assert "the-csrf" not in fragment
    assert "the-nonce" not in fragment
    assert fragment.strip() in draw("charger.html", charger(name))


@pytest.mark.parametrize("name", SESSIONS)
def test_a_fragment_of_the_session_holds_no_secret_and_is_part_of_its_page(name: str) -> None:
    fragment = draw("fragments/session_live.html", one_session(name), pages.Chrome(lang=EN, zone=AMSTERDAM))
    assert "the-csrf" not in fragment
    assert "the-nonce" not in fragment
    assert fragment.strip() in draw("session.html", one_session(name))


def test_what_is_said_comes_with_the_answer_and_no_push_takes_it_away() -> None:
    said = pages.refusal_notice(Refusal.NO_CARD, EN)
    pushed = draw("fragments/charger_live.html", charger("free"))
    answer = draw("fragments/charger_live.html", charger("free", said=said, answering=True))
    whole = draw("charger.html", charger("free", said=said))
    kept = '<div id="said" class="tidings" aria-live="assertive" hx-morph-skip></div>'
    assert kept in pushed
    assert kept in answer
    assert "No active card on file" in answer.partition('<div id="said" hx-swap-oob="innerHTML">')[2]
    assert whole.count("No active card on file") == 1
    assert whole.index('id="hero"') < whole.index("No active card on file") < whole.index('id="tidings"')


def test_the_energy_reads_as_one_phrase() -> None:
    assert "12.4 kWh" in Reader(PAGES["charger live"]).text
    assert "12.4 kWh" in Reader(PAGES["session live"]).text


def test_a_live_page_has_the_channel_and_what_the_browser_ticks() -> None:
    text = PAGES["charger live"]
    assert 'hx-sse:connect="/chargers/hall3/live"' in text
    assert 'hx-swap="innerMorph"' in text
    assert 'data-tick="elapsed"' in text
    assert 'data-stale-at="2026-11-20T13:03:33+00:00"' in text
    assert 'hx-sse:connect="/sessions/sess0000000000000000ab/live-page"' in PAGES["session live"]


def test_start_and_stop_need_no_script() -> None:
    free, live = PAGES["charger free"], PAGES["charger live"]
    assert '<form id="start-form" method="post" action="/chargers/hall3/start"' in free
    assert 'name="nonce" value="the-nonce"' in free
    assert '<form id="stop-ask" method="get"' in live
    assert 'formaction="/sessions/sess0000000000000000ab"' in live
    assert (
        '<form id="stop-form" method="post" action="/sessions/sess0000000000000000ab/stop"'
        in PAGES["session live"]
    )


@pytest.mark.parametrize("name", ["in use", "offline", "broken"])
def test_nothing_can_be_started_or_stopped_there(name: str) -> None:
    text = Reader(PAGES[f"charger {name}"].split('id="stop-dialog"')[0]).text
    assert "Start charging" not in text
    assert "Stop charging" not in text


def test_the_banner_is_on_every_page_while_charging() -> None:
    signed_in = [name for name in PAGES if name not in SIGNED_OUT]
    assert [name for name in signed_in if 'class="banner ' not in PAGES[name]] == []
    assert draw("fragments/banner.html", None, chrome(banner=None)).strip() == ""


@pytest.mark.parametrize("theme", Theme)
def test_the_chosen_theme_is_the_documents(theme: Theme) -> None:
    text = draw("offline.html", pages.offline_page(EN), chrome(theme=theme))
    assert f'<html lang="en" data-theme="{theme}">' in text
    assert text.count('name="theme-color"') == (2 if theme is Theme.SYSTEM else 1)


def test_the_dark_is_the_same_whoever_asks_for_it() -> None:
    """By the system or by the driver's own choice."""
    text = (FOLDER / "static" / "tokens.css").read_text(encoding="utf-8")
    by_system = text.split(':root:not([data-theme="light"]) {')[1].split("}")[0]
    by_choice = text.split(':root[data-theme="dark"] {')[1].split("}")[0]
    wanted = [line.strip() for line in by_system.strip().splitlines()]
    chosen = [line.strip() for line in by_choice.strip().splitlines()]
    assert chosen == ["color-scheme: dark;", *wanted]


def test_a_suspended_account_is_told_so_on_every_page_and_once() -> None:
    asleep = replace(ADA, account=AccountStatus.SUSPENDED)
    around = chrome(standing=pages.suspended_notice(EN))
    look = pages.Look(account=AccountStatus.SUSPENDED)
    told = [
        PAGES["account"],
        draw("places/chargers.html", pages.chargers_page((), SEEN), around),
        draw("home.html", pages.home_page((), (), usage(), (), asleep, SEEN), around),
        draw("charger.html", pages.charger_page(STATIONS["free"], SEEN, asleep), around),
        draw("session.html", pages.session_page(SESSIONS["completed"], KEPT, SEEN, look), around),
    ]
    assert [text.count('id="n-suspended"') for text in told] == [1] * len(told)


def test_an_inactive_account_has_its_buttons_greyed() -> None:
    asleep = replace(ADA, account=AccountStatus.SUSPENDED)
    page = draw("charger.html", pages.charger_page(STATIONS["live"], SEEN, asleep))
    stop = page.split('<button id="stop-')[1].split(">")[0]
    assert " disabled" in stop


def test_every_file_that_a_page_names_is_there() -> None:
    """Third-party files are fetched at build time and not looked for here."""
    named = {
        (attrs.get("src") or attrs.get("href") or "").removeprefix("/static/").split("?")[0]
        for text in PAGES.values()
        for tag, attrs in Reader(text).tags
        if tag in {"script", "link"}
    }
    own = sorted(name for name in named if name and not name.startswith("vendor/"))
    assert "tokens.css" in own
    assert [name for name in own if not (FOLDER / "static" / name).is_file()] == []
