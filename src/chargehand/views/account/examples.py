"""Examples of accounts for the API's description, made by the same functions as the real answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from chargehand.model.account import Device, DeviceKind, DriverSheet, LiveSession, Profile
from chargehand.model.identity import DriverId, SessionId, StationId
from chargehand.model.token import AccountStatus, Driver, Theme
from chargehand.views.account.objects import (
    ClosedObject,
    DeviceList,
    DriverList,
    DriverPutObject,
    StopObject,
    account_object,
    device_object,
    driver_object,
)
from chargehand.views.words.language import Language

_AT: Final = datetime(2026, 11, 20, 13, 0, tzinfo=UTC)
_ROBIN: Final = Driver(
    id=DriverId("7mGw2rZkYt0cQxH4bPs9Vd"),
    email="robin@example.org",
    name="Robin",
    account=AccountStatus.SUSPENDED,
    theme=Theme.DARK,
    language="nl",
)
_SESSION: Final = SessionId("EbOgYu7RhguqvWNZxDRFf4")
_SHEET: Final = DriverSheet(
    driver=_ROBIN,
    created_at=_AT - timedelta(days=90),
    suspended_at=_AT,
    cards=1,
    live=(LiveSession(_SESSION, StationId("KERB-7")),),
)
_DEVICE: Final = Device(
    id="5f0c" * 16,
    kind=DeviceKind.BROWSER,
    told="Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0",
    since=_AT - timedelta(hours=2),
    seen_at=_AT,
    expires_at=_AT + timedelta(hours=6),
    current=True,
)
_STOP: Final = StopObject(session_id=_SESSION, command="2XbT9vQkS1nLr6cUe0WzPa", refusal=None)

ACCOUNTS: Final[dict[str, object]] = {
    "AccountObject": account_object(
        Profile(
            driver=_ROBIN,
            member_since=_AT - timedelta(days=90),
            waiting_email="robin.vole@example.org",
            waiting_until=_AT + timedelta(hours=1),
        )
    ),
    "DeviceList": DeviceList(devices=[device_object(_DEVICE, Language.EN)]),
    "ClosedObject": ClosedObject(status=AccountStatus.CLOSED, erase_at=_AT + timedelta(days=30)),
    "DriverObject": driver_object(_SHEET),
    "DriverList": DriverList(drivers=[driver_object(_SHEET)], next=None),
    "DriverPutObject": DriverPutObject(driver=driver_object(_SHEET), invited=False, stops=[_STOP]),
}
"""By the name of the object."""
