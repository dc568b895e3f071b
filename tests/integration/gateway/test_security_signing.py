"""S11: from a station's request to its certificate, on a real database; what breaks off is found again."""

from __future__ import annotations

import itertools
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from chargehand.core.operations.signing import is_strong, may_sign
from chargehand.edge.certificates.authority import FILE, BrokenAuthority, OwnAuthority
from chargehand.edge.certificates.facts import certificates_in
from chargehand.edge.certificates.inlet import SigningInlet
from chargehand.edge.certificates.judge import Judge
from chargehand.edge.certificates.ports import SigningMeans
from chargehand.edge.certificates.signer import Signer
from chargehand.model.answers import Answer, CommandTaken, Noted, SigningAnswer
from chargehand.model.calls import AnyCall
from chargehand.model.certificates import RequestState, SigningPolicy
from chargehand.model.command import Command, CommandKind
from chargehand.model.events import CertificateAsked, Event, OperationRequested, StationHeard
from chargehand.model.faults import WorldFault
from chargehand.model.identity import PublicId, StationId
from chargehand.model.refusals import Refusal
from chargehand.store.administration import StationDraft, Stations
from chargehand.store.security.shelf import StationSecurity
from tests.integration.gateway.makers import request

CP1 = StationId("CP1")
NOW = datetime.now(UTC)


class Engine:
    """Takes what it is told; `offline`: refuses calls as for a station that went away."""

    def __init__(self) -> None:
        self.wishes: list[OperationRequested] = []
        self.offline = False

    async def submit(self, event: Event, frame: str | None = None) -> Answer | Refusal:
        del frame
        if not isinstance(event, OperationRequested):
            return Noted()
        if self.offline:
            return Refusal.STATION_OFFLINE
        self.wishes.append(event)
        command = Command(
            id=event.command,
            kind=CommandKind.CALL,
            station=event.station,
            requested_at=event.at,
            deadline_at=event.at,
        )
        return CommandTaken(command)


class Desk:
    def __init__(self, pool: asyncpg.Pool, folder: Path, **policy: object) -> None:
        self.pool = pool
        self.shelf = StationSecurity(pool)
        self.authority = OwnAuthority(folder / "certificates", lambda: datetime.now(UTC), 365)
        self.engine = Engine()
        self.told: list[tuple[StationId, str, str]] = []
        ids = itertools.count(1)
        self.means = SigningMeans(
            shelf=self.shelf,
            authority=self.authority,
            may_sign=may_sign,
            policy=SigningPolicy(**policy),  # type: ignore[arg-type]
            clock=lambda: datetime.now(UTC),
            fresh_id=lambda: f"request{next(ids)}",
            told=lambda *event: self.told.append(event),
        )
        self.inlet = SigningInlet(self.engine, self.means)
        self.signer = Signer(self.engine, self.means, self.inlet.wake)

    async def station(self, protocol: str = "ocpp2.1", *, connected: bool = True) -> None:
        draft = StationDraft(identity=CP1, public_id=PublicId("p"), next_number=1)
        await Stations(self.pool).put(draft)
        await self.pool.execute("update station set protocol = $1, connected = $2", protocol, connected)

    async def asks(
        self, csr: str, *, number: int | None = None, kind: str = "ChargingStationCertificate"
    ) -> bool:
        event = CertificateAsked(station=CP1, at=datetime.now(UTC), csr=csr, kind=kind, number=number)
        answer = await self.inlet.submit(event)
        assert isinstance(answer, SigningAnswer)
        return answer.accepted

    async def states(self) -> list[RequestState]:
        """Newest first."""
        return [each.state for each in await self.shelf.requests(CP1)]

    async def approve(self) -> bool:
        waiting = (await self.shelf.requests(CP1))[0]
        return await self.shelf.decide(CP1, waiting.id, None, datetime.now(UTC))

    def payload(self) -> dict[str, object]:
        call = self.engine.wishes[-1].call
        assert isinstance(call, AnyCall)
        assert call.action == "CertificateSigned"
        return msgspec.json.decode(call.payload, type=dict[str, object])


@pytest.mark.parametrize(
    ("protocol", "beside"),
    [
        ("ocpp1.6", {}),
        ("ocpp2.0.1", {"certificateType": "ChargingStationCertificate"}),
        ("ocpp2.1", {"certificateType": "ChargingStationCertificate", "requestId": 7}),
    ],
)
async def test_an_approved_request_becomes_a_certificate_at_the_station(
    pool: asyncpg.Pool, tmp_path: Path, protocol: str, beside: dict[str, object]
) -> None:
    desk = Desk(pool, tmp_path)
    await desk.station(protocol)
    key = ec.generate_private_key(ec.SECP256R1())
    assert await desk.asks(request("CP1", key=key), number=7)
    await desk.signer.round()
    assert await desk.states() == [RequestState.WAITING]
    assert await desk.approve()
    await desk.signer.round()
    await desk.signer.round()
    assert await desk.states() == [RequestState.SENT]
    told = desk.payload()
    chain = told.pop("certificateChain")
    assert told == beside
    assert isinstance(chain, str)
    own, root = certificates_in(chain.encode())
    assert own.public_key() == key.public_key()
    judge = Judge(lambda: [root], lambda _: False, is_strong, lambda: datetime.now(UTC), "Kerbside")
    assert judge.judge(_der(chain), "CP1") == ""
    assert root == desk.authority.certificate()
    assert [each.fingerprint for each in await desk.shelf.certificates(CP1)]


def _der(chain: str) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding

    return certificates_in(chain.encode())[0].public_bytes(Encoding.DER)


