"""Rows of notices as the model has them, and how long lists are paged."""

from __future__ import annotations

import base64
import binascii
import hashlib
from datetime import datetime

import asyncpg
import msgspec
from msgspec import Struct

from chargehand.model.identity import DriverId, SessionId
from chargehand.model.notice import Channel, Choices, Notice, NoticeFacts, NoticeKind
from chargehand.model.visit import BadCursor
from chargehand.store.asking import beginning

_facts = msgspec.json.Decoder(NoticeFacts).decode
_choices = msgspec.json.Decoder(list[tuple[NoticeKind, Channel, bool]]).decode


class Cursor(Struct, array_like=True):
    at: datetime
    id: str


_cursor = msgspec.json.Decoder(Cursor).decode


def cursor_of(text: str | None) -> Cursor | None:
    """Raises BadCursor for what is none of ours."""
    if text is None:
        return None
    try:
        told = _cursor(base64.urlsafe_b64decode(text.encode()))
    except (msgspec.DecodeError, binascii.Error, ValueError) as fault:
        raise BadCursor(text[:50]) from fault
    return Cursor(*beginning(told.at, told.id))


def cursor_text(at: datetime, row: str) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(Cursor(at, row))).decode()


def secret_hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def notice_of(row: asyncpg.Record) -> Notice:
    return Notice(
        id=row["id"],
        driver=DriverId(row["driver"]),
        kind=NoticeKind(row["kind"]),
        at=row["at"],
        facts=_facts(row["facts"]),
        session=None if row["session"] is None else SessionId(row["session"]),
        case=row["case_id"],
        charger=row["charger"],
        number=row["number"],
        read_at=row["read_at"],
        late=row["late"],
    )


def choices_of(text: str | None) -> Choices:
    """From the rows as one JSON text."""
    return {(kind, channel): wanted for kind, channel, wanted in _choices(text or "[]")}
