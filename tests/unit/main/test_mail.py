"""Which way letters go, by the settings; and that nobody else reads them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from chargehand.edge.notices.ports import PassingFault
from chargehand.edge.notices.post import SmtpPost
from chargehand.main.serving.mail import NoPost, post_of
from chargehand.main.settings import Settings
from chargehand.model.visit import Letter

LETTER = Letter(
    id=1,
    recipient="ada@example.com",
    subject="Sign in",
    body="http://x/sign-in/secret",
    made_at=datetime(2026, 11, 20, tzinfo=UTC),
    tries=1,
)


async def test_on_this_machine_alone_letters_are_printed_but_never_on_stdout(
    capsys: pytest.CaptureFixture[str],
) -> None:
    await post_of(Settings()).send(LETTER)
    said = capsys.readouterr()
    assert said.out == ""
    assert "http://x/sign-in/secret" in said.err


async def test_where_others_reach_us_letters_wait_instead_of_being_printed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    post = post_of(Settings(bind="0.0.0.0"))
    assert isinstance(post, NoPost)
    with pytest.raises(PassingFault, match="CHARGEHAND_SMTP_URL is not set") as waits:
        await post.send(LETTER)
    assert "secret" not in str(waits.value) + capsys.readouterr().err


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("smtp://mail.example", ("mail.example", 587, None, None, False)),
        ("smtps://ada:p%40ss@mail.example", ("mail.example", 465, "ada", "p@ss", True)),
        (
            "smtp://ada%40example.com:pw@mail.example:2525",
            ("mail.example", 2525, "ada@example.com", "pw", False),
        ),
    ],
)
def test_the_mail_server_is_read_from_its_address(url: str, told: tuple[object, ...]) -> None:
    post = post_of(Settings(smtp_url=url, mail_from="House <house@example.com>"))
    assert isinstance(post, SmtpPost)
    server = post._server
    assert (server.host, server.port, server.user, server.password, server.tls) == told
    assert server.sender == "House <house@example.com>"
