"""Any message of a transaction that its station names and numbers (2.x): whatever it tells or leaves out, in whatever order."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st
from msgspec import Struct

from chargehand.model.events import Event, TransactionEnded, TransactionStarted, TransactionUpdated
from chargehand.model.identity import SessionId, TokenUid
from chargehand.model.reading import Reading
from chargehand.model.station import Activity
from tests.playbook.play import STATION

NAMES = ("tx-1", "tx-2", "tx-3")


class Told(Struct, frozen=True, kw_only=True):
    """What a message tells, before it is known when; `late_s`: seconds between its instant and its arrival."""

    ref: str
    connector: int | None
    token: TokenUid | None
    asked: int | None
    seq: int | None
    late_s: int | None
    register_wh: Decimal | None
    activity: Activity | None
    stopped: str
    offline: bool

    def said_at(self, at: datetime) -> datetime | None:
        return None if self.late_s is None else at - timedelta(seconds=self.late_s)

    def readings(self, at: datetime) -> tuple[Reading, ...]:
        return () if self.register_wh is None else (Reading(self.said_at(at), self.register_wh),)


def started(at: datetime, fresh: SessionId, told: Told) -> Event:
    return TransactionStarted(
        station=STATION,
        at=at,
        fresh=fresh,
        connector=told.connector or 0,
        token=told.token or TokenUid(""),
        meter_start_wh=told.register_wh,
        said_at=told.said_at(at),
        ref=told.ref,
        activity=told.activity,
        readings=told.readings(at),
        asked=told.asked,
        seq=told.seq,
        offline=told.offline,
    )


def updated(at: datetime, fresh: SessionId, told: Told) -> Event:
    return TransactionUpdated(
        station=STATION,
        at=at,
        fresh=fresh,
        ref=told.ref,
        connector=told.connector,
        token=told.token,
        said_at=told.said_at(at),
        activity=told.activity,
        readings=told.readings(at),
        asked=told.asked,
        seq=told.seq,
        offline=told.offline,
        stopped=told.stopped,
    )


def ended(at: datetime, fresh: SessionId, told: Told) -> Event:
    return TransactionEnded(
        station=STATION,
        at=at,
        fresh=fresh,
        ref=told.ref,
        meter_stop_wh=told.register_wh,
        said_at=told.said_at(at),
        token=told.token,
        readings=told.readings(at),
        connector=told.connector,
        seq=told.seq,
        offline=told.offline,
    )


TOLD = st.builds(
    Told,
    ref=st.sampled_from(NAMES),
    connector=st.sampled_from([None, None, 1, 1, 2, 0, -1, 99, 2**31 - 1]),
    token=st.sampled_from([None, None, TokenUid("ADA"), TokenUid("BOB"), TokenUid("LOST"), TokenUid("WHO")]),
    asked=st.sampled_from([None, None, 7, 8, 9, 2**31 - 1]),
    seq=st.one_of(st.none(), st.integers(0, 6), st.sampled_from([0, 2**31 - 1])),
    late_s=st.sampled_from([None, 0, 0, 1, 60, 301, 7_201, -45, 10**8]),
    register_wh=st.one_of(st.none(), st.integers(0, 9_000).map(Decimal), st.just(Decimal("1E+9"))),
    activity=st.one_of(st.none(), st.sampled_from(Activity)),
    stopped=st.sampled_from(["", "", "RemoteStop"]),
    offline=st.booleans(),
)
