r"""The contract between the pages' templates and whoever serves them: which context each template gets, and how.

Every template gets two variables: `page`, one of the structs below, and `chrome`, what every page has around it.
Templates escape everything; no struct here carries markup.

| template | `page` made by | served at |
|---|---|---|
| `sign_in.html` | `sign_in_page` | `GET /sign-in` |
| `sign_in_sent.html` | `sign_in_sent_page` | the answer to `POST /sign-in` (fields `email`, `next`, `keep`) |
| `sign_in_confirm.html` | `sign_in_confirm_page` | what the mailed link opens: a button that posts, so that link scanners sign nobody in |
| `home.html` | `home_page` | `GET /`; `?period=month\|last\|year` chooses what `usage_view` shows |
| `places/chargers.html` | `chargers_page` | `GET /chargers` |
| `charger.html` | `charger_page` | `GET /chargers/{public_id}`, `GET /c/{public_id}` |
| `places/scan.html` | `scan_page` | `GET /scan`; `?code=` what was read or typed leads to its charger, or the page says why not |
| `places/stickers.html` | `stickers_page` | `GET /stickers`, for operators; without `chrome` it stands alone, as a file |
| `session.html` | `session_page` | `GET /sessions/{id}`; `?readings=all` sets `Look.all_readings`, here and on `live-page` |
| `sessions.html` | `sessions_page` | `GET /sessions` |
| `account/page.html` | `account_page` | `GET /account`; made of sections, each with its own forms |
| `account/delete.html` | `delete_page` | `GET /account/delete`: asks again |
| `account/word.html` | `deleted_page`, `confirm_email_page`, `confirmed_page`, `link_spent_page` | after closing; what the letter to a new address opens |
| `wallet/cards.html` | `wallet.cards.cards_page` | `GET /cards` |
| `wallet/card.html` | `wallet.cards.card_page` | `GET /cards/{card}` |
| `wallet/card_lost.html` | `wallet.cards.lost_page` | `GET /cards/{card}/lost` |
| `wallet/tap_begin.html` | `wallet.taps.claim_begin_page`, `entry_begin_page` | `GET /cards/claim`, `GET /sign-in/card` |
| `wallet/tap.html` | `wallet.taps.tap_page` | `GET /cards/claim/{pairing}`, `GET /sign-in/card/{pairing}`; `X-Fragment: 1`: `fragments/tap.html` |
| `wallet/passkeys.html` | `wallet.passkeys.passkeys_page` | `GET /account/passkeys` |
| `inbox/list.html` | `inbox_page` | `GET /inbox`; `/inbox/{notice}` leads on to what it is about |
| `inbox/choices.html` | `choices_page` | `GET /account/notifications` |
| `inbox/letters_end.html` | `end_page` | `GET` and `POST /unsubscribe/{secret}`, without signing in |
| `inbox/cases.html` | `cases_page` | `GET /support` |
| `inbox/case_new.html` | `draft_page` | `GET /support/new?session=…` or `?charger=…` (fields `session` or `charger`, `text`, `nonce`) |
| `inbox/case.html` | `case_view` | `GET /support/{case}` (its form: field `text`) |
| `offline.html` | `offline_page` | `GET /offline`, without signing in; kept by the service worker |
| `error.html` | `error_page` | whatever else, with its HTTP status |

Fragments, with the same `page` as the page around them:

| template | element that holds it | pushed by |
|---|---|---|
| `fragments/charger_live.html` | `#live` | SSE `GET /chargers/{public_id}/live` |
| `fragments/session_live.html` | `#live` | SSE `GET /sessions/{id}/live-page` |
| `fragments/banner.html` | `#banner` | `GET /banner` (text/html, no `page`), asked for every 30 s while it shows a session |

Live channel. The first unnamed message is sent at once on connecting, every later one after a commit that concerns
the page: always the whole fragment, with `id:` the version. Each 15 s an event named `beat` (any data) tells the
browser that the channel lives; a browser that misses it for 40 s says so and polls. The same URL asked with the
request header `X-Fragment: 1` answers the fragment once, as text/html. A fragment holds no CSRF token and no nonce
(the forms around it do), so one rendering may be sent to every device of the same driver.

The browser tells its time zone in the cookie `zone` (an IANA name), from the first page on.

Forms. All are posts with hidden `csrf`; start and stop also carry `nonce` (`chrome.nonce`, fresh per rendering).
`POST /chargers/{public_id}/start` (fields `connector_id`, `card_id`, both may be missing), `POST
/chargers/{public_id}/refresh`, `POST /sessions/{id}/stop`, `POST /sessions/{id}/not-charging`, `POST /sign-in`, `POST
/sign-out`. A post by htmx bears `HX-Request: true`, `X-CSRF-Token`, and `HX-Current-URL`: it is answered with 200 and
the fragment of the page that it was sent from (a path below `/chargers/` or `/sessions/` in `HX-Current-URL`), with
`answering=True` and what is to be said in `said` (see `refusal_notice`, `fault_notice`, `claimed_notice`). A post
without htmx is answered with 303 to that page, or with the page itself and `said`.

`GET /sw.js` serves `static/sw.js`: the service worker must stand at the root. `GET /sessions/{id}/chart.json` answers
`chart_object`.
"""

