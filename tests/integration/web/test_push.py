"""Messages to devices, by a push service on this machine that a browser's keys open: S23, S44, S46."""

from __future__ import annotations

import base64
import json
import stat
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256

from chargehand.edge.notices.courier import Courier
from chargehand.edge.notices.ports import PushReply, Undeliverable
from chargehand.edge.notices.sealing import Signer, own_key
from chargehand.edge.notices.teller import House, Teller
from chargehand.edge.notices.way import PinnedWay, is_open
from chargehand.model.identity import DriverId
from chargehand.model.notice import Channel, NoticeKind, NoticeLetter, NoticePush, Telling
from chargehand.model.push import DEVICES_MAX, PushHosts, PushKeys
from chargehand.model.token import Driver
from chargehand.model.visit import LetterDraft
from chargehand.store.inbox.delivery import Delivery
from chargehand.store.inbox.devices import PushDevices
from chargehand.store.inbox.notices import Notices
from tests.counted import Counted
from tests.integration.web.push_office import Device, PushService, push_service
from tests.integration.web.site import Site
from tests.integration.web.world import BASE_URL, World


@dataclass
class Scene:
    """Ada with a session, a device of hers, and the worker that tells."""

    world: World
    service: PushService
    counted: Counted
    teller: Teller
    courier: Courier
    ada: Driver
    session: str
    device: Device

    async def registers(self, name: str = "one", driver: Driver | None = None) -> None:
        keys = self.device.keys
        await PushDevices(self.world.pool).put(
            (driver or self.ada).id,
            PushKeys(self.service.endpoint(name), keys["p256dh"], keys["auth"]),
            "Firefox, Linux",
            "a secret",
            self.world.clock(),
        )

    async def tells(self, kind: str = "session_ended", **facts: object) -> None:
        """The notice is decided, told and carried."""
        name = f"n{len(self.service.received)}{kind}"
        await self.world.notice(self.ada, name, kind, session=self.session, **facts)
        await self.carries()

    async def carries(self) -> None:
        await self.teller.tell_due()
        await self.courier.send_due()

    def read(self, which: int = -1) -> dict[str, object]:
        return self.device.reads(self.service.received[which].body)

    async def left(self, table: str) -> int:
        found = await self.world.pool.fetchval(f"select count(*) from {table}")
        assert isinstance(found, int)
        return found


@pytest.fixture
async def scene(world: World, tmp_path: Path) -> AsyncIterator[Scene]:
    async with push_service(tmp_path) as service:
        delivery, counted = Delivery(world.pool), Counted()
        teller = Teller(delivery, House(base_url=BASE_URL), world.clock, lambda: "s" * 40, counted)
        courier = Courier(
            delivery,
            PinnedWay(frozenset({"127.0.0.1"}), service.tls),
            PushHosts([f"127.0.0.1:{service.port}"]),
            Signer(own_key(tmp_path / "key.pem"), "mailto:ops@charge.example"),
            world.clock,
            counted,
        )
        ada = await world.driver("ada")
        await world.card(ada, "04AABBCCDD")
        await world.station("CP1")
        session = await world.session(ada, "CP1", token="04AABBCCDD", ended_s_ago=60)
        yield Scene(world, service, counted, teller, courier, ada, session, Device())


ENDED = {"energy_wh": "12400", "cost": {"minor": 496, "currency": "EUR"}, "lasted_s": 3780}


async def test_a_device_is_told_once_and_nothing_of_where_or_who(scene: Scene) -> None:  # S46
    await scene.registers()
    await scene.tells(**ENDED)
    await scene.carries()

    (received,) = scene.service.received
    told = scene.read()
    assert (told["title"], told["body"]) == ("Charging has ended", "12.4 kWh in 1 h 03 min, €4.96")
    assert told["href"] == "/inbox/n0session_ended"
    text = json.dumps(told)
    assert not [mark for mark in ("CP1", "ada", "CCDD", "Charger", "card of") if mark in text]
    assert len(received.body) <= 1_000
    assert (received.headers["ttl"], received.headers["urgency"]) == ("43200", "normal")
    assert received.headers["content-encoding"] == "aes128gcm"
    assert len(received.headers["topic"]) == 32
    assert scene.counted.outcomes == ["sent"]
    assert await scene.left("push") == 0


