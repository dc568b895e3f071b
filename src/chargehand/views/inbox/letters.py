"""Letters: plain text, and the same in HTML that mail programs can show; in the language of whoever reads them."""

from __future__ import annotations

from datetime import tzinfo
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from msgspec import Struct

from chargehand.model.notice import SECURITY, Notice
from chargehand.model.visit import LetterDraft
from chargehand.views.inbox.notices import lasted_of, link_of, text_of, title_of
from chargehand.views.wording import say
from chargehand.views.words.language import Language, dated, energy, money


class LetterFact(Struct, frozen=True):
    label: str
    figure: str


class LetterPage(Struct, frozen=True, kw_only=True):
    """What stands in a letter, from top to bottom."""

    lang: Language
    name: str
    """Whose letter it is: the house's."""
    title: str
    hello: str
    text: str
    facts: tuple[LetterFact, ...] = ()
    button: str
    href: str
    code_lead: str = ""
    code: str = ""
    after: str = ""
    foot: str
    end: str = ""
    end_href: str = ""


def notice_letter(
    notice: Notice, lang: Language, zone: tzinfo, house: tuple[str, str], end_href: str = ""
) -> LetterDraft:
    """`house`: its name, and where its pages are; `end_href`: where such letters are ended, none for security."""
    name, base_url = house
    link, title = link_of(notice, lang), title_of(notice, lang)
    safe = notice.kind in SECURITY
    page = LetterPage(
        lang=lang,
        name=name,
        title=title,
        hello=say("inbox.letter.hello", lang),
        text=text_of(notice, lang, zone),
        facts=tuple(_facts(notice, lang, zone)),
        button=link.text,
        href=f"{base_url}{link.href}",
        foot=say("inbox.letter.security" if safe else "inbox.letter.why", lang, name=name),
        end="" if safe or not end_href else say("inbox.letter.end", lang),
        end_href="" if safe else end_href,
    )
    subject = title
    if notice.charger:
        subject = say("inbox.letter.subject", lang, title=title, charger=notice.charger)
    return letter(subject, page)


def sign_in_letter(lang: Language, name: str, link: str, code: str, minutes: int) -> LetterDraft:
    """A link that opens a page with a button, and a code for other browsers."""
    title = say("inbox.letter.sign_in.subject", lang, name=name)
    page = LetterPage(
        lang=lang,
        name=name,
        title=title,
        hello=say("inbox.letter.hello", lang),
        text=say("inbox.letter.sign_in.text", lang),
        button=say("inbox.letter.sign_in.button", lang),
        href=link,
        code_lead=say("inbox.letter.sign_in.code", lang),
        code=f"{code[:3]} {code[3:]}",
        after=say("inbox.letter.sign_in.end", lang, minutes=str(minutes)),
        foot="",
    )
    return letter(title, page)


def letter(subject: str, page: LetterPage) -> LetterDraft:
    """The letter in both its forms. A subject is one line, whatever a charger is called."""
    return LetterDraft(" ".join(subject.split())[:200], _plain(page), _drawn(page), page.end_href)


def _facts(notice: Notice, lang: Language, zone: tzinfo) -> list[LetterFact]:
    facts = notice.facts
    rows = [("charger", notice.charger), ("session", "" if notice.number is None else f"#{notice.number}")]
    if notice.session is not None and facts.energy_wh is not None:
        rows.append(("energy", energy(facts.energy_wh, lang)))
    if notice.session is not None and facts.lasted_s is not None:
        rows.append(("lasted", lasted_of(notice)))
    if facts.cost is not None:
        label = "cost.estimated" if facts.estimated else "cost"
        rows.append((label, money(facts.cost.amount, facts.cost.currency, lang)))
    rows.append(("time", dated(notice.at, lang, zone)))
    return [LetterFact(say(f"inbox.letter.{label}", lang), figure) for label, figure in rows if figure]


def _plain(page: LetterPage) -> str:
    lines = [page.hello, "", *([] if page.code else [page.title]), page.text, ""]
    if page.facts:
        lines += [*(f"{fact.label}: {fact.figure}" for fact in page.facts), ""]
    lines += [f"{page.button}:" if not page.code else "", f"  {page.href}", ""]
    if page.code:
        lines += [page.code_lead, "", f"  {page.code}", ""]
    lines += [each for each in (page.after, page.foot) if each]
    if page.end_href:
        lines += ["", f"{page.end}: {page.end_href}"]
    return "\n".join(lines).replace("\n\n\n", "\n\n") + "\n"


def _drawn(page: LetterPage) -> str:
    return _template().get_template("letter.html").render(page=page)


@cache
def _template() -> Environment:
    """Everything is escaped (S18): a charger may be called anything."""
    return Environment(
        loader=PackageLoader("chargehand.views.inbox", ""),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
    )
