"""Drivers, the ways to sign in, and what browsers and programs hold. Secrets come in plain and are kept as SHA-256 only."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import asyncpg

from chargehand.model.account import LinkState
from chargehand.model.identity import CardId, CommandId, DriverId, StationId, TokenUid
from chargehand.model.passkey import Proof
from chargehand.model.token import AccountStatus, Driver
from chargehand.model.visit import IssuedToken, Key, KeyKind, LetterDraft, Named, Remembered, Visit
from chargehand.store.asking import Asking
from chargehand.store.people.rows import driver_of, hashed
from chargehand.store.queries import load

_sql = load("accounts")
_drivers = load("people/drivers")
_programs = load("people/programs")


def _code_hash(secret_hash: bytes, code: str) -> bytes:
    """Bound to its row, so that equal codes do not look equal."""
    return hmac.digest(secret_hash, code.encode(), "sha256")


_COMMAND_LENGTH = 28
"""Calls of a command are named after it, with an end of their own; a message id has 36 characters at most (OCPP-J 1.6 §4.1.4)."""


class Accounts:
    """The only reader and writer of drivers and their keys. `base_url`: where drivers reach the web, without a slash at the end."""

    def __init__(
        self,
        pool: asyncpg.Pool,
        *,
        clock: Callable[[], datetime],
        fresh_secret: Callable[[], str],
        base_url: str,
    ) -> None:
        self._pool = Asking(pool)
        self._clock = clock
        self._fresh_secret = fresh_secret
        self._base_url = base_url.rstrip("/")

    # who asks

    async def visit(self, key: Key, named: Named) -> Visit | None:
        """Who holds the key, and what of that which the request names is theirs to speak of; one query. None: nobody."""
        query = _sql["visit_by_cookie" if key.kind is KeyKind.COOKIE else "visit_by_bearer"]
        row = await self._pool.fetchrow(
            query, hashed(key.secret), self._clock(), named.session, named.charger, named.card
        )
        if row is None:
            return None
        return Visit(
            driver=driver_of(row),
            scope=row["scope"],
            seen_at=row["seen_at"],
            proof=Proof(row["proof"]),
            proved_at=row["proved_at"],
            station=None if row["station"] is None else StationId(row["station"]),
            token=None if row["token"] is None else TokenUid(row["token"]),
        )

    async def still_good(self, keys: Sequence[Key]) -> dict[str, AccountStatus]:
        """The secrets among `keys` that still let their holder in, each with its account's status."""
        by_hash = {hashed(key.secret): key.secret for key in keys}
        rows = await self._pool.fetch(_sql["still_good"], list(by_hash), self._clock())
        return {by_hash[row["secret_hash"]]: AccountStatus(row["account"]) for row in rows}

    async def touch(self, key: Key) -> None:
        """The device is noted as seen just now."""
        await self._pool.execute(_sql["touch"], hashed(key.secret), self._clock())

    # signing in and out

    async def ask_sign_in(
        self, email: str, secret: str, code: str, minutes: int, letter: LetterDraft
    ) -> None:
        """The letter waits and its link and code work for `minutes`; nothing at all for an address nobody has."""
        now, secret_hash = self._clock(), hashed(secret)
        await self._pool.execute(
            _sql["ask_sign_in"],
            email.lower(),
            secret_hash,
            _code_hash(secret_hash, code),
            now,
            now + timedelta(minutes=minutes),
            letter.subject,
            letter.body,
            letter.html,
        )

    async def one_click_link(self, email: str, minutes: int) -> str | None:
        """An address that signs this driver in once within `minutes`; None if there is no such driver."""
        secret, now = self._fresh_secret(), self._clock()
        row = await self._pool.fetchrow(
            _sql["open_link"], email.lower(), hashed(secret), now, now + timedelta(minutes=minutes)
        )
        return None if row is None else f"{self._base_url}/sign-in/{secret}"

    async def link_state(self, secret: str) -> LinkState | None:
        """The link, if it could be used now."""
        row = await self._pool.fetchrow(_sql["link_state"], hashed(secret), self._clock())
        return None if row is None else LinkState(row["erase_at"])

    async def link_is_good(self, secret: str) -> bool:
        """Whether the link could be used now."""
        return await self.link_state(secret) is not None

    async def sign_in_by_link(
        self, secret: str, entry: str, expires_at: datetime, device: str, before: str | None
    ) -> Driver | None:
        """The link is used up, `entry` lets in until `expires_at`, what the browser held `before` is void. None: a bad link."""
        return await self._enter(hashed(secret), entry, expires_at, device, before)

    async def sign_in_by_code(
        self, email: str, code: str, entry: str, expires_at: datetime, device: str, before: str | None
    ) -> Driver | None:
        """As with the link of the same letter. Five tries per letter, the good one included."""
        row = await self._pool.fetchrow(_sql["try_code"], email.lower(), self._clock())
        if row is None or not hmac.compare_digest(row["code_hash"], _code_hash(row["secret_hash"], code)):
            return None
        return await self._enter(row["secret_hash"], entry, expires_at, device, before)

    async def keep_as_program(self, entry: str, name: str) -> None:
        """What came in by `entry` is a program called so from now on: it shows the same secret as a bearer token."""
        await self._pool.execute(_programs["keep"], hashed(entry), name)

    async def sign_out(self, secret: str) -> None:
        await self._pool.execute(_sql["sign_out"], hashed(secret))

    async def sign_out_everywhere(self, driver: DriverId) -> None:
        await self._pool.execute(_sql["sign_out_everywhere"], driver)

    # requests that may come twice

    async def recall(self, driver: DriverId, key: str, request: bytes) -> Remembered:
        """What is known of the request with this Idempotency-Key; it is known for a day from its first coming."""
        digest = hashlib.sha256(request).digest()
        row = await self._pool.fetchrow(_sql["reserve_request"], driver, key, digest, self._clock())
        assert row is not None  # inserted or updated, one row either way
        made_at: datetime = row["made_at"]
        naming = f"{driver}\n{key}\n{made_at.isoformat()}".encode()
        return Remembered(
            same=row["digest"] == digest,
            command=CommandId(hashlib.sha256(naming).hexdigest()[:_COMMAND_LENGTH]),
            status=row["status"],
            body=row["body"],
        )

    async def remember(self, driver: DriverId, key: str, status: int, body: bytes) -> None:
        """The same request will get this answer again."""
        await self._pool.execute(_sql["keep_answer"], driver, key, status, body)

    async def sweep(self) -> None:
        """What has run out is gone: links, sessions of browsers, remembered requests, letters that went long ago."""
        await self._pool.execute(_sql["sweep"], self._clock())

    # for those who run the house

    async def add_driver(self, driver: Driver) -> Driver:
        """A driver with this address exists afterwards; the returned one has the id that holds."""
        row = await self._pool.fetchrow(
            _sql["add_driver"], driver.id, driver.email.lower(), driver.name, driver.account, driver.operator
        )
        assert row is not None
        return driver_of(row)

    async def driver(self, email: str) -> Driver | None:
        row = await self._pool.fetchrow(_sql["driver_by_email"], email.lower())
        return None if row is None else driver_of(row)

    async def set_account(self, email: str, status: AccountStatus) -> Driver | None:
        """The account has this status for the very next request. None: no such driver."""
        driver = await self.driver(email)
        if driver is None:
            return None
        row = await self._pool.fetchrow(_drivers["set_driver"], driver.id, status, self._clock(), None)
        return None if row is None else driver_of(row)

    async def put_card(self, uid: TokenUid, card: CardId, driver: DriverId, name: str = "") -> CardId:
        """The token belongs to the driver; the card id returned is the one that holds."""
        row = await self._pool.fetchrow(_sql["put_card"], uid.upper(), card, driver, name)
        assert row is not None
        return CardId(row["card_id"])

    async def issue_api_token(
        self, email: str, *, scope: str = "driver", name: str = "", days: int | None = None
    ) -> IssuedToken | None:
        """A new API token, shown this once; None: no such driver."""
        secret, now = self._fresh_secret(), self._clock()
        expires_at = None if days is None else now + timedelta(days=days)
        row = await self._pool.fetchrow(
            _sql["put_api_token"], email.lower(), hashed(secret), scope, name, now, expires_at
        )
        return None if row is None else IssuedToken(DriverId(row["driver"]), secret)

    async def _enter(
        self, link: bytes, entry: str, expires_at: datetime, device: str, before: str | None
    ) -> Driver | None:
        row = await self._pool.fetchrow(
            _sql["sign_in_by_link"],
            link,
            self._clock(),
            hashed(entry),
            expires_at,
            device,
            None if before is None else hashed(before),
        )
        return None if row is None else driver_of(row)
