"""What the web asks of those who keep things. Secrets are handed over in plain; keeping only their hashes is the keeper's duty."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from chargehand.model.account import (
    Closing,
    Device,
    DriverChoice,
    DriverSheet,
    DriverWish,
    LinkState,
    Profile,
    ProfileWish,
)
from chargehand.model.audit import Act, AuditChoice, Entry
from chargehand.model.calls import SendLocalList
from chargehand.model.certificates import CertificateRequest, KnownCertificate, StationCertificate
from chargehand.model.command import Command
from chargehand.model.credentials import Verifier
from chargehand.model.device_sight import (
    KnownReservation,
    SecurityEventPage,
    ToldMonitor,
    VariableFilter,
    VariablePage,
)
from chargehand.model.evidence import Evidence
from chargehand.model.exchange import DeviationRow, ExchangeFilter, ExchangeRow
from chargehand.model.happening import Happening
from chargehand.model.identity import CommandId, DriverId, PublicId, SessionId, StationId
from chargehand.model.local_list import KnownList
from chargehand.model.operations import (
    StationSheet,
    StationWish,
    TokenSheet,
    TokenWish,
    TransactionFilter,
    TransactionRow,
)
from chargehand.model.place import Picture
from chargehand.model.session import Session
from chargehand.model.sight import (
    CardSight,
    SessionChoice,
    SessionPage,
    SessionSheet,
    SessionSight,
    SessionTotals,
    StationSight,
    TariffSight,
    Timeline,
)
from chargehand.model.tariff import Tariff, TariffPeriod
from chargehand.model.token import AccountStatus, Driver
from chargehand.model.visit import Key, LetterDraft, Named, Remembered, SessionFilter, Visit


class Accounts(Protocol):
    """Who may come in. Each method raises WorldFault when it cannot be asked: nobody is let in by a fault (S50)."""

    async def visit(self, key: Key, named: Named) -> Visit | None:
        """Who holds the key, and what of that which the request names is theirs to speak of. None: nobody."""
        ...

    async def still_good(self, keys: Sequence[Key]) -> Mapping[str, AccountStatus]:
        """The secrets among `keys` that still let their holder in, each with its account's status."""
        ...

    async def touch(self, key: Key) -> None: ...

    async def ask_sign_in(
        self, email: str, secret: str, code: str, minutes: int, letter: LetterDraft
    ) -> None:
        """The letter waits and its link and code work; nothing at all for an address nobody has."""
        ...

    async def link_state(self, secret: str) -> LinkState | None:
        """The sign-in link, if it could be used now."""
        ...

    async def sign_in_by_link(
        self, secret: str, entry: str, expires_at: datetime, device: str, before: str | None
    ) -> Driver | None:
        """The link is used up, `entry` lets in until `expires_at`, what the browser held `before` is void."""
        ...

    async def sign_in_by_code(
        self, email: str, code: str, entry: str, expires_at: datetime, device: str, before: str | None
    ) -> Driver | None: ...

    async def keep_as_program(self, entry: str, name: str) -> None:
        """What came in by `entry` is a program called so from now on: it shows the same secret as a bearer token."""
        ...

    async def sign_out(self, secret: str) -> None: ...

    async def sign_out_everywhere(self, driver: DriverId) -> None:
        """No device of the driver is signed in any more, and no program of theirs."""
        ...

    async def recall(self, driver: DriverId, key: str, request: bytes) -> Remembered:
        """What is known of the request with this Idempotency-Key, for a day."""
        ...

    async def remember(self, driver: DriverId, key: str, status: int, body: bytes) -> None: ...

    async def sweep(self) -> None: ...