from __future__ import annotations

from datetime import tzinfo
from enum import StrEnum

from msgspec import Struct

from chargehand.model.sight import SessionSight, StationSight, TariffSight
from chargehand.model.token import Theme
from chargehand.views.account.page import (
    AccountPage,
    DeletePage,
    Said,
    WordPage,
    account_page,
    confirm_email_page,
    confirmed_page,
    delete_page,
    deleted_page,
    link_spent_page,
)
from chargehand.views.banner import Banner, session_banner
from chargehand.views.charger import ChargerPage, Viewer, charger_page
from chargehand.views.chart import ChartObject, chart_object
from chargehand.views.home import page as home
from chargehand.views.home.page import HomePage
from chargehand.views.inbox.choices import ChoicesPage, EndPage, choices_page, end_page
from chargehand.views.inbox.notices import InboxPage, bell_words, href_of, inbox_page
from chargehand.views.inbox.support import CasesPage, CaseView, DraftPage, case_view, cases_page, draft_page
from chargehand.views.parts.notice import (
    Link,
    Notice,
    claimed_notice,
    fault_notice,
    refusal_notice,
    room_notice,
    suspended_notice,
)
from chargehand.views.places.chargers import (
    Background,
    ChargerRow,
    ChargersPage,
    ScanPage,
    charger_row,
    chargers_page,
    scan_page,
)
from chargehand.views.places.stickers import StickersPage, stickers_page
from chargehand.views.session_page import Look, SessionView, session_view
from chargehand.views.sessions_list import (
    FilterOptions,
    Filters,
    SessionsPage,
    sessions_csv,
    sessions_page,
)
from chargehand.views.usage.chart import UsageView, span_of, usage_view
from chargehand.views.usage.period import Period, used
from chargehand.views.wording import say, template
from chargehand.views.words.language import Language
from chargehand.views.words.seen import Seen

session_page = session_view


class Tab(StrEnum):
    HOME = "home"
    CHARGERS = "chargers"
    SESSIONS = "sessions"
    ACCOUNT = "account"
    CARDS = "cards"
    """On the desk's sidebar only."""
    NONE = ""


class Chrome(Struct, frozen=True, kw_only=True):
    """What stands around every page. For a fragment sent to many, `lang` and `zone` are enough."""

    lang: Language
    zone: tzinfo
    driver: str = ""
    """Name (else address) of who is signed in; empty: nobody."""
    csrf: str = ""
    nonce: str = ""
    banner: Banner | None = None
    tab: Tab = Tab.NONE
    unread: int = 0
    """Notices that the driver has not read."""
    assets: str = ""
    """Version of the static files: part of their URLs, so that they may be cached for ever."""
    theme: Theme = Theme.SYSTEM
    standing: Notice | None = None
    """On top of every page: that the account is suspended. Pages that say so in their live part leave it out (block `standing`)."""

    def say(self, key: str, **values: str) -> str:
        return say(key, self.lang, **values)

    @property
    def bell(self) -> str:
        return bell_words(self.unread, self.lang)

    def browser_words(self) -> dict[str, str]:
        """The few sentences that the browser itself fills in."""
        return {name: template(key, self.lang) for name, key in _BROWSER_WORDS.items()}

    def asset(self, path: str) -> str:
        return f"/static/{path}?v={self.assets}" if self.assets else f"/static/{path}"


_BROWSER_WORDS = {
    "age": "card.age",
    "left": "card.left",
    "last": "offline.last.text",
    "cut": "live.cut",
    "stopping": "stop.pending",
    "copied": "share.copied",
    "pull": "refresh.pull",
    "release": "refresh.release",
    "chart_loading": "chart.loading",
    "chart_none": "chart.none",
    "chart_gone": "chart.gone",
}


class SignInPage(Struct, frozen=True, kw_only=True):
    title: str
    email: str = ""
    next: str = ""
    error: str = ""
    card_href: str = ""
    """Where a card at a charger signs in; empty: nobody stands at one."""
    passkey_host: str = ""
    """The name whose passkeys browsers can show; empty: they can show none."""


class SignInSentPage(Struct, frozen=True, kw_only=True):
    title: str
    email: str
    next: str
    code_action: str
    """Where the six digits are posted (fields `email`, `code`, `next`); empty: no code is asked for."""
    error: str = ""