async def test_the_push_service_can_tell_whose_message_it_is(scene: Scene) -> None:  # RFC 8292
    await scene.registers()
    await scene.tells(**ENDED)

    scheme, _, parts = scene.service.received[0].headers["authorization"].partition(" ")
    shown = dict(part.strip().split("=", 1) for part in parts.split(","))
    head, claims, signature = shown["t"].split(".")
    told = json.loads(_plain(claims))
    assert scheme == "vapid"
    assert told["aud"] == f"https://127.0.0.1:{scene.service.port}"
    assert told["sub"] == "mailto:ops@charge.example"
    assert isinstance(told["exp"], int)  # RFC 7519 §4.1.4: of a text nobody knows when it ends
    assert 0 < told["exp"] - scene.world.clock().timestamp() <= 86_400
    raw = _plain(signature)
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _plain(shown["k"]))
    halves = int.from_bytes(raw[:32]), int.from_bytes(raw[32:])
    key.verify(utils.encode_dss_signature(*halves), f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))


def _plain(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


async def test_a_newer_notice_of_a_session_takes_the_older_ones_place(scene: Scene) -> None:
    await scene.registers()
    await scene.tells("session_started")
    await scene.tells("stop_failed")

    topics = {each.headers["topic"] for each in scene.service.received}
    assert len(topics) == 1
    assert [each.headers["urgency"] for each in scene.service.received] == ["normal", "high"]


@pytest.mark.parametrize("answer", ["404 Not Found", "410 Gone"])
async def test_a_device_that_is_gone_is_forgotten(scene: Scene, answer: str) -> None:  # S46
    await scene.registers("one")
    await scene.registers("two")
    scene.service.answers = [answer]
    await scene.tells(**ENDED)

    assert sorted(scene.counted.outcomes) == ["device_gone", "sent"]
    assert await scene.left("push_device") == 1
    assert await scene.left("push") == 0


async def test_what_may_pass_is_tried_again_when_it_is_said_to_be(scene: Scene) -> None:
    await scene.registers()
    scene.service.answers = ["429 Slow\r\nRetry-After: 120", "503 Later"]
    await scene.tells(**ENDED)
    await scene.carries()
    assert len(scene.service.received) == 1
    scene.world.clock.pass_by(seconds=120)
    await scene.carries()
    scene.world.clock.pass_by(seconds=60)
    await scene.carries()
    assert scene.counted.outcomes == ["delayed", "delayed", "sent"]


async def test_a_defect_that_one_message_meets_ends_nothing(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> str:
        raise KeyError("a key of somebody's")

    await scene.registers()
    with monkeypatch.context() as patch:
        patch.setattr(Signer, "header", broken)
        await scene.tells(**ENDED)
    assert scene.counted.faults == ["push: KeyError"]
    assert scene.service.received == []
    scene.world.clock.pass_by(seconds=60)
    await scene.carries()
    assert scene.counted.outcomes == ["delayed", "sent"]


async def test_a_message_that_is_of_no_use_any_more_is_not_carried(scene: Scene) -> None:
    await scene.registers()
    scene.service.answers = ["503 Later"]
    await scene.tells("session_started")
    scene.world.clock.pass_by(minutes=31)
    await scene.carries()
    assert scene.counted.outcomes == ["delayed", "dropped"]
    assert len(scene.service.received) == 1


async def test_no_redirect_is_followed(scene: Scene) -> None:  # S23, S46
    await scene.registers()
    scene.service.answers = ["307 Away\r\nLocation: https://169.254.169.254/latest"]
    await scene.tells(**ENDED)
    assert len(scene.service.received) == 1
    assert scene.counted.outcomes == ["dropped"]


async def test_history_and_what_is_not_wanted_wake_nobody(scene: Scene) -> None:  # F53
    await scene.registers()
    await scene.world.notice(scene.ada, "old", "session_ended", session=scene.session, **ENDED)
    await scene.world.pool.execute("update notice set late = true where id = 'old'")
    notices = Notices(scene.world.pool)
    await notices.choose(scene.ada.id, {_choice("session_started", "push"): False})
    await scene.tells("session_started")
    assert scene.service.received == []
    assert (await notices.page(scene.ada.id, None, 10)).unread == 2


def _choice(kind: str, channel: str) -> tuple[NoticeKind, Channel]:
    return NoticeKind(kind), Channel(channel)


async def test_matters_of_security_go_whatever_was_chosen(scene: Scene) -> None:
    await scene.registers()
    kinds = [_choice("signed_in", "push"), _choice("signed_in", "email")]
    await Notices(scene.world.pool).choose(scene.ada.id, dict.fromkeys(kinds, False))
    await scene.world.notice(scene.ada, "in", "signed_in", note="Chrome, Windows")
    await scene.carries()
    assert scene.read()["title"] == "Signed in on a new device"
    assert await scene.left("letter") == 1


async def test_two_workers_tell_each_thing_once_and_a_crash_loses_none(scene: Scene) -> None:
    await scene.registers()
    await scene.world.notice(scene.ada, "n", "session_ended", session=scene.session, **ENDED)
    delivery, now = Delivery(scene.world.pool), scene.world.clock()
    taken = await delivery.take(now, 10, scene.world.clock.now)  # and then it died
    assert len(taken) == 1
    scene.world.clock.pass_by(minutes=3)
    await scene.carries()
    letter = NoticeLetter(recipient="ada@example.org", draft=LetterDraft("again", "again"))
    push = NoticePush(devices=(1,), message="again", until=now)
    await delivery.plan(now, [Telling(notice="n", letter=letter, push=push)])
    await scene.carries()
    assert len(scene.service.received) == 1
    assert await scene.left("letter") == 1


CORPUS = (
    "http://169.254.169.254/latest/meta-data",
    "https://169.254.169.254/latest",
    "https://127.0.0.1/push",
    "https://[::1]/push",
    "https://[::ffff:169.254.169.254]/push",
    "https://localhost/push",
    "https://10.0.0.1/x",
    "http://fcm.googleapis.com/fcm/send/x",
    "https://fcm.googleapis.com.evil.example/x",
    "https://evil.example/fcm.googleapis.com",
    "https://fcm.googleapis.com@evil.example/x",
    "https://fcm.googleapis.com:8443/x",
    "https://evilpush.apple.com/x",
    "https://fcm.googleapis.com/x#y",
    "https://fcm.googleapis.com/x\r\nHost: evil",
    "ftp://fcm.googleapis.com/x",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "https://",
    "https://fcm.googleapis.com/" + "x" * 1_000,
)


async def test_only_known_push_services_can_be_registered(site: Site) -> None:  # S23, S46
    ada = await site.signed_in(await site.world.driver("ada"))

    async def status(endpoint: str) -> int:
        answer = await ada.post(
            "/api/v1/notices/devices",
            json={"endpoint": endpoint, "keys": Device().keys},
            headers={"X-CSRF-Token": ada.csrf},
        )
        return answer.status_code

    for endpoint in CORPUS:
        assert await status(endpoint) == 422, endpoint
    assert await site.world.pool.fetchval("select count(*) from push_device") == 0
    for endpoint in (
        "https://fcm.googleapis.com/fcm/send/x",
        "https://updates.push.services.mozilla.com/wpush/v2/x",
        "https://web.push.apple.com/x",
        "https://wns2-db5p.notify.windows.com/w/?token=x",
    ):
        assert await status(endpoint) == 201, endpoint


async def test_a_driver_has_ten_devices_at_most(world: World) -> None:  # S46
    ada, devices = await world.driver("ada"), PushDevices(world.pool)
    for count in range(25):
        world.clock.pass_by(seconds=1)
        keys = PushKeys(f"https://fcm.googleapis.com/{count}", "k", "a")
        await devices.put(ada.id, keys, f"device {count}", "held", world.clock())
    kept = await devices.all(ada.id)
    assert [each.name for each in kept] == [f"device {count}" for count in range(24, 24 - DEVICES_MAX, -1)]


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fd00:ec2::254",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::1",
        "2001:0:53aa:64c:1::1",
        "nonsense",
    ],
)
async def test_a_name_that_leads_inside_leads_nowhere(
    address: str,
) -> None:  # S23: also by DNS that changes its mind
    asked: list[str] = []

    async def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["8.8.8.8", address]

    assert not is_open(address)
    with pytest.raises(Undeliverable, match="not allowed"):
        await PinnedWay(resolve=resolve).post(("fcm.googleapis.com", 443, "/x"), {}, b"")
    assert asked == ["fcm.googleapis.com"]


