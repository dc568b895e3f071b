"""Drivers and secrets, as rows have them."""

from __future__ import annotations

import hashlib

import asyncpg

from chargehand.model.identity import DriverId
from chargehand.model.token import AccountStatus, Driver, Theme


def hashed(secret: str) -> bytes:
    """Enough for secrets of 128 bits and more of chance; nothing else is kept this way."""
    return hashlib.sha256(secret.encode()).digest()


def driver_of(row: asyncpg.Record) -> Driver:
    return Driver(
        id=DriverId(row["id"]),
        email=row["email"],
        name=row["name"],
        account=AccountStatus(row["account"]),
        operator=row["operator"],
        theme=Theme(row["theme"]),
        language=row["language"],
    )