class Profiles(Protocol):
    """What drivers see and set of their own accounts; the owner is part of every question (S29)."""

    async def profile(self, driver: DriverId) -> Profile | None: ...

    async def set_profile(self, driver: DriverId, wish: ProfileWish) -> Driver | None: ...

    async def ask_email(
        self,
        driver: DriverId,
        email: str,
        secret: str,
        minutes: int,
        letters: tuple[LetterDraft, LetterDraft],
    ) -> None:
        """The address waits to be confirmed; letters go there, unless somebody has it, and to the present one in any case."""
        ...

    async def drop_email(self, driver: DriverId) -> None: ...

    async def waiting_email(self, secret: str) -> str | None:
        """The address that could be confirmed with the secret now."""
        ...

    async def confirm_email(self, secret: str) -> str | None:
        """The new address is the driver's. None: a bad link, or somebody has the address by now."""
        ...

    async def devices(self, driver: DriverId, current: Key) -> list[Device]: ...

    async def sign_out_device(self, driver: DriverId, device: str) -> bool:
        """False: the driver has no such device."""
        ...

    async def close(self, driver: DriverId, letter: LetterDraft) -> Closing:
        """Closed and signed out everywhere, to be erased later; nothing is done while one of the sessions is live."""
        ...

    def document(
        self, driver: DriverId, cursor: str | None, allowed: Callable[[], Awaitable[bool]]
    ) -> AsyncGenerator[str]:
        """All that is kept of the driver, in pieces of one JSON object. Raises BadCursor; ends early once `allowed` says no."""
        ...


class Drivers(Protocol):
    """Drivers for those who run the house."""

    async def chosen(self, choice: DriverChoice) -> list[DriverSheet]: ...

    async def sheet(self, named: str) -> DriverSheet | None:
        """The driver with this id or address."""
        ...

    async def add(self, driver: Driver) -> Driver:
        """The returned one has the id that holds."""
        ...

    async def put(self, driver: DriverId, wish: DriverWish) -> bool:
        """False: there is no such driver, or it was erased."""
        ...

    async def sign_out(self, driver: DriverId) -> None:
        """No browser of the driver is signed in any more, no program comes in with a token, and no device is told anything."""
        ...

    async def invite(self, driver: DriverId, secret: str, hours: int, letter: LetterDraft) -> None: ...


class Sights(Protocol):
    """What one driver may see: the owner is part of every question, so that unknown and foreign look the same (S29)."""

    async def session(self, driver: DriverId, session: SessionId) -> SessionSight | None: ...

    async def look_sessions(self, pairs: Sequence[tuple[SessionId, DriverId]]) -> list[SessionSight | None]:
        """All in one question, in the order of `pairs`."""
        ...

    async def station(self, driver: DriverId, charger: PublicId) -> StationSight | None: ...

    async def stations(self, driver: DriverId) -> list[StationSight]: ...

    async def look_stations(
        self, pairs: Sequence[tuple[StationId, DriverId]]
    ) -> list[StationSight | None]: ...

    async def live_sessions(self, driver: DriverId) -> list[SessionSight]: ...

    async def live_pairs(self, drivers: Sequence[DriverId]) -> list[tuple[SessionId, DriverId]]: ...

    async def owners(
        self, sessions: Sequence[SessionId], drivers: Sequence[DriverId]
    ) -> list[tuple[SessionId, DriverId]]: ...

    async def sessions(self, driver: DriverId, chosen: SessionFilter) -> SessionPage: ...

    async def totals(self, driver: DriverId, now: datetime) -> SessionTotals: ...

    async def timeline(self, driver: DriverId, session: SessionId) -> Timeline | None: ...

    async def evidence(self, driver: DriverId, session: SessionId) -> tuple[Evidence, ...] | None:
        """All that was kept of the driver's own session, in the order in which it came."""
        ...

    async def look_timelines(self, asked: Sequence[tuple[SessionId, int]]) -> list[tuple[Timeline, int]]:
        """Per session its latest readings, as many as asked for, and how many came before. Whose they are was checked before."""
        ...

    async def command(self, driver: DriverId, command: CommandId) -> Command | None: ...

    async def used_chargers(self, driver: DriverId) -> list[tuple[PublicId, str]]:
        """The chargers where the driver had sessions: public id and name, by name."""
        ...

    async def cards(self, driver: DriverId) -> list[CardSight]: ...


class Usage(Protocol):
    """What a driver has used, and what it costs."""

    async def used(self, driver: DriverId, chosen: SessionFilter) -> Sequence[Session]:
        """All sessions that the filter lets through, whatever its page and limit, without what came to nothing (S29)."""
        ...

    async def tariffs(self, at: datetime) -> Sequence[TariffSight]:
        """In force at `at`: the one for all chargers first, then chargers' own by name."""
        ...

    async def tariff(self, charger: PublicId, at: datetime) -> TariffSight | None:
        """What a session costs that begins at the charger at `at`."""
        ...


