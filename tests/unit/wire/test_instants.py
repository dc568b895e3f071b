from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from chargehand.wire.ocpp.instants import read_instant, write_instant
from tests.unit.wire.frames import NOW

SAID = datetime(2026, 11, 20, 4, 29, 34, tzinfo=UTC)
FORMS = [
    # zones
    "2026-11-20T04:29:34Z",
    "2026-11-20T04:29:34z",
    "2026-11-20t04:29:34z",
    "2026-11-20T04:29:34+00:00",
    "2026-11-20T04:29:34-00:00",
    "2026-11-20T04:29:34+00",
    "2026-11-20T04:29:34+0000",
    "2026-11-20T05:29:34+01:00",
    "2026-11-20T05:29:34+0100",
    "2026-11-20T05:29:34+01",
    "2026-11-19T23:29:34-05:00",
    "2026-11-20T10:14:34+05:45",
    "2026-11-20T18:29:34+14:00",
    "2026-11-19T16:29:34-12:00",
    "2026-11-20T00:59:34-0330",
    # no zone: taken as UTC
    "2026-11-20T04:29:34",
    "2026-11-20 04:29:34",
    # fractions, of any length
    "2026-11-20T04:29:34.0Z",
    "2026-11-20T04:29:34.000Z",
    "2026-11-20T04:29:34.000000Z",
    "2026-11-20T04:29:34.0000000Z",
    "2026-11-20T04:29:34.000000000Z",
    "2026-11-20T04:29:34,000Z",
    "2026-11-20T04:29:34.000",
    "2026-11-20T05:29:34.000+01:00",
    "2026-11-20T05:29:34.000000000+0100",
    # a blank instead of the T, around, or before the zone
    "2026-11-20 04:29:34Z",
    "2026-11-20 04:29:34.000Z",
    "2026-11-20 05:29:34+01:00",
    " 2026-11-20T04:29:34Z",
    "2026-11-20T04:29:34Z ",
    "2026-11-20T04:29:34 Z",
    "2026-11-20T05:29:34 +01:00",
    # the basic format
    "20261120T042934Z",
    "20261120T042934",
    "20261120T042934+0000",
    "20261120T042934.000Z",
    "20261120T052934+01",
    "20261120T042934,0Z",
    # days by week and by number in the year
    "2026-W47-5T04:29:34Z",
    "2026W475T042934Z",
    "2026-W47-5T05:29:34+01:00",
    "2026-324T04:29:34Z",
    "2026324T042934Z",
    "2026-324T05:29:34.000+01:00",
    "2026-324 04:29:34",
]  # fmt: skip
OTHERS = [
    ("2026-11-20T04:29:34.5Z", SAID + timedelta(milliseconds=500)),
    ("2026-11-20T04:29:34.084Z", SAID + timedelta(milliseconds=84)),
    ("2026-11-20T04:29:34.084123456Z", SAID + timedelta(microseconds=84123)),
    ("2026-11-20T04:29:34,25", SAID + timedelta(milliseconds=250)),
    ("2026-11-20T04:29Z", SAID - timedelta(seconds=34)),
    ("2026-11-20T04:29", SAID - timedelta(seconds=34)),
    ("2026-11-20T0429Z", SAID - timedelta(seconds=34)),
    ("2026-11-20T04Z", datetime(2026, 11, 20, 4, tzinfo=UTC)),
    ("2026-11-19T24:00:00Z", datetime(2026, 11, 20, tzinfo=UTC)),
    ("2026-11-19T24:00Z", datetime(2026, 11, 20, tzinfo=UTC)),
    ("2016-12-31T23:59:60Z", datetime(2017, 1, 1, tzinfo=UTC)),
    ("2026-11-20T04:29:60Z", datetime(2026, 11, 20, 4, 30, tzinfo=UTC)),
    ("2024-02-29T12:00:00Z", datetime(2024, 2, 29, 12, tzinfo=UTC)),
    ("2024-366T12:00:00Z", datetime(2024, 12, 31, 12, tzinfo=UTC)),
    ("2015-01-01T00:00:00Z", datetime(2015, 1, 1, tzinfo=UTC)),
]
NONE = [
    None, "", " ", "now", "null", "0", "1763613000", "1763613000000", "2026", "2026-11", "2026-11-20", "20261120",
    "04:29:34", "T04:29:34Z", "2026-11-20T", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-11-20T25:00:00Z",
    "2026-11-20T24:00:01Z", "2026-11-20T04:60:00Z", "2026-11-20T04:29:61Z", "2026-11-20T04:29:34+25:00",
    "2026-11-20T04:29:34ZZ", "20-11-2026T04:29:34Z", "11/20/2026 04:29:34", "Fri, 20 Nov 2026 04:29:34 GMT",
    "2026-000T00:00:00Z", "2026-11-20T04:29:34Zebra", "".join(chr(0x660 + int(c)) if c.isdigit() else c for c in "2026-11-20T04:29:34Z"), "2026-11-20T04:29:34Z" * 5000,
    "+2026-11-20T04:29:34Z", "-2026-11-20T04:29:34Z", "9999999-01-01T00:00:00Z",
]  # fmt: skip


@pytest.mark.parametrize("text", FORMS)
def test_forms_of_one_instant(text: str) -> None:
    """F68a: OCPP 1.6 §3.14 and errata 3.10 want fractions and offsets; stations send the rest."""
    assert read_instant(text, NOW) == SAID


@pytest.mark.parametrize(("text", "instant"), OTHERS)
def test_other_forms(text: str, instant: datetime) -> None:
    """F68a"""
    assert read_instant(text, NOW) == instant


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_instant_counts_as_missing(text: str | None) -> None:
    """F68a"""
    assert read_instant(text, NOW) is None


@pytest.mark.parametrize(
    "text",
    [
        "1970-01-01T00:00:12Z", "2000-01-01T00:00:00Z", "2014-12-31T23:59:59Z", "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-14:00", "2099-01-01T00:00:00Z",
        "0000-01-01T00:00:00Z", "2027-11-20T04:29:34Z", "2026-11-21T04:30:01Z",
    ],
)  # fmt: skip
def test_impossible_years_count_as_missing(text: str) -> None:
    """F64, F66, F67"""
    assert read_instant(text, NOW) is None


def test_a_clock_may_be_a_day_ahead() -> None:
    """F66: what to do with it is the core's matter."""
    assert read_instant("2026-11-21T04:30:00Z", NOW) == NOW + timedelta(days=1)


def test_we_write_utc_with_milliseconds() -> None:
    assert (
        write_instant(datetime(2026, 11, 20, 5, 29, 34, 84999, timezone(timedelta(hours=1))))
        == "2026-11-20T04:29:34.084Z"
    )
    assert write_instant(SAID) == "2026-11-20T04:29:34.000Z"
