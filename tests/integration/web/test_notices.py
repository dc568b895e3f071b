"""Letters from the table to a mail server, which is a small one of our own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from email import message_from_string, policy

import pytest

from chargehand.edge.notices.post import MailServer, PrintedPost, SmtpPost
from chargehand.edge.notices.sender import Sender, delay_s
from chargehand.model.visit import LetterDraft
from tests.counted import Counted
from tests.integration.web.site import until
from tests.integration.web.world import World


class Mailbox:
    """Speaks just enough SMTP (RFC 5321). `answers`: what it says to DATA's end, one after the other; then it takes all."""

    def __init__(self) -> None:
        self.port = 0
        self.answers: list[str] = []
        self.refused: str | None = None
        self.taken: list[str] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        def say(line: str) -> None:
            writer.write(f"{line}\r\n".encode())

        say("220 here")
        while line := (await reader.readline()).decode().strip():
            match line.split(":")[0].split(" ")[0].upper():
                case "DATA":
                    say("354 go on")
                    text = (await reader.readuntil(b"\r\n.\r\n")).decode()
                    answer = self.answers.pop(0) if self.answers else "250 taken"
                    if answer.startswith("250"):
                        self.taken.append(text)
                    say(answer)
                case "RCPT" if self.refused is not None:
                    say(self.refused)
                case "QUIT":
                    say("221 bye")
                    break
                case _:
                    say("250 ok")
        writer.close()


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    box = Mailbox()
    server = await asyncio.start_server(box.serve, "127.0.0.1", 0)
    box.port = server.sockets[0].getsockname()[1]
    yield box
    server.close()


def by_mail(world: World, port: int, counted: Counted) -> Sender:
    post = SmtpPost(
        MailServer(host="127.0.0.1", port=port, sender="Charge <door@charge.example>", patience_s=5)
    )
    return Sender(world.letters, post, world.clock, counted)


async def waiting(world: World) -> int:
    found = await world.pool.fetchval("select count(*) from letter where sent_at is null and dropped = ''")
    assert isinstance(found, int)
    return found


async def test_a_letter_reaches_the_mail_server_and_is_kept_no_longer(world: World, mailbox: Mailbox) -> None:
    counted = Counted()
    await world.letters.put(
        "ada@example.org", LetterDraft("Sign in: häuslich", "the secret 123 456\n"), world.clock()
    )

    assert await by_mail(world, mailbox.port, counted).send_due() == 1

    mail = message_from_string(mailbox.taken[0], policy=policy.default)
    assert mail["To"] == "ada@example.org"
    assert mail["From"] == "Charge <door@charge.example>"
    assert mail["Subject"] == "Sign in: häuslich"
    assert mail["Message-ID"].endswith("@charge.example>")
    assert "the secret 123 456" in mail.get_content()
    assert counted.outcomes == ["sent"]
    row = await world.pool.fetchrow("select body, sent_at from letter")
    assert row is not None
    assert (row["body"], row["sent_at"]) == ("", world.clock())
    assert await by_mail(world, mailbox.port, counted).send_due() == 0


async def test_what_may_pass_is_tried_again_later_and_the_same_letter(world: World, mailbox: Mailbox) -> None:
    counted = Counted()
    sender = by_mail(world, mailbox.port, counted)
    await world.letters.put("ada@example.org", LetterDraft("s", "b"), world.clock())
    mailbox.answers = ["451 later", "452 full"]

    for _ in range(2):
        assert await sender.send_due() == 1
        assert await sender.send_due() == 0
        world.clock.pass_by(seconds=60)
    assert await sender.send_due() == 1

    assert counted.outcomes == ["delayed", "delayed", "sent"]
    assert len(mailbox.taken) == 1


async def test_a_mail_server_that_is_gone_costs_time_only(world: World) -> None:
    counted = Counted()
    await world.letters.put("ada@example.org", LetterDraft("s", "the secret"), world.clock())

    assert await by_mail(world, 1, counted).send_due() == 1

    assert counted.outcomes == ["delayed"]
    assert "the secret" not in str(counted.faults)
    assert await waiting(world) == 1


@pytest.mark.parametrize("refused", ["550 no such address", "553 what?"])
async def test_what_is_refused_for_good_is_given_up(world: World, mailbox: Mailbox, refused: str) -> None:
    counted = Counted()
    mailbox.refused = refused
    await world.letters.put("ada@example.org", LetterDraft("s", "b"), world.clock())

    await by_mail(world, mailbox.port, counted).send_due()

    assert counted.outcomes == ["dropped"]
    assert (
        await world.pool.fetchval("select body || dropped from letter")
        == f"the mail server refused it for good ({refused[:3]})"
    )


async def test_a_letter_with_a_hostile_address_harms_nobody_else(world: World, mailbox: Mailbox) -> None:
    counted = Counted()
    await world.letters.put("ada@example.org\r\nBcc: eve@example.org", LetterDraft("s", "b"), world.clock())
    await world.letters.put("ada@example.org", LetterDraft("s", "b"), world.clock())

    await by_mail(world, mailbox.port, counted).send_due()

    assert counted.outcomes == ["dropped", "sent"]
    assert "eve" not in str(mailbox.taken)


async def test_a_letter_is_given_up_after_a_day(world: World, mailbox: Mailbox) -> None:
    counted = Counted()
    await world.letters.put("ada@example.org", LetterDraft("s", "b"), world.clock())
    world.clock.pass_by(hours=24)

    await by_mail(world, mailbox.port, counted).send_due()

    assert counted.outcomes == ["dropped"]
    assert mailbox.taken == []
    assert await waiting(world) == 0


async def test_without_a_mail_server_letters_are_printed(world: World) -> None:
    printed: list[str] = []
    await world.letters.put("ada@example.org", LetterDraft("Sign in", "the link"), world.clock())
    sender = Sender(world.letters, PrintedPost(printed.append), world.clock, Counted())

    async def all_sent() -> bool:
        return await waiting(world) == 0

    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(sender.run())
        await until(all_sent)
        running.cancel()

    assert printed == ["Letter to ada@example.org: Sign in\n\nthe link"]


async def test_a_letter_of_a_sender_that_died_is_taken_over(world: World, mailbox: Mailbox) -> None:
    counted = Counted()
    await world.letters.put("ada@example.org", LetterDraft("s", "b"), world.clock())
    await world.letters.take(world.clock(), 20, world.clock() + timedelta(minutes=5))  # and then it died

    sender = by_mail(world, mailbox.port, counted)
    assert await sender.send_due() == 0
    world.clock.pass_by(minutes=5)
    assert await sender.send_due() == 1
    assert counted.outcomes == ["sent"]


def test_delays_double_up_to_an_hour() -> None:
    assert [delay_s(tries) for tries in (0, 1, 2, 3, 8, 9, 10, 1000)] == [
        15,
        15,
        30,
        60,
        1920,
        3600,
        3600,
        3600,
    ]
