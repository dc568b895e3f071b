"""Lists of tokens for stations: what one has, how it wants it, and what there is to be sent."""

from __future__ import annotations

import asyncpg
import msgspec

from chargehand.model.identity import StationId
from chargehand.model.local_list import KnownList, ListedToken, ListLimits, LocalList
from chargehand.model.token import Token
from chargehand.store.asking import Asking
from chargehand.store.queries import load

_sql = load("devices")
_entries = msgspec.msgpack.Decoder(tuple[ListedToken, ...]).decode
_token = msgspec.json.Decoder(Token).decode
_DIGITS_MAX = 9


class Lists:
    """Raises WorldFault when the database cannot be asked."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._ask = Asking(pool)

    async def known(self, station: StationId) -> KnownList | None:
        """What was sent last; None: nothing ever."""
        row = await self._ask.fetchrow(_sql["local_list"], station)
        if row is None:
            return None
        entries = None if row["entries"] is None else _entries(row["entries"])
        return KnownList(LocalList(row["version"], entries), row["sent_at"])

    async def limits(self, station: StationId) -> ListLimits:
        rows = await self._ask.fetch(_sql["list_limits"], station)
        told = {row["name"]: _number(row["value"]) for row in rows}
        return ListLimits(
            per_message=told.get("sendlocallistmaxlength") or told.get("itemspermessage"),
            bytes_per_message=told.get("bytespermessage"),
            most=told.get("localauthlistmaxlength"),
        )

    async def tokens(self) -> list[Token]:
        """All there are, by uid."""
        return [_token(row["row"]) for row in await self._ask.fetch(_sql["all_tokens"])]


def _number(text: str | None) -> int | None:
    """Only what is a count: stations tell what they like."""
    told = (text or "").strip()
    if not (told.isascii() and told.isdigit() and len(told) <= _DIGITS_MAX):
        return None
    return int(told) or None
