"""The operator API's objects: what is taken and what is told. No password and no whole card number is ever told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from msgspec.structs import asdict
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from chargehand.model.operations import StationSheet, TokenSheet, TransactionRow
from chargehand.model.place import Coordinates
from chargehand.model.quirks import Learned, Quirk, quirks_of
from chargehand.model.session import EndBasis
from chargehand.model.station import Activity, BootStatus, Connector, ConnectorStatus
from chargehand.model.token import TokenStatus
from chargehand.views.api import kilo
from chargehand.views.parts.whereabouts import picture_href

Text = Annotated[str, Field(max_length=100, pattern=r"^[^\x00-\x1f]*$")]


class StationBody(BaseModel):
    """`security_profile`, the least that is enough, 0: no password, for development; 1: HTTP Basic; 2: HTTP Basic over TLS;
    3: a certificate. A station that once showed more must show it from then on; only here it is lowered (S06).
    Passwords have 16 to 40 characters (OCPP A00).
    """

    model_config = ConfigDict(extra="forbid")

    name: Text | None = None
    password: Annotated[str, Field(min_length=16, max_length=40, pattern=r"^[\x21-\x7e]+$")] | None = None
    security_profile: Annotated[int, Field(strict=True, ge=0, le=3)] | None = None
    boot_policy: BootStatus | None = None
    connectors: Annotated[int, Field(strict=True, ge=1, le=100)] | None = None
    latitude: Annotated[float, Field(ge=-90, le=90, strict=True)] | None = None
    """Degrees, WGS 84; together with `longitude`."""
    longitude: Annotated[float, Field(ge=-180, le=180, strict=True)] | None = None
    address: Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f]*$")] | None = None
    """Where it stands, as drivers are to be told: a street, a floor, a row."""

    @property
    def at(self) -> Coordinates | None:
        if self.latitude is None or self.longitude is None:
            return None
        return Coordinates(self.latitude, self.longitude)

    @model_validator(mode="after")
    def _one_place(self) -> StationBody:
        if (self.latitude is None) is not (self.longitude is None):
            raise ValueError("latitude and longitude belong together")
        return self

    @model_validator(mode="after")
    def _no_password_without_a_lock(self) -> StationBody:
        if self.security_profile == 0 and self.password is not None:
            raise ValueError("security_profile 0 has no password")
        return self


class TokenBody(BaseModel):
    """`driver`: an address or a driver's id; without it the holder stays."""

    model_config = ConfigDict(extra="forbid")

    status: Literal["accepted", "blocked", "expired", "invalid"]
    group_id: Annotated[str, Field(max_length=36, pattern=r"^[\x21-\x7e]+$")] | None = None
    expires_at: AwareDatetime | None = None
    driver: Annotated[str, Field(max_length=255, pattern=r"^[^\x00-\x1f]+$")] | None = None

    @property
    def kept_status(self) -> TokenStatus:
        return TokenStatus(self.status)


@dataclass(frozen=True, kw_only=True, slots=True)
class ConnectorSheet:
    id: int
    status: ConnectorStatus
    activity: Activity
    status_at: datetime | None
    error: str
    type: str
    max_kw: float | None
    declared: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class LearnedObject:
    """A way of the station's own that showed in what it says."""

    quirk: Quirk
    value: int
    believed: bool
    count: int
    since: datetime
    last_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class StationObject:
    identity: str
    public_id: str
    name: str
    address: str
    latitude: float | None
    longitude: float | None
    picture: str | None
    """The address of its picture."""
    protocol: str
    connected: bool
    last_heard_at: datetime | None
    disconnected_at: datetime | None
    booted_at: datetime | None
    boot_policy: BootStatus
    vendor: str
    model: str
    firmware: str
    serial: str
    status: ConnectorStatus
    connectors: list[ConnectorSheet]
    has_password: bool
    security_profile: int
    halted: str
    """The law that was broken on its lane; empty: the lane runs."""
    quirks: dict[str, int]
    """What is reckoned with: known of the model, or learned and believed."""
    learned: list[LearnedObject]


@dataclass(frozen=True, kw_only=True, slots=True)
class StationList:
    stations: list[StationObject]


@dataclass(frozen=True, kw_only=True, slots=True)
class TokenObject:
    card_id: str
    tail: str
    status: TokenStatus
    group_id: str | None
    expires_at: datetime | None
    driver: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class TransactionObject:
    id: str
    session_id: str
    station: str
    connector: int | None
    token: str | None
    """Its last characters only (S15)."""
    started_at: datetime | None
    ended_at: datetime | None
    end_basis: EndBasis | None
    reason: str
    meter_start_wh: float | None
    meter_stop_wh: float | None


@dataclass(frozen=True, kw_only=True, slots=True)
class TransactionList:
    transactions: list[TransactionObject]


def station_object(sheet: StationSheet) -> StationObject:
    station = sheet.station
    ways = quirks_of(station.vendor, station.model, station.firmware, station.learned)
    return StationObject(
        identity=station.identity,
        public_id=station.public_id,
        name=station.name,
        address=station.address,
        latitude=station.latitude,
        longitude=station.longitude,
        picture=picture_href(station) or None,
        protocol=station.protocol,
        connected=station.connected,
        last_heard_at=station.heard_at,
        disconnected_at=station.disconnected_at,
        booted_at=station.booted_at,
        boot_policy=station.boot_policy,
        vendor=station.vendor,
        model=station.model,
        firmware=station.firmware,
        serial=station.serial,
        status=station.status,
        connectors=[_connector_sheet(connector) for connector in sheet.connectors],
        has_password=sheet.has_password,
        security_profile=sheet.profile,
        halted=sheet.halted,
        quirks={name: value for name, value in asdict(ways).items() if value},
        learned=[_learned_object(each) for each in station.learned],
    )


def _learned_object(learned: Learned) -> LearnedObject:
    return LearnedObject(
        quirk=learned.quirk,
        value=learned.value,
        believed=learned.believed,
        count=learned.count,
        since=learned.since,
        last_at=learned.last_at,
    )


def _connector_sheet(connector: Connector) -> ConnectorSheet:
    return ConnectorSheet(
        id=connector.number,
        status=connector.status,
        activity=connector.activity,
        status_at=connector.status_at,
        error=connector.error,
        type=connector.type,
        max_kw=kilo(connector.power_w_max),
        declared=connector.declared,
    )


def token_object(sheet: TokenSheet) -> TokenObject:
    return TokenObject(
        card_id=sheet.card_id,
        tail=sheet.tail,
        status=sheet.status,
        group_id=sheet.group_id,
        expires_at=sheet.expires_at,
        driver=sheet.driver,
    )


def transaction_object(row: TransactionRow) -> TransactionObject:
    return TransactionObject(
        id=row.id,
        session_id=row.session_id,
        station=row.station,
        connector=row.connector,
        token=row.token_tail,
        started_at=row.started_at,
        ended_at=row.ended_at,
        end_basis=row.end_basis,
        reason=row.reason,
        meter_start_wh=None if row.meter_start_wh is None else float(row.meter_start_wh),
        meter_stop_wh=None if row.meter_stop_wh is None else float(row.meter_stop_wh),
    )