async def test_a_renewal_needs_nobody(pool: asyncpg.Pool, tmp_path: Path) -> None:
    desk = Desk(pool, tmp_path)
    await desk.station()
    assert await desk.asks(request("CP1"))
    await desk.approve()
    await desk.signer.round()
    assert await desk.asks(request("CP1"))
    for _ in range(2):
        await desk.signer.round()
    assert (await desk.states())[0] is RequestState.SENT
    (newest, *_) = await desk.shelf.certificates(CP1)
    for each in await desk.shelf.certificates(CP1):
        assert await desk.shelf.revoke(CP1, each.fingerprint, datetime.now(UTC))
    assert (await desk.shelf.revoked(datetime.now(UTC)))[newest.fingerprint] == CP1
    assert await desk.asks(request("CP1"))
    assert (await desk.states())[0] is RequestState.WAITING, "after a revocation a person decides again"


async def test_a_station_that_went_away_gets_its_certificate_when_it_is_back(
    pool: asyncpg.Pool, tmp_path: Path
) -> None:
    desk = Desk(pool, tmp_path, first_by_itself=True)
    await desk.station()
    assert await desk.asks(request("CP1"))
    desk.engine.offline = True
    for _ in range(3):
        await desk.signer.round()
    assert await desk.states() == [RequestState.SIGNED]
    again = Desk(pool, tmp_path)  # after a restart
    await again.signer.round()
    assert await again.states() == [RequestState.SENT]
    assert len(await again.shelf.certificates(CP1)) == 1


async def test_a_refused_request_is_answered_and_told_and_counted(pool: asyncpg.Pool, tmp_path: Path) -> None:
    desk = Desk(pool, tmp_path, requests_per_day_max=3)
    await desk.station()
    for forged in (request("CP2"), "nonsense", request("CP1", is_authority=True)):
        assert not await desk.asks(forged)
    assert not await desk.asks(request("CP1")), "three in a day are enough"
    assert [kind for _, kind, _ in desk.told] == ["certificate_refused"] * 4
    assert desk.told[-1][2] == "too_many"
    assert await desk.states() == [RequestState.REFUSED] * 3
    assert {each.csr for each in await desk.shelf.requests(CP1)} == {""}


async def test_certificates_of_other_kinds_are_not_ours(pool: asyncpg.Pool, tmp_path: Path) -> None:
    desk = Desk(pool, tmp_path, first_by_itself=True)
    await desk.station()
    assert not await desk.asks(request("CP1"), kind="V2GCertificate")


async def test_a_newer_request_supersedes_the_one_that_waits(pool: asyncpg.Pool, tmp_path: Path) -> None:
    desk = Desk(pool, tmp_path)
    await desk.station()
    assert await desk.asks(request("CP1"))
    assert await desk.asks(request("CP1"))
    assert await desk.states() == [RequestState.WAITING, RequestState.REFUSED]
    assert not await desk.asks(request("CP2"))
    assert sorted(await desk.states()) == ["refused", "refused", "waiting"], "a forged one supersedes nothing"


async def test_what_was_decided_is_decided(pool: asyncpg.Pool, tmp_path: Path) -> None:
    desk = Desk(pool, tmp_path)
    await desk.station()
    assert await desk.asks(request("CP1"))
    (waiting,) = await desk.shelf.requests(CP1)
    at = datetime.now(UTC)
    assert not await desk.shelf.decide(StationId("CP2"), waiting.id, None, at)
    assert await desk.shelf.decide(CP1, waiting.id, "no", at)
    assert not await desk.shelf.decide(CP1, waiting.id, None, at)
    await desk.signer.round()
    assert await desk.states() == [RequestState.REFUSED]
    assert not (tmp_path / "certificates").exists(), "an authority that signed nothing was not made"


async def test_everything_else_goes_to_the_engine(pool: asyncpg.Pool, tmp_path: Path) -> None:
    desk = Desk(pool, tmp_path)
    assert await desk.inlet.submit(StationHeard(station=CP1, at=NOW)) == Noted()


# the authority


def test_the_authority_is_one_file_that_only_we_can_read(tmp_path: Path) -> None:
    def clock() -> datetime:
        return datetime.now(UTC)

    first, second = (OwnAuthority(tmp_path / "ca", clock, 365) for _ in range(2))
    assert first.certificate() == second.certificate(), "whoever comes second finds it"
    assert stat.S_IMODE((tmp_path / "ca" / FILE).stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "ca").stat().st_mode) == 0o700
    assert sorted(each.name for each in (tmp_path / "ca").iterdir()) == [
        "station-ca-certificate.pem",
        "station-ca.pem",
    ]


@pytest.mark.parametrize("content", [b"", b"nonsense", b"-----BEGIN PRIVATE KEY-----\n"])
async def test_an_authority_that_was_spoilt_says_so_and_signs_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    authority = OwnAuthority(tmp_path, lambda: NOW, 365)
    with pytest.raises(BrokenAuthority, match=FILE):
        authority.certificate()
    with pytest.raises(WorldFault):
        await authority.sign(request("CP1"), CP1)


async def test_no_certificate_outlives_its_authority(tmp_path: Path) -> None:
    authority = OwnAuthority(tmp_path, lambda: NOW, 3650)
    root = authority.certificate()
    later = OwnAuthority(tmp_path, lambda: NOW + timedelta(days=3000), 3650)
    chain = await later.sign(request("CP1"), CP1)
    assert certificates_in(chain.encode())[0].not_valid_after_utc == root.not_valid_after_utc
