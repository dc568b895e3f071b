"""Figures: what is counted is what happened, in words Prometheus reads."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace
from prometheus_client.parser import text_string_to_metric_families

from chargehand.edge.observability.figures import LABELS_MAX, Counter, Figures, Spread
from chargehand.edge.observability.gateway import GatewayWitness
from chargehand.edge.observability.lag import ALARM_S, LoopLag
from chargehand.edge.observability.log import make_log, make_tell
from chargehand.edge.observability.notices import NoticeWitness
from chargehand.edge.observability.sparing import SparingLog
from chargehand.edge.observability.units import WitnessedUnits
from chargehand.edge.observability.web import WebWitness
from chargehand.edge.observability.witness import Witness
from chargehand.model.answers import AuthorizeAnswer, Noted, StartAnswer
from chargehand.model.audit import BEGINNING, Act, Entry, hash_of
from chargehand.model.batch import Halted, Kept, Want
from chargehand.model.calls import CallOutcome
from chargehand.model.command import Command, CommandKind, CommandState
from chargehand.model.effects import ShowSession
from chargehand.model.events import MeterSampled, StopRequested, TransactionStarted
from chargehand.model.faults import WorldFault
from chargehand.model.happening import Happening, HappeningKind
from chargehand.model.identity import CommandId, DriverId, PublicId, SessionId, StationId, TokenUid
from chargehand.model.refusals import Refusal
from chargehand.model.session import EndBasis, Session, Transaction
from chargehand.model.snapshot import Decision, Snapshot
from chargehand.model.station import Station
from chargehand.model.token import TokenStatus
from chargehand.wire.ocpp.faults import ErrorCode

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
A = StationId("A")
STATION = Station(identity=A, public_id=PublicId("p"), name="Kerb")
SAMPLED = MeterSampled(station=A, at=NOW, connector=1, readings=())
STOP = Command(
    id=CommandId("c1"),
    kind=CommandKind.STOP,
    station=A,
    requested_at=NOW,
    deadline_at=NOW,
    session=SessionId("s1"),
)
SESSION = Session(
    id=SessionId("s1"),
    station=A,
    number=7,
    connector=1,
    token=TokenUid("T"),
    driver=None,
    transaction=Transaction.OPEN,
)


class World:
    def __init__(self, *, events: bool = True) -> None:
        self.lines: list[bytes] = []
        self.figures = Figures()
        self.log = make_log(self.lines.append)
        self.now_s = 0.0
        self.sparing = SparingLog(self.log, lambda: self.now_s)
        self.witness = Witness(
            self.log, self.sparing, self.figures, make_tell(self.lines.append) if events else None
        )

    @property
    def told(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.lines]

    def value(self, name: str, **labels: str) -> float | None:
        for family in text_string_to_metric_families(self.figures.text().decode()):
            for sample in family.samples:
                if sample.name == name and sample.labels == labels:
                    return sample.value
        return None


def test_a_decision_is_one_line_with_all_that_finds_the_journey() -> None:
    world = World()
    world.witness.kept(
        [
            Kept(
                Snapshot(STATION),
                Decision(Snapshot(STATION), Noted(), (ShowSession(SESSION.id),)),
                SAMPLED,
                None,
            )
        ]
    )
    world.witness.decided(SAMPLED, Noted(), 0.0123456)
    (line,) = world.told
    assert {name: line[name] for name in ("event", "station", "kind", "session", "answer", "latency_ms")} == {
        "event": "decided",
        "station": "A",
        "kind": "MeterSampled",
        "session": "s1",
        "answer": "noted",
        "latency_ms": 12.346,
    }
    assert world.value("chargehand_events_decided_total", kind="MeterSampled") == 1
    assert world.value("chargehand_event_seconds_count") == 1


def test_a_command_is_found_by_its_id_and_a_refusal_is_counted() -> None:
    world = World()
    event = StopRequested(station=A, at=NOW, command=STOP.id, session=SESSION.id, driver=DriverId("d"))
    world.witness.decided(event, Refusal.ALREADY_ENDED, 0.001)
    assert (world.told[0]["command"], world.told[0]["answer"]) == ("c1", "already_ended")
    assert world.value("chargehand_refusals_total", kind="StopRequested", refusal="already_ended") == 1


def test_s15_no_line_holds_a_whole_card() -> None:
    world = World()
    event = TransactionStarted(
        station=A, at=NOW, fresh=SESSION.id, connector=1, token=TokenUid("04A1B2C3D4"), meter_start_wh=None
    )
    world.witness.decided(event, StartAnswer(7, AuthorizeAnswer(TokenStatus.ACCEPTED)), 0.001)
    assert b"04A1B2C3D4" not in world.lines[0]
    assert (world.told[0]["card"], world.told[0]["answer"]) == ("*C3D4", "number 7, accepted")


def test_without_event_lines_everything_is_still_counted() -> None:
    world = World(events=False)
    world.witness.decided(SAMPLED, Noted(), 0.001)
    assert world.lines == []
    assert world.value("chargehand_events_decided_total", kind="MeterSampled") == 1


def test_commands_and_sessions_are_counted_once_when_they_end() -> None:
    world = World()
    over = replace(STOP, state=CommandState.CONFIRMED, ended_at=NOW)
    ended = replace(SESSION, transaction=Transaction.ENDED, ended_at=NOW, end_basis=EndBasis.REPORTED)
    before = Snapshot(STATION, sessions=(SESSION,), commands=(STOP,))
    after = Snapshot(STATION, sessions=(ended,), commands=(over,))
    world.witness.kept([Kept(before, Decision(after, Noted()), SAMPLED, None)])
    world.witness.kept([Kept(after, Decision(replace(after, sessions=(ended,)), Noted()), SAMPLED, None)])
    assert world.value("chargehand_commands_ended_total", kind="stop", state="confirmed", reason="") == 1
    assert world.value("chargehand_sessions_ended_total", basis="reported") == 1


def test_a_halted_lane_and_a_fault_are_loud() -> None:
    world = World()
    world.witness.halted(A, "energy fell")
    world.witness.fault("database: gone")
    world.witness.batch(3, 0.01)
    assert [(line["level"], line["event"]) for line in world.told] == [
        ("error", "lane_halted"),
        ("warning", "fault"),
    ]
    assert world.value("chargehand_lanes_halted_total") == 1
    assert world.value("chargehand_faults_total") == 1
    assert world.value("chargehand_batch_events_sum") == 3


class Refusing:
    """A store that cannot commit."""

    async def load(self, wants: Sequence[Want]) -> list[Snapshot | Halted | None]:
        return [None for _ in wants]

    async def commit(self, kept: Sequence[Kept]) -> None:
        raise WorldFault(f"not these {len(kept)}")

    async def halt(self, station: StationId, law: str) -> None: ...

    async def probe(self) -> None: ...


async def test_what_was_not_committed_was_not_seen() -> None:
    world = World()
    over = replace(STOP, state=CommandState.CONFIRMED, ended_at=NOW)
    kept = Kept(
        Snapshot(STATION, commands=(STOP,)),
        Decision(Snapshot(STATION, commands=(over,)), Noted()),
        SAMPLED,
        None,
    )
    with pytest.raises(WorldFault):
        await WitnessedUnits(Refusing(), world.witness).commit([kept])
    assert world.value("chargehand_commands_ended_total", kind="stop", state="confirmed", reason="") is None


def test_the_web_is_counted_by_pattern() -> None:
    world = World()
    web = WebWitness(world.log, world.sparing, world.figures)
    web.answered("GET", "/sessions/{id}", 200, 0.02)
    web.streams(3)
    web.shown(2, 5, 0.001)
    web.fault("n1", "/sessions/{id}", ValueError("odd"))
    labels = {"method": "GET", "route": "/sessions/{id}", "status": "200"}
    assert world.value("chargehand_web_requests_total", **labels) == 1
    assert world.value("chargehand_web_streams") == 3
    assert world.value("chargehand_web_fragments_total") == 5
    assert (world.told[0]["event"], world.told[0]["number"]) == ("web_fault", "n1")


def test_the_door_tells_who_came_in_and_who_was_turned_away() -> None:
    world = World()
    web = WebWitness(world.log, world.sparing, world.figures)
    ada, route = DriverId("d_ada"), "/sign-in/{secret}"
    web.happened(
        Happening(kind=HappeningKind.SIGNED_IN, route=route, address="192.0.2.1\n", driver=ada, code="")
    )
    for _ in range(1_000):
        web.happened(Happening(kind=HappeningKind.REFUSED, route="/x", address="192.0.2.2", code="not_found"))
    first, second = world.told
    assert {"at", "level", "event"} <= first.keys()
    assert (first["event"], first["driver"], first["route"]) == ("signed_in", "d_ada", route)
    assert first["address"] == "192.0.2.1\\x0a"
    assert (second["event"], second["code"], second["address"]) == ("refused", "not_found", "192.0.2.2")
    assert world.value("chargehand_web_door_total", kind="refused", code="not_found") == 1_000


def test_s43_an_entry_is_one_line_from_which_its_hash_can_be_made_anew() -> None:
    world = World()
    web = WebWitness(world.log, world.sparing, world.figures)
    act = Act(
        at=NOW, actor="d1", role="driver", act="POST /sessions/{session}/stop", subject="s1", outcome="303"
    )
    web.audited(act, Entry(number=7, before=BEGINNING, hash=hash_of(7, BEGINNING, act), act=act))
    web.audited(act, None)

    line, lost = world.told
    fields = {
        name: str(line[name])
        for name in ("actor", "device", "role", "act", "subject", "outcome", "code", "address")
    }
    again = Act(at=datetime.fromisoformat(str(line["acted_at"])), **fields)
    assert hash_of(7, bytes.fromhex(str(line["before"])), again).hex() == line["hash"]
    assert (line["event"], line["number"], line["hash"]) == ("audit", 7, line["hash"])
    assert (lost["event"], lost["level"], lost["subject"]) == ("audit_not_kept", "error", "s1")
    assert (
        world.value("chargehand_audit_total", kept="yes")
        == world.value("chargehand_audit_total", kept="no")
        == 1
    )


def test_the_stations_door_is_counted_and_comings_and_goings_are_told() -> None:
    world = World()
    gateway = GatewayWitness(world.log, world.sparing, world.figures)
    gateway.handshake("denied")
    gateway.opened(A, "ocpp1.6")
    gateway.received("Heartbeat")
    gateway.received("")
    gateway.refused(A, ErrorCode.NOT_IMPLEMENTED)
    gateway.ignored(A, "late")
    gateway.asked(A, "RemoteStopTransaction", CallOutcome.REJECTED, 0.2)
    gateway.closed(A, 1006, "gone\n")
    gateway.fault(None, WorldFault("no commit"))
    assert [line["event"] for line in world.told] == [
        "station_connected",
        "call_error",
        "station_asked",
        "station_left",
        "gateway_fault",
    ]
    assert world.value("chargehand_calls_received_total", action="Heartbeat") == 1
    assert world.value("chargehand_calls_received_total", action="unknown") == 1
    assert world.value("chargehand_handshakes_total", verdict="denied") == 1
    assert world.value("chargehand_sockets_closed_total", code="1006") == 1
    labels = {"action": "RemoteStopTransaction", "outcome": "rejected"}
    assert world.value("chargehand_calls_made_total", **labels) == 1


def test_what_comes_by_the_thousand_is_told_once_a_second() -> None:
    world = World()
    for _ in range(1_000):
        world.witness.fault("database: gone")
    world.witness.fault("something else")
    world.now_s = 1.5
    world.witness.fault("database: gone")
    assert [(line["reason"], line.get("unsaid")) for line in world.told] == [
        ("database: gone", None),
        ("something else", None),
        ("database: gone", 999),
    ]
    assert world.value("chargehand_faults_total") == 1_002


def test_what_is_decided_again_is_counted_and_not_told() -> None:
    world = World()
    world.witness.fault("StaleSnapshot")
    assert world.lines == []
    assert world.value("chargehand_retries_total", why="StaleSnapshot") == 1
    assert world.value("chargehand_faults_total") == 0


def test_letters_are_counted() -> None:
    world = World()
    notices = NoticeWitness(world.sparing, world.figures)
    notices.letter("sent")
    notices.fault("mail server: OSError")
    assert world.value("chargehand_letters_total", outcome="sent") == 1
    assert [line["event"] for line in world.told] == ["letters_fault"]


def test_strangers_cannot_fill_the_memory_with_labels() -> None:
    counter = Counter("x_total", "x", ["word"])
    for number in range(LABELS_MAX + 50):
        counter.add(f"w{number}")
    assert counter.count("other") == 50
    assert counter.count("w0") == 1


def test_a_spread_has_every_value_in_its_bucket_and_all_above() -> None:
    figures, spread = Figures(), Spread("x", "x", (1, 2))
    figures.add(spread)
    for value in (0.5, 1.0, 1.5, 99):
        spread.add(value)
    text = figures.text().decode()
    assert 'chargehand_x_bucket{le="1"} 2.0' in text
    assert 'chargehand_x_bucket{le="2"} 3.0' in text
    assert 'chargehand_x_bucket{le="+Inf"} 4.0' in text
    assert "chargehand_x_sum 102.0" in text


def test_f100_a_late_loop_is_told_but_not_all_the_time() -> None:
    world = World()
    lag = LoopLag(world.log, lambda: 0.0)
    for second in range(15):
        lag.note(ALARM_S, float(second))
    lag.note(ALARM_S / 2, 100.0)
    assert [line["event"] for line in world.told] == ["loop_lag", "loop_lag"]
    assert lag.spread.count() == 16
