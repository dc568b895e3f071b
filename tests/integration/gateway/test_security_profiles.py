"""S01, S05, S06: what each station must show, over real sockets with and without TLS."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus

from chargehand.core.operations.signing import is_strong
from chargehand.edge.certificates.context import make_context
from chargehand.edge.certificates.judge import Judge
from chargehand.model.credentials import SecurityProfile
from tests.integration.gateway.makers import NOW, Holder, Maker, trusting
from tests.unit.gateway.world import PASSWORD, World, basic

OPEN, BASIC, BASIC_TLS, CERTIFICATE = SecurityProfile


async def secured(world: World, maker: Maker, folder: Path, **settings: object) -> None:
    """A plain port and one with TLS, which asks for certificates of the tests' authority."""
    context = make_context(maker.server().written(folder, "server"), [maker.authority.certificate])
    world.judge = Judge(lambda: [maker.authority.certificate], lambda _: False, is_strong, lambda: NOW)
    await world.start(tls=lambda: context, tls_port=0, **settings)


class Caller:
    """Asks to come in, in each of the ways there are."""

    def __init__(self, world: World, maker: Maker, folder: Path) -> None:
        self._world = world
        self._tls = trusting(maker, folder)
        self._certified = trusting(maker, folder, maker.station("CP1"))

    async def shows(self, profile: SecurityProfile) -> int:
        """The HTTP status for CP1."""
        match profile:
            case SecurityProfile.OPEN:
                return await self.gets(password=None)
            case SecurityProfile.BASIC:
                return await self.gets()
            case SecurityProfile.BASIC_TLS:
                return await self.gets(tls=self._tls)
            case SecurityProfile.CERTIFICATE:
                return await self.gets(tls=self._certified, password=None)

    async def gets(self, **how: object) -> int:
        try:
            socket = await self._world.socket("CP1", **how)  # type: ignore[arg-type]
        except InvalidStatus as refused:
            return refused.response.status_code
        await socket.close()
        return 101


@pytest.mark.parametrize("shown", SecurityProfile)
@pytest.mark.parametrize("minimum", SecurityProfile)
async def test_less_than_the_stations_profile_is_not_enough(
    world: World, maker: Maker, tmp_path: Path, minimum: SecurityProfile, shown: SecurityProfile
) -> None:
    """S01, S06: the whole matrix."""
    await secured(world, maker, tmp_path, tries=1000)
    world.door.passwords["CP1"] = PASSWORD
    world.door.profiles["CP1"] = minimum
    assert await Caller(world, maker, tmp_path).shows(shown) == (101 if shown >= minimum else 401)
    assert world.door.profiles["CP1"] == max(minimum, shown), "only ever raised"


@pytest.mark.parametrize("highest", [BASIC_TLS, CERTIFICATE])
async def test_who_once_showed_more_must_show_it_again(
    world: World, maker: Maker, tmp_path: Path, highest: SecurityProfile
) -> None:
    """S06: nothing that comes over the wire lowers it, with the right password neither."""
    await secured(world, maker, tmp_path, tries=1000, credentials_kept_s=60)
    world.door.passwords["CP1"] = PASSWORD
    caller = Caller(world, maker, tmp_path)
    assert await caller.shows(BASIC) == 101
    assert await caller.shows(highest) == 101
    for lower in range(highest):
        assert await caller.shows(SecurityProfile(lower)) == 401
    assert await caller.shows(highest) == 101
    kinds = [kind for _, kind, _ in world.notices]
    assert kinds == ["profile_raised", "profile_too_low"]