def test_open_addresses_are_open() -> None:
    assert is_open("142.250.74.10")
    assert is_open("2a00:1450:400e:80f::200a")
    assert PushReply(201).retry_after_s is None


async def test_signing_out_ends_what_the_browser_is_told(site: Site) -> None:  # S47
    ada = await site.signed_in(await site.world.driver("ada"))
    body = {"endpoint": "https://fcm.googleapis.com/x", "keys": Device().keys}
    await ada.post("/api/v1/notices/devices", json=body, headers={"X-CSRF-Token": ada.csrf})
    assert await site.world.pool.fetchval("select count(*) from push_device") == 1
    await ada.send_form("/sign-out")
    assert await site.world.pool.fetchval("select count(*) from push_device") == 0


async def test_another_driver_on_the_same_browser_takes_it_over(world: World) -> None:  # S47
    ada, bob, devices = await world.driver("ada"), await world.driver("bob"), PushDevices(world.pool)
    keys = PushKeys("https://fcm.googleapis.com/x", "k", "a")
    first = await devices.put(ada.id, keys, "", "held", world.clock())
    second = await devices.put(bob.id, keys, "", "held", world.clock())
    assert await devices.all(ada.id) == []
    assert first.id != second.id
    assert await devices.drop(DriverId("d_ada"), second.id) is False


