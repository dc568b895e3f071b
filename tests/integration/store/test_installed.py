"""The certificates that stations hold, on a real PostgreSQL: as each told last (2.x M03 to M05)."""

from __future__ import annotations

import asyncpg
import pytest
from msgspec.structs import replace

from chargehand.model.calls import CallOutcome
from chargehand.model.certificates import CertificatesTold, InstalledCertificate, KnownCertificate
from chargehand.model.contracts import CertificateName
from chargehand.model.events import CallAnswered
from chargehand.model.identity import CommandId, StationId
from chargehand.store.security.shelf import StationSecurity
from tests.integration.store.test_devices import A, B, House, at

ROOT, CHAIN = "V2GRootCertificate", "V2GCertificateChain"


def one(serial: str, kind: str = ROOT, **more: str) -> InstalledCertificate:
    return InstalledCertificate(kind=kind, name=CertificateName("SHA256", "ab", "cd", serial), **more)


class Vault(House):
    def __init__(self, pool: asyncpg.Pool) -> None:
        super().__init__(pool)
        self.shelf = StationSecurity(pool)

    async def learns(self, seconds: float, told: CertificatesTold, station: StationId = A) -> None:
        await self.hears(
            CallAnswered(
                station=station,
                at=at(seconds),
                command=CommandId("c1"),
                call_id="c1",
                outcome=CallOutcome.ACCEPTED,
                certificates=told,
            )
        )

    async def holds(self, station: StationId = A) -> list[str]:
        return [row.certificate.name.serial for row in await self.shelf.installed(station)]


@pytest.fixture
async def vault(pool: asyncpg.Pool) -> Vault:
    for identity in (A, B):
        await pool.execute("insert into station (identity, public_id) values ($1, $1)", identity)
    return Vault(pool)


async def test_a_list_replaces_what_was_told_of_its_kinds(vault: Vault) -> None:
    await vault.learns(1, CertificatesTold((one("1"), one("2", CHAIN), one("3", CHAIN, under="2")), all=True))
    await vault.learns(1, CertificatesTold((one("1"),)), B)
    assert await vault.holds() == ["2", "3", "1"]
    await vault.learns(2, CertificatesTold((one("4"),), (ROOT,)))
    assert await vault.holds() == ["2", "3", "4"]
    await vault.learns(3, CertificatesTold((), (CHAIN,)))
    assert await vault.holds() == ["4"]
    await vault.learns(4, CertificatesTold(all=True))
    assert (await vault.holds(), await vault.holds(B)) == ([], ["1"])


async def test_what_was_installed_from_here_stays_known_as_a_whole(vault: Vault) -> None:
    await vault.learns(1, CertificatesTold((one("1", pem="PEM\x00"),)))
    await vault.learns(2, CertificatesTold((one("1"), one("2")), all=True))
    first, second = await vault.shelf.installed(A)
    assert first == KnownCertificate(one("1", pem="PEM\ufffd"), at(2))
    assert second == KnownCertificate(one("2"), at(2))


async def test_what_was_deleted_is_no_more_whatever_it_was_for(vault: Vault) -> None:
    await vault.learns(1, CertificatesTold((one("1"), one("1", CHAIN), one("2"))))
    await vault.learns(2, CertificatesTold(deleted=(one("1").name, one("9").name)))
    assert await vault.holds() == ["2"]


async def test_whatever_a_station_says_can_be_kept(vault: Vault) -> None:
    wild = CertificateName("A" * 999, "\x00" * 999, "'" * 999, "{" * 999)
    row = InstalledCertificate(kind="k" * 999, name=wild, under='"' * 999, pem="p" * 99_999)
    await vault.learns(
        1, CertificatesTold((row, row, replace(row, kind="")), tuple("x" * 600), deleted=(wild,))
    )
    assert await vault.holds() == []
    await vault.learns(2, CertificatesTold((row,) * 600))
    assert len(await vault.holds()) == 1
