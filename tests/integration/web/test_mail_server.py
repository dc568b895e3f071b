"""Letters to a real mail server in a process of its own: both forms, STARTTLS, refusals, and never twice when we end."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from chargehand.edge.notices.post import MailServer, SmtpPost
from chargehand.edge.notices.sender import Sender
from chargehand.edge.notices.teller import House, Teller
from chargehand.model.visit import Letter
from chargehand.store.inbox.delivery import Delivery
from tests.counted import Counted
from tests.integration.web.push_office import certified
from tests.integration.web.world import BASE_URL, World


@asynccontextmanager
async def mail_server(folder: Path, mode: str) -> AsyncGenerator[int]:
    certified(folder)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.integration.web.mail_server",
        str(folder),
        mode,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        yield int(await asyncio.wait_for(process.stdout.readline(), 30))
    finally:
        process.kill()
        await process.wait()


def sender(world: World, port: int, counted: Counted, *, password: str | None = None) -> Sender:
    user = None if password is None else "house"
    server = MailServer(
        host="127.0.0.1",
        port=port,
        sender="Charge <door@charge.example>",
        user=user,
        password=password,
        patience_s=10,
    )
    return Sender(world.letters, SmtpPost(server), world.clock, counted)


async def told(world: World) -> None:
    """A session of Ada's has ended, and a letter about it waits."""
    ada = await world.driver("ada")
    await world.station("CP1")
    session = await world.session(ada, "CP1", ended_s_ago=60)
    cost = {"minor": 496, "currency": "EUR"}
    await world.notice(
        ada, "n1", "session_ended", session=session, energy_wh="12400", cost=cost, lasted_s=3780
    )
    await Teller(
        Delivery(world.pool), House(base_url=BASE_URL), world.clock, lambda: "s" * 40, Counted()
    ).tell_due()


def mails(folder: Path) -> list[EmailMessage]:
    return [
        message_from_bytes(each.read_bytes(), policy=policy.default) for each in sorted(folder.glob("*.eml"))
    ]


async def test_a_letter_arrives_in_both_forms_with_a_way_out(world: World, tmp_path: Path) -> None:
    await told(world)
    counted = Counted()
    async with mail_server(tmp_path, "plain") as port:
        await sender(world, port, counted).send_due()
        await sender(world, port, counted).send_due()

    (mail,) = mails(tmp_path)
    assert counted.outcomes == ["sent"]
    assert mail["Subject"] == "Charging has ended · Charger CP1"
    assert mail["List-Unsubscribe"].strip() == f"<{BASE_URL}/unsubscribe/{'s' * 40}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail.get_content_type() == "multipart/alternative"
    plain, html = [mail.get_body((kind,)) for kind in ("plain", "html")]
    assert plain is not None
    assert html is not None
    for form in (plain.get_content(), html.get_content()):
        assert "12.4 kWh" in form
        assert "4.96" in form
    assert await world.pool.fetchval("select count(*) from letter where html <> '' or body <> ''") == 0


async def test_a_server_that_insists_on_tls_is_not_given_a_letter_it_cannot_prove_to_be_for(
    world: World, tmp_path: Path
) -> None:
    """It has a certificate of its own making: the letter waits, and no password was ever said."""
    await told(world)
    counted = Counted()
    async with mail_server(tmp_path, "starttls") as port:
        await sender(world, port, counted, password="hidden").send_due()
    assert counted.outcomes == ["delayed"]
    assert mails(tmp_path) == []
    assert "hidden" not in str(counted.faults)


async def test_a_server_that_is_trusted_is_spoken_to_over_tls(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await told(world)
    counted = Counted()
    certified(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "push.crt"))
    async with mail_server(tmp_path, "starttls") as port:
        await sender(world, port, counted).send_due()
    assert [mail["X-Line"] for mail in mails(tmp_path)] == ["tls"], counted.faults


@pytest.mark.parametrize(("mode", "outcome"), [("refuse", "dropped"), ("full", "delayed")])
async def test_refusals_for_good_and_for_now(world: World, tmp_path: Path, mode: str, outcome: str) -> None:
    await told(world)
    counted = Counted()
    async with mail_server(tmp_path, mode) as port:
        await sender(world, port, counted).send_due()
    assert counted.outcomes == [outcome]


class SlowPost:
    """The server has taken the letter, and takes its time to say so."""

    def __init__(self) -> None:
        self.taken, self.reached, self.goes_on = 0, asyncio.Event(), asyncio.Event()

    async def send(self, letter: Letter) -> None:
        assert letter.subject
        self.taken += 1
        self.reached.set()
        await self.goes_on.wait()


async def test_who_is_asked_to_end_finishes_the_letter_in_hand(world: World) -> None:
    await told(world)
    post, counted = SlowPost(), Counted()
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(Sender(world.letters, post, world.clock, counted).run())
        await post.reached.wait()
        running.cancel()
        tasks.create_task(_later(post.goes_on))
        with suppress(asyncio.CancelledError):
            await running
    assert counted.outcomes == ["sent"]
    world.clock.pass_by(minutes=10)
    assert await Sender(world.letters, post, world.clock, counted).send_due() == 0
    assert post.taken == 1


async def _later(event: asyncio.Event) -> None:
    event.set()
