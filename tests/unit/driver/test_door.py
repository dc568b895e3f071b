from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from chargehand.edge.driver.context import WebSettings, is_loopback
from chargehand.edge.driver.door.eyes import eyes_of
from chargehand.edge.driver.door.keys import cookie_key, cookie_name, form_token, key_of
from chargehand.edge.driver.door.letter import six_digits
from chargehand.edge.driver.door.naming import nonce_of, session_id
from chargehand.edge.driver.door.origin import is_foreign
from chargehand.edge.driver.door.throttle import Buckets
from chargehand.edge.driver.refusals import Refused
from chargehand.model.visit import Key, KeyKind
from chargehand.views.inbox.letters import sign_in_letter
from chargehand.views.words.language import Language

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
SETTINGS = WebSettings(base_url="https://charge.example")


def request(**headers: str) -> Request:
    named = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    return Request({"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": named})


def test_a_bucket_lets_so_many_through_and_fills_again() -> None:  # S35, S39
    buckets = Buckets(burst=3, per_s=0.5)
    assert [buckets.wait_s("ada", NOON) for _ in range(4)] == [0, 0, 0, 2]
    assert buckets.wait_s("bob", NOON) == 0
    assert buckets.wait_s("ada", NOON + timedelta(seconds=1)) == 1
    assert buckets.wait_s("ada", NOON + timedelta(seconds=2)) == 0
    later = NOON + timedelta(days=1)
    assert [buckets.wait_s("ada", later) for _ in range(4)] == [0, 0, 0, 2]


def test_a_clock_that_goes_back_gives_nothing_away() -> None:
    buckets = Buckets(burst=1, per_s=1)
    assert buckets.wait_s("ada", NOON) == 0
    assert buckets.wait_s("ada", NOON - timedelta(hours=1)) > 0


def test_buckets_are_bounded_and_forget_the_longest_unused() -> None:
    buckets = Buckets(burst=1, per_s=0.001, keys_max=2)
    for key in ("ada", "bob", "ada", "eve"):
        buckets.wait_s(key, NOON)
    assert buckets.wait_s("ada", NOON) > 0
    assert buckets.wait_s("bob", NOON) == 0, "bob was forgotten, so he begins anew"


@given(st.lists(st.floats(0, 10), min_size=1, max_size=60))
def test_no_stream_of_tries_beats_the_rate(gaps: list[float]) -> None:
    buckets, now, taken = Buckets(burst=5, per_s=0.5), NOON, 0
    for gap in gaps:
        now += timedelta(seconds=gap)
        taken += buckets.wait_s("ada", now) == 0
    assert taken <= 5 + 0.5 * (now - NOON).total_seconds() + 1e-6


@pytest.mark.parametrize(
    ("headers", "foreign"),
    [
        ({}, False),
        ({"origin": "https://charge.example"}, False),
        ({"origin": "https://charge.example", "sec_fetch_site": "same-origin"}, False),
        ({"origin": "https://www.charge.example", "host": "www.charge.example"}, False),
        ({"sec_fetch_site": "none"}, False),
        ({"origin": "https://charge.example.evil", "host": "charge.example"}, True),
        ({"origin": "https://evil.example", "host": "charge.example"}, True),
        ({"origin": "http://evil.example:443", "host": "charge.example:443"}, True),
        ({"origin": "null", "host": "charge.example"}, True),
        ({"origin": "null", "host": ""}, True),
        ({"origin": "", "host": ""}, True),
        ({"origin": "https://charge.example", "sec_fetch_site": "cross-site"}, True),
        ({"sec_fetch_site": "same-site"}, True),
        ({"sec_fetch_site": "anything"}, True),
    ],
)
def test_foreign_is_what_the_browser_says_comes_from_elsewhere(
    headers: dict[str, str], foreign: bool
) -> None:  # S33
    assert is_foreign(request(**headers), SETTINGS) is foreign