class SignInConfirmPage(Struct, frozen=True, kw_only=True):
    title: str
    action: str
    """Where the button posts."""
    secret: str
    """Field `secret`; empty when the action's URL carries it."""
    next: str = ""
    keeping: str = ""
    """That signing in keeps an account that would else be erased; mostly empty."""


class ErrorPage(Struct, frozen=True, kw_only=True):
    title: str
    text: str
    help: tuple[str, ...] = ()
    link: Link | None = None


class Trouble(StrEnum):
    SESSION_NOT_FOUND = "session_not_found"
    CHARGER_NOT_FOUND = "charger_not_found"
    NOT_FOUND = "not_found"
    FORBIDDEN = "forbidden"
    """A form came without its token or from elsewhere."""
    LINK_SPENT = "link_spent"
    """A sign-in link that is used up or too old."""
    TOO_MANY = "too_many"
    BROKEN = "broken"


def home_page(
    sessions: tuple[SessionSight, ...],
    chargers: tuple[StationSight, ...],
    usage: UsageView,
    tariffs: tuple[TariffSight, ...],
    viewer: Viewer,
    seen: Seen,
) -> HomePage[ChargerRow]:
    """`sessions`: the last five."""
    rows = tuple(charger_row(each, seen) for each in chargers)
    return home.home_page(sessions, rows, usage, tariffs, viewer, seen)


def sign_in_page(
    lang: Language, email: str = "", next_: str = "", error: str = "", *, passkey_host: str = ""
) -> SignInPage:
    """Who is on the way to a charger's page may be standing at that charger."""
    place = next_.partition("?")[0].split("/")
    at_charger = len(place) == 3 and place[1] == "chargers" and bool(place[2])
    return SignInPage(
        title=say("sign_in.title", lang),
        email=email,
        next=next_,
        error=error,
        card_href=f"/sign-in/card?charger={place[2]}" if at_charger else "",
        passkey_host=passkey_host,
    )


def sign_in_sent_page(
    lang: Language, email: str, next_: str = "", code_action: str = "", error: str = ""
) -> SignInSentPage:
    """The same for known and unknown addresses."""
    title = say("sign_in.sent.title", lang)
    return SignInSentPage(title=title, email=email, next=next_, code_action=code_action, error=error)


def sign_in_confirm_page(
    lang: Language, action: str, secret: str = "", next_: str = "", keeping: str = ""
) -> SignInConfirmPage:
    title = say("sign_in.title", lang)
    return SignInConfirmPage(title=title, action=action, secret=secret, next=next_, keeping=keeping)


def error_page(trouble: Trouble, lang: Language) -> ErrorPage:
    link = Link(say(f"error.{trouble}.link", lang), _WAYS_OUT.get(trouble, "/"))
    return ErrorPage(title=say(f"error.{trouble}", lang), text=say(f"error.{trouble}.text", lang), link=link)


_WAYS_OUT = {
    Trouble.SESSION_NOT_FOUND: "/sessions",
    Trouble.CHARGER_NOT_FOUND: "/chargers",
    Trouble.LINK_SPENT: "/sign-in",
    Trouble.TOO_MANY: "/sign-in",
}


def offline_page(lang: Language) -> ErrorPage:
    return ErrorPage(title=say("offline.title", lang), text=say("offline.text", lang))


__all__ = [
    "AccountPage",
    "Background",
    "Banner",
    "CaseView",
    "CasesPage",
    "ChargerPage",
    "ChargerRow",
    "ChargersPage",
    "ChartObject",
    "ChoicesPage",
    "Chrome",
    "DeletePage",
    "DraftPage",
    "EndPage",
    "ErrorPage",
    "FilterOptions",
    "Filters",
    "HomePage",
    "InboxPage",
    "Look",
    "Notice",
    "Period",
    "Said",
    "ScanPage",
    "Seen",
    "SessionView",
    "SessionsPage",
    "SignInConfirmPage",
    "SignInPage",
    "SignInSentPage",
    "StickersPage",
    "Tab",
    "Trouble",
    "UsageView",
    "Viewer",
    "WordPage",
    "account_page",
    "case_view",
    "cases_page",
    "charger_page",
    "charger_row",
    "chargers_page",
    "chart_object",
    "choices_page",
    "claimed_notice",
    "confirm_email_page",
    "confirmed_page",
    "delete_page",
    "deleted_page",
    "draft_page",
    "end_page",
    "error_page",
    "fault_notice",
    "home_page",
    "href_of",
    "inbox_page",
    "link_spent_page",
    "offline_page",
    "refusal_notice",
    "room_notice",
    "scan_page",
    "session_banner",
    "session_page",
    "sessions_csv",
    "sessions_page",
    "sign_in_confirm_page",
    "sign_in_page",
    "sign_in_sent_page",
    "span_of",
    "stickers_page",
    "suspended_notice",
    "usage_view",
    "used",
]
