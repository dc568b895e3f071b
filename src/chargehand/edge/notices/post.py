"""The two ways out: a mail server, or the operator's own eyes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import format_datetime

import aiosmtplib

from chargehand.edge.notices.ports import PassingFault, Undeliverable
from chargehand.model.visit import Letter


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """`sender`: the address that letters come from. `tls`: from the first byte (port 465).

    Otherwise STARTTLS is used where it is offered; with a password it is insisted on.
    """

    host: str
    sender: str
    port: int = 587
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: bool = False
    patience_s: float = 20


class SmtpPost:
    """Implements Post over SMTP (RFC 5321): once the server has taken the letter it is the server's."""

    def __init__(self, server: MailServer) -> None:
        self._server = server

    async def send(self, letter: Letter) -> None:
        """See `ports.Post`. 5xx answers about the letter are final, everything else may pass."""
        server = self._server
        try:
            await aiosmtplib.send(
                written(letter, server.sender),
                hostname=server.host,
                port=server.port,
                username=server.user,
                password=server.password,
                use_tls=server.tls,
                start_tls=True if server.password is not None and not server.tls else None,
                timeout=server.patience_s,
            )
        except aiosmtplib.SMTPRecipientsRefused as fault:
            self._refused(max((each.code for each in fault.recipients), default=450))
        except (aiosmtplib.SMTPSenderRefused, aiosmtplib.SMTPDataError) as fault:
            self._refused(fault.code)
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as fault:
            # A certificate that cannot be trusted is a ValueError too, and says nothing of the letter.
            raise PassingFault(f"mail server: {type(fault).__name__}") from fault
        except ValueError as fault:
            raise Undeliverable("the address is none") from fault

    @staticmethod
    def _refused(code: int) -> None:
        if 500 <= code < 600:
            raise Undeliverable(f"the mail server refused it for good ({code})")
        raise PassingFault(f"the mail server refused it for now ({code})")


class PrintedPost:
    """Implements Post where no mail server is set up: whoever runs the house reads the letters."""

    def __init__(self, printer: Callable[[str], None]) -> None:
        self._printer = printer

    async def send(self, letter: Letter) -> None:
        self._printer(f"Letter to {letter.recipient}: {letter.subject}\n\n{letter.body}")


def written(letter: Letter, sender: str) -> EmailMessage:
    """The letter as mail. Its Message-ID is the same at every try, so that a second copy can be told apart.

    Raises ValueError for an address with line breaks.
    """
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = letter.recipient
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(letter.made_at)
    domain = sender.rstrip(">").rpartition("@")[2] or "localhost"
    mail["Message-ID"] = f"<letter.{letter.id}.{letter.made_at:%Y%m%d%H%M%S%f}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    if letter.unsubscribe:
        mail["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    mail.set_content(letter.body)
    if letter.html:
        mail.add_alternative(letter.html, subtype="html")
    return mail