def test_the_key_is_ours_alone_and_stays(tmp_path: Path) -> None:  # S44
    path = tmp_path / "data" / "push-key.pem"
    made, again = own_key(path), own_key(path)
    assert made.private_numbers() == again.private_numbers()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["push-key.pem"]
    path.write_text("nonsense")
    with pytest.raises(ValueError, match=r"\w"):
        own_key(path)


@pytest.mark.parametrize(
    ("subject", "origin"),
    [
        ("https://charge.example:8443", "https://fcm.googleapis.com"),
        ("https://charge.example/drivers", "https://fcm.googleapis.com"),
        ("https://charger", "https://fcm.googleapis.com"),
        ("mailto:", "https://fcm.googleapis.com"),
        ("mailto:ops@charge.example", "https://[fd00::1]:8443"),
    ],
)
def test_any_address_of_ours_and_of_a_push_service_can_be_signed(
    tmp_path: Path, subject: str, origin: str
) -> None:  # RFC 8292 §2: a fault here ended the courier, and with it the house
    header = Signer(own_key(tmp_path / "key.pem"), subject).header(origin, datetime(2026, 1, 1, tzinfo=UTC))
    token = dict(part.split("=", 1) for part in header.removeprefix("vapid ").split(","))["t"]
    told = json.loads(_plain(token.split(".")[1]))
    assert (told["sub"], told["aud"]) == (subject, origin)


async def test_the_key_that_is_known_stays_the_one(world: World) -> None:
    delivery = Delivery(world.pool)
    assert await delivery.publish_key("first") == "first"
    assert await delivery.publish_key("second") == "first"
    assert await PushDevices(world.pool).key() == "first"
