"""What the commands do to the database: stations, drivers, cards, keys."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Final

from chargehand.main.audit.acts import about
from chargehand.main.chance import (
    clock,
    first_number,
    fresh_id,
    fresh_password,
    fresh_public_id,
    fresh_salt,
    fresh_secret,
)
from chargehand.main.database import visited
from chargehand.main.settings import Settings
from chargehand.main.talk import Refused
from chargehand.model.certificates import CertificateRequest, RequestState, StationCertificate
from chargehand.model.credentials import NEXT_KEYS_MAX, SecurityProfile, verifier_for
from chargehand.model.identity import CardId, DriverId, PublicId, StationId, TokenUid
from chargehand.model.place import Coordinates, Picture
from chargehand.model.token import AccountStatus, Driver
from chargehand.store.accounts import Accounts
from chargehand.store.administration import PutStation, StationDraft, StationRow, Stations
from chargehand.store.devices.pictures import Pictures
from chargehand.store.pool import open_pool
from chargehand.store.security.shelf import StationSecurity

LINK_MINUTES: Final = 15
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+")


@dataclass(frozen=True, kw_only=True)
class StationWish:
    """What a person wants a station to be. `password` None: a fresh one for a new station, else unchanged."""

    identity: str
    password: str | None = None
    profile: SecurityProfile | None = None
    """None: unchanged; for a new station HTTP Basic."""
    name: str | None = None
    connectors: int | None = None
    connector_type: str | None = None
    power_w_max: int | None = None
    at: Coordinates | None = None
    address: str | None = None


@dataclass(frozen=True)
class AddedStation:
    put: PutStation
    password: str | None
    """What was made up, to be shown this once; None if it was given, or nothing changed."""


class Administration:
    """One visit to the database. Refused: a considered no."""

    def __init__(
        self, stations: Stations, accounts: Accounts, security: StationSecurity, pictures: Pictures
    ) -> None:
        self._stations = stations
        self._accounts = accounts
        self._security = security
        self._pictures = pictures

    async def add_station(self, wish: StationWish) -> AddedStation:
        """The station exists as wished; one that existed keeps what the wish does not speak of."""
        identity = _identity(wish.identity)
        about(identity)
        is_new = not await self._stations.exists(identity)
        by_password = wish.profile in (None, SecurityProfile.BASIC, SecurityProfile.BASIC_TLS)
        made_up = fresh_password() if is_new and wish.password is None and by_password else None
        password = wish.password or made_up
        put = await self._stations.put(
            StationDraft(
                identity=identity,
                public_id=PublicId(fresh_public_id()),
                next_number=first_number(),
                name=wish.name,
                key=None if password is None else verifier_for(password, fresh_salt()),
                profile=wish.profile,
                connectors=wish.connectors or (1 if is_new else None),
                connector_type=wish.connector_type,
                power_w_max=wish.power_w_max,
                at=wish.at,
                address=wish.address,
            )
        )
        return AddedStation(put, made_up)

    async def renew_station(self, wish: StationWish) -> str:
        """As `add_station`, with a fresh password in any case, which is returned."""
        password = fresh_password()
        await self.add_station(replace(wish, password=password))
        return password

    async def change_station(self, wish: StationWish) -> AddedStation:
        """As `add_station`, for one that is there."""
        await self._station(wish.identity)
        return await self.add_station(wish)

    async def set_picture(self, identity: str, picture: Picture | None) -> None:
        """The station looks like this; None: like our own drawing."""
        station = await self._station(identity)
        await (self._pictures.drop(station) if picture is None else self._pictures.put(station, picture))

    async def new_key(self, identity: str) -> str:
        """A key that the station may use from now on; its present one goes with the first use of the new one (S08)."""
        await self._station(identity)
        password = fresh_password()
        if not await self._stations.add_next_key(identity, verifier_for(password, fresh_salt())):
            raise Refused(
                f"{NEXT_KEYS_MAX} new keys of {identity} are under way already: let it come in with one of them,"
                f" or replace all with `chargehand station set {identity} --password`."
            )
        return password

    async def certificates(self, identity: str) -> tuple[list[CertificateRequest], list[StationCertificate]]:
        """A station's requests for certificates, and those that it got; newest first."""
        station = await self._station(identity)
        return await self._security.requests(station), await self._security.certificates(station)

    async def approve(self, identity: str) -> CertificateRequest:
        """The request that waits is approved; a running house signs it and brings the certificate to the station."""
        station = await self._station(identity)
        waiting = [
            each
            for each in await self._security.requests(station)
            if each.state is RequestState.WAITING
            and await self._security.decide(station, each.id, None, clock())
        ]
        if not waiting:
            raise Refused(f"{identity} waits for no certificate.")
        return waiting[0]

    async def stations(self) -> list[StationRow]:
        return await self._stations.stations()

    async def resume_station(self, identity: str) -> str:
        """The lane runs again; returns the law that had been broken, empty if it ran."""
        about(identity)
        law = await self._stations.resume(StationId(identity))
        if law is None:
            raise Refused(f"There is no station {identity}.")
        return law

    async def add_driver(self, email: str, name: str, *, operator: bool = False) -> Driver:
        """A driver with this address exists."""
        if not _EMAIL.fullmatch(email) or not email.isprintable():
            raise Refused(f"{email!r} is no e-mail address.")
        draft = Driver(
            id=DriverId(fresh_id()), email=email, name=name, account=AccountStatus.ACTIVE, operator=operator
        )
        driver = await self._accounts.add_driver(draft)
        about(driver.id)
        return driver

    async def add_card(self, uid: str, email: str, name: str) -> CardId:
        """The card belongs to this driver."""
        if not (1 <= len(uid) <= 255 and uid.isascii() and uid.isprintable() and uid == uid.strip()):
            raise Refused(f"{uid!r} is no card number: 1 to 255 printable characters.")
        driver = await self._driver(email)
        card = await self._accounts.put_card(TokenUid(uid), CardId(fresh_id()), driver.id, name)
        about(card)
        return card

    async def issue_token(self, email: str, scope: str) -> str:
        """An API token, shown this once."""
        driver = await self._driver(email)
        if scope == "operator" and not driver.operator:
            raise Refused(f"{email} is no operator: chargehand admin create {email}")
        issued = await self._accounts.issue_api_token(email, scope=scope)
        if issued is None:
            raise Refused(f"The account of {email} is closed.")
        return issued.secret

    async def sign_in_link(self, email: str, minutes: int = LINK_MINUTES) -> str:
        """An address that signs this driver in, once."""
        link = await self._accounts.one_click_link(email, minutes)
        if link is None:
            raise Refused(f"The account of {email} is closed, or there is none.")
        return link

    async def _station(self, identity: str) -> StationId:
        if not await self._stations.exists(StationId(identity)):
            raise Refused(f"There is no station {identity}.")
        about(identity)
        return StationId(identity)

    async def _driver(self, email: str) -> Driver:
        driver = await self._accounts.driver(email)
        if driver is None:
            raise Refused(f"There is no driver {email}: chargehand driver add {email}")
        about(driver.id)
        return driver


@asynccontextmanager
async def administration(settings: Settings) -> AsyncGenerator[Administration]:
    """The house's database for a moment, wherever it is."""
    async with (
        visited(settings) as dsn,
        administration_at(dsn, settings.web_address(settings.web_port)) as desk,
    ):
        yield desk


@asynccontextmanager
async def administration_at(dsn: str, base_url: str) -> AsyncGenerator[Administration]:
    """The database at `dsn` for a moment; sign-in links begin with `base_url`."""
    pool = await open_pool(dsn, size=1)
    try:
        accounts = Accounts(pool, clock=clock, fresh_secret=fresh_secret, base_url=base_url)
        yield Administration(Stations(pool), accounts, StationSecurity(pool), Pictures(pool))
    finally:
        await pool.close()


def _identity(text: str) -> StationId:
    if not (1 <= len(text) <= 48 and text.isprintable() and text == text.strip() and "/" not in text):
        raise Refused(f"{text!r} is no identity of a station: 1 to 48 printable characters without a slash.")
    return StationId(text)
