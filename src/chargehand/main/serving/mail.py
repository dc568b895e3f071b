"""The way out for letters that the settings ask for."""

from __future__ import annotations

import sys
from typing import Final
from urllib.parse import unquote, urlsplit

from chargehand.edge.notices.ports import PassingFault, Post
from chargehand.edge.notices.post import MailServer, PrintedPost, SmtpPost
from chargehand.main.settings import Settings, variable
from chargehand.model.visit import Letter

_PORTS: Final = {"smtp": 587, "smtps": 465}


class NoPost:
    """Implements Post where others than this machine's people could read what is printed: letters wait."""

    async def send(self, letter: Letter) -> None:
        raise PassingFault(f"letter {letter.id} waits: {variable('smtp_url')} is not set")


def post_of(settings: Settings) -> Post:
    """By SMTP; without it printed on stderr, if we serve this machine only: letters hold secrets."""
    if not settings.smtp_url:
        return PrintedPost(_print) if settings.loopback else NoPost()
    address = urlsplit(settings.smtp_url)
    return SmtpPost(
        MailServer(
            host=address.hostname or "localhost",
            port=address.port or _PORTS[address.scheme],
            sender=settings.mail_from,
            user=None if address.username is None else unquote(address.username),
            password=None if address.password is None else unquote(address.password),
            tls=address.scheme == "smtps",
        )
    )


def _print(text: str) -> None:
    sys.stderr.write(f"\n{text}\n")
    sys.stderr.flush()
