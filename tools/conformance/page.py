"""The document as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from tests.conformance.cases.every import BLOCKS, cases
from tests.conformance.cases.roads import ROADS
from tests.conformance.cases.since_21 import SINCE_21
from tests.conformance.messages import VERSIONS, Message, Status, finding, from_stations, to_stations
from tools.conformance.tables import case_table, link, message_table, table

_OLD, _NEW = "2.0.1", "2.1"
_OPENING = """# What of OCPP there is

Made by `make conformance` from the code and its tests; a test fails when this file is not what it would make now.

| | a message from a station | a message to a station | a use case |
|---|---|---|---|
| **supported** | an event with an effect of its own | a call with a name of its own, or one whose answer is understood | does what the product needs |
| **stored** | read, answered, the raw frame kept and searchable | sent by the operator API's `call`, checked against the schema, the answer kept | what is said in it is stored or can be sent |
| **not applicable** | | | a central system takes no part, or it wants a payment service, which is no part of this product; the row tells |

Each message and each use case is exactly one of these.

A message that comes the wrong way is refused: from a station with NotSupported (`test_a_station_that_says_what_only_we_may_say`), from an operator
with what is wrong (`test_an_operator_who_says_what_only_stations_may_say`). Words of no version are answered with NotImplemented (F06).
"""
_OF_MESSAGES = """Examples of each message are made from its official schema: the least, the most, and each word of each list. `to` us: each is read as the event that is
named, and each answer that it can get is valid. `to` a station: each goes out as it is, and each answer is read and kept.
"""


def whole() -> str:
    parts = [_OPENING, "## In numbers\n", _counts()]
    parts += ["\n## The ways that all messages go\n", _roads(), "\n"]
    for version in VERSIONS:
        parts += _section(version)
    return "\n".join(parts).rstrip() + "\n"


def _roads() -> str:
    """Of use cases more is told below; these are what they all stand on: sockets, commits, database, pages."""
    return table(("", "tests"), ([road, ", ".join(map(link, shown))] for road, shown in ROADS.items()))


def _counts() -> str:
    rows: list[list[str]] = []
    for version in VERSIONS:
        heard, told = _messages(version, from_stations()), _messages(version, to_stations())
        rows += [
            [f"OCPP {version}", "from stations", *_figures(finding(each).status for each in heard)],
            ["", "to stations", *_figures(finding(each).status for each in told)],
            ["", "use cases", *_figures(case.status for case in cases(version))],
        ]
    return table(("", "", *(status.value for status in Status), "all"), rows)


def _figures(found: Iterable[Status]) -> list[str]:
    counts = Counter(found)
    return [*(str(counts[status] or "–") for status in Status), str(counts.total())]


def _section(version: str) -> list[str]:
    messages = [*_messages(version, from_stations()), *_messages(version, to_stations())]
    head, blocks, note, kind = f"## OCPP {version}\n", BLOCKS[version], "", "Use cases"
    if version == _NEW:
        messages, note = _not_as_before(messages)
        blocks = SINCE_21
    if version == "1.6":
        kind, note = "Profiles", _OF_MESSAGES
    parts = [head, "### Messages\n", note, message_table(messages), f"\n### {kind}\n"]
    if version == _NEW:
        count = sum(1 for _ in cases(_OLD))
        parts.append(
            f"The {count} of 2.0.1 are what they are there: one codec speaks both, and tests of use cases tell each story in both. These are new:\n"
        )
    return [*parts, case_table(blocks, version), "\n"]


def _not_as_before(messages: list[Message]) -> tuple[list[Message], str]:
    """Those of 2.1 that 2.0.1 has not, or of which something else comes; and how many there are beside them."""
    known = {
        (each.action, each.from_station): finding(each)
        for each in (*from_stations(), *to_stations())
        if each.version == _OLD
    }
    other = [each for each in messages if known.get((each.action, each.from_station)) != finding(each)]
    count = len(messages) - len(other)
    return other, (
        f"Of {count} the same comes as in 2.0.1; their tests have 2.1 in the name, such as `test_a_station_message[2.1-Authorize]`. "
        "These are new, or other:\n"
    )


def _messages(version: str, messages: Iterable[Message]) -> list[Message]:
    return [each for each in messages if each.version == version]