def test_a_bearer_token_goes_before_the_cookie_and_nonsense_is_no_key() -> None:
    good = "x" * 43
    both = request(authorization=f"Bearer {good}", cookie=f"__Host-chargehand={'y' * 43}")
    assert key_of(both, SETTINGS) == Key(KeyKind.BEARER, good)
    assert key_of(request(cookie=f"__Host-chargehand={good}"), SETTINGS) == Key(KeyKind.COOKIE, good)
    for nonsense in (
        f"Basic {good}",
        "Bearer",
        "Bearer short",
        f"Bearer {good} {good}",
        f"Bearer {good}é",
        good,
    ):
        assert key_of(request(authorization=nonsense, cookie=f"__Host-chargehand={good}"), SETTINGS) is None
    for nonsense in ("short", "x" * 300, '"' + good + '"' + "\x00"):
        assert cookie_key(request(cookie=f"__Host-chargehand={nonsense}"), SETTINGS) is None
    assert cookie_key(request(cookie=f"chargehand={good}"), SETTINGS) is None, "not under the weaker name"


def test_a_key_never_prints_its_secret() -> None:
    assert "topsecret" not in repr(Key(KeyKind.COOKIE, "topsecret")) + str([Key(KeyKind.BEARER, "topsecret")])


def test_the_form_token_tells_nothing_of_the_secret_and_differs_per_sign_in() -> None:
    one, other = form_token(Key(KeyKind.COOKIE, "a" * 43)), form_token(Key(KeyKind.COOKIE, "b" * 43))
    assert one != other
    assert one == form_token(Key(KeyKind.COOKIE, "a" * 43))
    assert len(one) == 32


@pytest.mark.parametrize(
    ("base_url", "secure"),
    [
        ("https://charge.example", True),
        ("https://127.0.0.1:8443", True),
        ("http://charge.example", True),
        ("http://192.168.1.5:8080", True),
        ("http://127.0.0.1:8080", False),
        ("http://localhost:8080", False),
        ("http://demo.localhost", False),
        ("http://[::1]:8080", False),
        ("http://localhost.evil.example", True),
    ],
)
def test_cookies_are_weak_on_plain_loopback_only(base_url: str, secure: bool) -> None:  # S32
    settings = WebSettings(base_url=base_url)
    assert settings.secure is secure
    assert cookie_name(settings) == ("__Host-chargehand" if secure else "chargehand")


@pytest.mark.parametrize(
    ("host", "is_own"), [("127.8.8.8", True), ("::1", True), (None, False), ("10.0.0.1", False)]
)
def test_loopback_is_this_machine(host: str | None, is_own: bool) -> None:
    assert is_loopback(host) is is_own


@pytest.mark.parametrize("text", ["", "a b", "é", "x" * 65, "a/b", "..", "a\x00", "a\n"])
def test_what_cannot_be_an_id_is_not_looked_up(text: str) -> None:  # S29
    with pytest.raises(Refused):
        session_id(text)
    assert nonce_of(text) is None


@given(st.text())
def test_codes_are_six_digits(secret: str) -> None:
    code = six_digits(secret.encode("utf-8", "ignore").decode())
    assert len(code) == 6
    assert code.isascii()
    assert code.isdigit()


def test_the_letter_holds_link_code_and_time() -> None:
    letter = sign_in_letter(Language.EN, "Chargehand", "https://charge.example/sign-in/abc", "012345", 15)
    assert letter.subject == "Sign in to Chargehand"
    for part in ("\n  https://charge.example/sign-in/abc\n", "012 345", "15 minutes"):
        assert part in letter.body
    assert "012" not in letter.subject, "subjects are shown on locked phones"


@pytest.mark.parametrize(
    ("accepted", "lang"),
    [
        ("", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("fr", "en"),
        ("nonsense;q=x, ;;, *", "en"),
        ("q=;q=" * 500, "en"),
    ],
)
def test_the_language_is_one_that_we_speak(accepted: str, lang: str) -> None:
    assert eyes_of(request(accept_language=accepted), UTC).lang is Language(lang)


@pytest.mark.parametrize(
    ("zone", "name"),
    [
        ("Europe/Amsterdam", "Europe/Amsterdam"),
        ("Nowhere/At-all", "UTC"),
        ("../../etc/passwd", "UTC"),
        ("", "UTC"),
        ("A" * 500, "UTC"),
    ],
)
def test_the_browsers_own_zone_is_believed_if_it_is_one(zone: str, name: str) -> None:
    assert str(eyes_of(request(cookie=f"zone={zone}"), UTC).zone) == name
    assert str(eyes_of(request(cookie=f"__Host-zone={zone}"), UTC).zone) == name
