"""What those who run the house see and set over the API."""

from __future__ import annotations

from datetime import datetime

import asyncpg
import msgspec

from chargehand.model.credentials import SecurityProfile
from chargehand.model.identity import StationId
from chargehand.model.operations import (
    StationSheet,
    StationWish,
    TokenSheet,
    TokenWish,
    TransactionFilter,
    TransactionRow,
)
from chargehand.model.station import Connector, Station
from chargehand.model.tariff import Tariff, TariffPeriod
from chargehand.store.administration import StationDraft, Stations
from chargehand.store.asking import Asking
from chargehand.store.queries import load

_sql = load("operations")
_station = msgspec.json.Decoder(Station).decode
_tariff = msgspec.json.Decoder(Tariff | None).decode
_connectors = msgspec.json.Decoder(tuple[Connector, ...]).decode


class Operations:
    """Raises WorldFault when the database cannot be asked."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._ask = Asking(pool)
        self._stations = Stations(pool)

    async def stations(self, identity: StationId | None = None) -> list[StationSheet]:
        """The one named, or all of them, by identity."""
        rows = await self._ask.fetch(_sql["station_sheets"], identity)
        return [
            StationSheet(
                station=_station(row["station"]),
                connectors=_connectors(row["connectors"] or "[]"),
                halted=row["halted"],
                has_password=row["has_password"],
                profile=SecurityProfile(row["security_profile"]),
            )
            for row in rows
        ]

    async def put_station(self, wish: StationWish) -> bool:
        """The station is as wished; True if it is new. Its lane reads itself anew before it decides again."""
        made = await self._ask.fetchval(
            _sql["put_policy"], wish.identity, wish.public_id, wish.boot_policy, wish.next_number
        )
        await self._stations.put(
            StationDraft(
                identity=wish.identity,
                public_id=wish.public_id,
                next_number=wish.next_number,
                name=wish.name,
                key=wish.key,
                profile=wish.profile,
                connectors=wish.connectors,
                at=wish.at,
                address=wish.address,
            )
        )
        return bool(made)

    async def put_token(self, wish: TokenWish) -> TokenSheet | None:
        """The token is as wished; None: there is no such driver, and nothing was changed."""
        driver = None
        if wish.driver is not None:
            driver = await self._ask.fetchval(_sql["driver_named"], wish.driver)
            if driver is None:
                return None
        row = await self._ask.fetchrow(
            _sql["put_token"],
            wish.uid.upper(),
            wish.card_id,
            wish.status,
            wish.group_id,
            wish.expires_at,
            driver,
        )
        return None if row is None else msgspec.convert(dict(row), TokenSheet)

    async def transactions(self, chosen: TransactionFilter) -> list[TransactionRow]:
        """Newest first; starts that came to nothing are none."""
        rows = await self._ask.fetch(
            _sql["transactions"], chosen.station, chosen.token, chosen.open, chosen.limit
        )
        return [msgspec.convert(dict(row), TransactionRow) for row in rows]

    async def set_tariff(self, station: StationId | None, tariff: Tariff | None, at: datetime) -> bool:
        """From `at` on this is the station's tariff, or the house's; None ends it. False: there is no such station."""
        prices = None if tariff is None else msgspec.json.encode(tariff).decode()
        return bool(await self._ask.fetchval(_sql["set_tariff"], station, at, prices))

    async def tariff(self, station: StationId | None) -> TariffPeriod | None:
        """What was set last for the station, or for the house; None: nothing ever was."""
        row = await self._ask.fetchrow(_sql["tariff"], station)
        if row is None:
            return None
        tariff = _tariff(row["prices"]) if row["prices"] is not None else None
        return TariffPeriod(valid_from=row["valid_from"], tariff=tariff, own=station is not None)