async def test_who_is_too_low_hears_what_the_wrong_ones_hear(
    world: World, maker: Maker, tmp_path: Path
) -> None:
    """S04, S06: a password cannot be tried out where it is not enough."""
    await secured(world, maker, tmp_path)
    world.door.passwords["CP1"] = PASSWORD
    world.door.profiles["CP1"] = BASIC_TLS
    answers: set[tuple[object, ...]] = set()
    for password in (PASSWORD, "a wrong one"):
        with pytest.raises(InvalidStatus) as caught:
            await world.socket("CP1", password=password)
        response = caught.value.response
        headers = sorted((name, value) for name, value in response.headers.raw_items() if name != "Date")
        answers.add((response.status_code, bytes(response.body or b""), *headers))
    assert len(answers) == 1


@pytest.mark.parametrize(
    "headers",
    [{"Authorization": basic("CP2", PASSWORD)}, {"Authorization": basic("", PASSWORD)}, {"Authorization": basic("cp1", PASSWORD)}],
)  # fmt: skip
async def test_another_name_is_refused_whatever_else_is_right(
    world: World, maker: Maker, tmp_path: Path, headers: Mapping[str, str]
) -> None:
    """S05: over each kind of connection, beside a good certificate too."""
    await secured(world, maker, tmp_path, tries=1000)
    world.door.passwords["CP1"] = world.door.passwords["CP2"] = PASSWORD
    caller = Caller(world, maker, tmp_path)
    certified = trusting(maker, tmp_path, maker.station("CP1"))
    assert await caller.gets(headers=headers) == 401
    assert await caller.gets(headers=headers, tls=trusting(maker, tmp_path)) == 401
    assert await caller.gets(headers=headers, tls=certified) == 401
    assert await caller.gets(headers={"Authorization": basic("CP1", "whatever")}, tls=certified) == 101


async def test_a_certificate_opens_its_own_door_only(world: World, maker: Maker, tmp_path: Path) -> None:
    """S09"""
    await secured(world, maker, tmp_path)
    world.door.passwords["CP2"] = PASSWORD
    certified = trusting(maker, tmp_path, maker.station("CP1"))
    with pytest.raises(InvalidStatus, match="401"):
        await world.socket("CP2", password=None, tls=certified)
    assert [kind for _, kind, _ in world.notices] == ["bad_certificate"]
    with pytest.raises(InvalidStatus, match="401"):
        await world.socket(
            "CP1", password=None, tls=certified
        )  # the name is right, but there is no such station
    assert not world.engine.events


def bad_ones(maker: Maker) -> Mapping[str, Holder]:
    from tests.integration.gateway.makers import DAY, Wish

    return {
        "expired": maker.station(since=NOW - 9 * DAY, until=NOW - DAY),
        "not yet valid": maker.station(since=NOW + DAY, until=NOW + 9 * DAY),
        "of a stranger": maker.make(Wish(), maker.stranger),
        "self-signed": maker.make(Wish(), None),
    }


async def test_a_bad_certificate_ends_the_handshake(world: World, maker: Maker, tmp_path: Path) -> None:
    """S09: the others go on, and people can see what happened."""
    await secured(world, maker, tmp_path)
    world.door.passwords["CP1"] = PASSWORD
    for label, holder in bad_ones(maker).items():
        tls = trusting(maker, tmp_path, holder)
        with pytest.raises((OSError, EOFError, Exception)):
            await world.socket("CP1", tls=tls)
        assert world.watch.verdicts == [], label
    assert len(world.watch.insecurities) == 4
    assert {address for address, _ in world.watch.insecurities} == {"127.0.0.1"}
    assert "certificate has expired" in {reason for _, reason in world.watch.insecurities}
    assert await Caller(world, maker, tmp_path).shows(CERTIFICATE) == 101


async def test_who_begins_a_handshake_and_says_nothing_keeps_nobody_out(
    world: World, maker: Maker, tmp_path: Path
) -> None:
    await secured(world, maker, tmp_path)
    world.door.passwords["CP1"] = PASSWORD
    idle = [await asyncio.open_connection("127.0.0.1", world.gateway.tls_port) for _ in range(40)]
    assert await Caller(world, maker, tmp_path).shows(BASIC_TLS) == 101
    for _, writer in idle:
        writer.close()
