"""What keeps the stations' door beside passwords: TLS, whose certificates count, who signs them, and who hears of dangers."""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from cryptography import x509

from chargehand.core.operations.signing import is_strong, may_sign
from chargehand.edge.certificates.authority import BrokenAuthority, OwnAuthority
from chargehand.edge.certificates.context import Contexts
from chargehand.edge.certificates.facts import Unreadable, certificates_in
from chargehand.edge.certificates.inlet import SigningInlet
from chargehand.edge.certificates.judge import Judge
from chargehand.edge.certificates.ports import SigningMeans
from chargehand.edge.certificates.signer import Signer
from chargehand.edge.observability.figures import Counter
from chargehand.engine.ports import Submit
from chargehand.main.chance import clock, fresh_id, monotonic
from chargehand.main.serving.trunk import Trunk
from chargehand.main.settings import Settings, variable
from chargehand.model.certificates import SigningPolicy
from chargehand.model.faults import WorldFault
from chargehand.model.identity import StationId
from chargehand.store.embedded import SetupFault
from chargehand.store.security.events import SecurityEvents
from chargehand.store.security.shelf import StationSecurity

LOOK_EVERY_S: Final = 10.0
"""How soon a certificate that was revoked in another process is not believed here any more."""
FILE_EVERY_S: Final = 4.0
AGAIN_S: Final = 2.0
KEPT_MAX: Final = 1_000
AT_ONCE: Final = 200


@dataclass(frozen=True, kw_only=True)
class Safety:
    engine: Submit
    """To which stations speak: requests for certificates are heard on the way."""
    judge: Judge
    noticed: Callable[[StationId, str, str], None]
    tls: Callable[[], ssl.SSLContext] | None
    on_revoked: list[Callable[[StationId], None]]
    """Hear of stations whose certificate is not believed any more, once for each."""


@asynccontextmanager
async def safe(trunk: Trunk) -> AsyncGenerator[Safety]:
    """Certificates are judged and signed, dangers told and kept."""
    settings = trunk.settings
    book = _NoticeBook(trunk, SecurityEvents(trunk.pool))
    shelf = StationSecurity(trunk.pool)
    authority = OwnAuthority(settings.data_dir / "certificates", clock, settings.certificate_days)
    trusted = _Trusted(settings, authority)
    revoked = _Revoked(trunk, shelf)
    await revoked.look()
    means = SigningMeans(
        shelf=shelf,
        authority=authority,
        may_sign=may_sign,
        policy=SigningPolicy(
            signs=settings.sign_certificates,
            operator=settings.station_operator,
            first_by_itself=settings.sign_first_certificates,
        ),
        clock=clock,
        fresh_id=fresh_id,
        told=book.put,
    )
    inlet = SigningInlet(trunk.unit, means)
    signer = Signer(trunk.unit, means, inlet.wake)
    running = (
        trunk.tasks.start("security events", book.run()),
        trunk.tasks.start("revocations", revoked.run()),
        trunk.tasks.start("certificates", signer.run()),
    )
    try:
        yield Safety(
            engine=inlet,
            judge=Judge(trusted.now, revoked.holds, is_strong, clock, settings.station_operator),
            noticed=book.put,
            tls=_tls(trunk, trusted),
            on_revoked=revoked.heard_by,
        )
    finally:
        await trunk.tasks.end(*running)
        await book.flush()


def _tls(trunk: Trunk, trusted: _Trusted) -> Callable[[], ssl.SSLContext] | None:
    settings = trunk.settings
    if settings.ocpp_tls_cert is None:
        if settings.ocpp_tls_port is not None:
            raise SetupFault(f"{variable('ocpp_tls_port')} is set, but {variable('ocpp_tls_cert')} is not.")
        return None

    def told(said: str) -> None:
        trunk.log.error("certificate_not_exchanged", said=said)

    files = (settings.ocpp_tls_cert, settings.ocpp_tls_key)
    try:
        return Contexts(files, trusted.now, monotonic, told).current
    except (OSError, ssl.SSLError) as fault:
        raise SetupFault(
            f"{variable('ocpp_tls_cert')}: {settings.ocpp_tls_cert} cannot be used: {fault}."
        ) from fault