class Operations(Protocol):
    """What those who run the house see and set."""

    async def stations(self, identity: StationId | None = None) -> list[StationSheet]: ...

    async def put_station(self, wish: StationWish) -> bool:
        """True if it is new."""
        ...

    async def put_token(self, wish: TokenWish) -> TokenSheet | None:
        """None: there is no such driver."""
        ...

    async def transactions(self, chosen: TransactionFilter) -> list[TransactionRow]: ...

    async def set_tariff(self, station: StationId | None, tariff: Tariff | None, at: datetime) -> bool:
        """From `at` on, for the station or for the house; False: there is no such station."""
        ...

    async def tariff(self, station: StationId | None) -> TariffPeriod | None:
        """What was set last for the station, or for the house."""
        ...


class SessionSheets(Protocol):
    """Sessions for those who run the house, whosever they are."""

    async def sheet(self, session: SessionId) -> SessionSheet | None: ...

    async def chosen(self, choice: SessionChoice) -> list[SessionSheet]:
        """Newest first."""
        ...


class Messages(Protocol):
    """What went over the stations' lines, with nothing personal or secret in it."""

    async def exchanges(self, chosen: ExchangeFilter) -> list[ExchangeRow]: ...

    async def deviations(self, station: StationId) -> list[DeviationRow]: ...


class Devices(Protocol):
    """What stations told of themselves, and what they were asked. Raises BadCursor for a cursor that is none of ours."""

    async def command(self, command: CommandId) -> Command | None:
        """Whoever gave it."""
        ...

    async def variables(self, station: StationId, chosen: VariableFilter) -> VariablePage: ...

    async def monitors(self, station: StationId) -> tuple[ToldMonitor, ...]: ...

    async def reservations(self, station: StationId | None, now: datetime) -> tuple[KnownReservation, ...]:
        """As they stand `now`."""
        ...

    async def security_events(
        self, station: StationId | None, cursor: str | None, limit: int
    ) -> SecurityEventPage: ...


class Pictures(Protocol):
    """What chargers look like."""

    async def put(self, station: StationId, picture: Picture) -> bool:
        """False: there is no such station."""
        ...

    async def drop(self, station: StationId) -> bool:
        """False: there is no such station."""
        ...

    async def picture(self, charger: PublicId) -> Picture | None: ...


class LocalLists(Protocol):
    """What stations know of tokens by themselves."""

    async def known(self, station: StationId) -> KnownList | None:
        """What was sent last; None: nothing ever."""
        ...

    async def draft(self, station: StationId, at: datetime, *, full: bool) -> SendLocalList | None:
        """What is to be sent now: what changed since, unless `full`; None: it is more than the station can keep."""
        ...


class Security(Protocol):
    """How stations prove who they are."""

    async def add_next_key(self, identity: str, key: Verifier) -> bool:
        """The station may come in with this key too; False if too many are under way."""
        ...

    async def requests(self, station: StationId) -> list[CertificateRequest]:
        """Newest first."""
        ...

    async def certificates(self, station: StationId) -> list[StationCertificate]:
        """Newest first."""
        ...

    async def installed(self, station: StationId) -> list[KnownCertificate]:
        """What the station holds itself, as it was told last."""
        ...

    async def decide(self, station: StationId, request: str, reason: str | None, at: datetime) -> bool:
        """One that waited is approved, or refused for a reason; False: there is none such."""
        ...

    async def revoke(self, station: StationId, fingerprint: str, at: datetime) -> bool:
        """False: there is none such."""
        ...


class Audit(Protocol):
    """Who did what. Entries are added and read, never changed."""

    async def enter(self, act: Act) -> Entry: ...

    async def entries(self, choice: AuditChoice) -> list[Entry]: ...


class WebObserver(Protocol):
    """Counts and logs what the web does. No address with a secret in it is ever handed over: `route` is the pattern."""

    def answered(self, method: str, route: str, status: int, seconds: float) -> None: ...

    def fault(self, number: str, route: str, fault: BaseException) -> None:
        """Something broke; the answer carried `number` and nothing else of it (S27)."""
        ...

    def happened(self, happening: Happening) -> None:
        """Somebody came in, left, tried in vain or was turned away."""
        ...

    def audited(self, act: Act, entry: Entry | None) -> None:
        """Somebody had something done, or was refused; None: it is not in the audit log."""
        ...

    def streams(self, count: int) -> None:
        """So many live streams are open now."""
        ...

    def shown(self, subjects: int, frames: int, seconds: float) -> None:
        """One round of the live hub: so much was looked at and sent."""
        ...