class _Trusted:
    """The authorities whose certificates count: those that were set, and ours as soon as there is one."""

    def __init__(self, settings: Settings, authority: OwnAuthority) -> None:
        self._file = settings.ocpp_client_ca
        self._set = () if self._file is None else _authorities(self._file)
        self._stamp: int = self._stamped()
        self._looked_at = monotonic()
        self._own = authority if settings.sign_certificates else None

    def now(self) -> Sequence[x509.Certificate]:
        if self._file is not None and monotonic() - self._looked_at >= FILE_EVERY_S:
            self._looked_at = monotonic()
            self._look(self._file)
        try:
            own = None if self._own is None else self._own.certificate()
        except BrokenAuthority:
            own = None
        return self._set if own is None else (*self._set, own)

    def _look(self, file: Path) -> None:
        """A file that cannot be read any more changes nothing."""
        stamp = self._stamped()
        if stamp != self._stamp:
            with suppress(SetupFault):
                self._set, self._stamp = _authorities(file), stamp

    def _stamped(self) -> int:
        try:
            return 0 if self._file is None else self._file.stat().st_mtime_ns
        except OSError:
            return 0


def _authorities(file: Path) -> Sequence[x509.Certificate]:
    try:
        return tuple(certificates_in(file.read_bytes()))
    except (OSError, Unreadable) as fault:
        raise SetupFault(f"{variable('ocpp_client_ca')}: {file} cannot be used: {fault}.") from fault


class _Revoked:
    """What is not to be believed any more, as it was known a moment ago."""

    def __init__(self, trunk: Trunk, shelf: StationSecurity) -> None:
        self._trunk = trunk
        self._shelf = shelf
        self._fingerprints: dict[str, StationId] = {}
        self.heard_by: list[Callable[[StationId], None]] = []

    def holds(self, fingerprint: bytes) -> bool:
        return fingerprint.hex() in self._fingerprints

    async def look(self) -> None:
        try:
            known, self._fingerprints = self._fingerprints, await self._shelf.revoked(clock())
        except WorldFault as fault:
            self._trunk.log.warning("revocations_unknown", reason=str(fault))
            return
        for fingerprint in self._fingerprints.keys() - known.keys():
            for hear in self.heard_by:
                hear(self._fingerprints[fingerprint])

    async def run(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            await self.look()


class _NoticeBook:
    """Security events of the gateway's own: in the log at once, in the database soon."""

    def __init__(self, trunk: Trunk, events: SecurityEvents) -> None:
        self._trunk = trunk
        self._events = events
        self._waiting: deque[tuple[StationId, str, datetime, str]] = deque(maxlen=KEPT_MAX)
        self._some = asyncio.Event()
        self._counter = Counter("security_events_total", "What the gateway noticed.", ["kind"])
        trunk.figures.add(self._counter)

    def put(self, station: StationId, kind: str, info: str) -> None:
        self._counter.add(kind)
        self._trunk.sparing.warning("security", f"{kind} {station}", station=station, what=kind, info=info)
        self._waiting.append((station, kind, clock(), info))
        self._some.set()

    async def run(self) -> None:
        while True:
            await self._some.wait()
            self._some.clear()
            if not await self.flush():
                self._some.set()
                await asyncio.sleep(AGAIN_S)

    async def flush(self) -> bool:
        """All that waits is kept; False when it could not be."""
        while self._waiting:
            some = [self._waiting.popleft() for _ in range(min(AT_ONCE, len(self._waiting)))]
            try:
                await self._events.keep(some)
            except WorldFault:
                self._waiting.extendleft(reversed(some))
                return False
        return True
