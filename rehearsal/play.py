"""One play: a street of stations and one house, an hour of everything that may happen, and how it comes to rest."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from hashlib import blake2b
from random import Random

from msgspec import Struct

from chargehand.edge.gateway.settings import GatewaySettings
from chargehand.model.batch import Kept
from chargehand.model.credentials import Credentials, verifier_for
from chargehand.model.identity import PublicId, StationId
from chargehand.model.snapshot import Policy
from chargehand.model.station import Connector, Station
from chargehand.simulator.station import VirtualStation
from rehearsal.cast import UNSOUND, cast
from rehearsal.judges.calls import CallJudge
from rehearsal.judges.lines import LineJudge
from rehearsal.judges.rest import RestJudge
from rehearsal.judges.rows import RowJudge
from rehearsal.judges.truth import Truth
from rehearsal.judges.waits import WaitJudge
from rehearsal.line.network import Network
from rehearsal.misfortune import Misfortune
from rehearsal.process.life import NAME, Ground, Life, Witnesses
from rehearsal.process.witness import EngineWitness, GatewayWitness
from rehearsal.store.rows import Rows
from rehearsal.store.units import MemoryDoor, MemoryUnits
from rehearsal.street.people import People, cards
from rehearsal.street.post import EPOCH, Post
from rehearsal.time.agenda import Agenda
from rehearsal.time.loop import Order, VirtualLoop
from rehearsal.weather import Climate, Weather, drawn

LENGTH_S = 1_500.0
REST_S = 1_300.0
AUDIT_EVERY_S = 20.0
SLICE_S = 50.0
BROKEN_MAX = 20
WISHES = (
    ("MeterValuesSampledData", "Energy.Active.Import.Register,Power.Active.Import,SoC,Current.Import"),
    ("StopTxnSampledData", ""),
    ("TransactionMessageAttempts", "10"),
    ("TransactionMessageRetryInterval", "20"),
)


class Ending(Struct, frozen=True):
    """How a play went. `broken`: law and detail of everything that did not hold, in the order in which it showed."""

    seed: int
    sessions: int
    happened: int
    digest: str
    paths: dict[str, int]
    broken: tuple[tuple[str, str], ...] = ()

    @property
    def laws(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(law for law, _ in self.broken))


class Setting(Struct, frozen=True):
    """A play made to show one thing: so many stations, in this weather, these characters; over when anything breaks."""

    posts: int
    climate: Climate | None = None
    personas: tuple[str, ...] = ()


Tell = Callable[[str], None]


class Play:
    """Made anew for each seed; `played` gives its ending."""

    def __init__(self, seed: int, tell: Tell | None = None, setting: Setting | None = None) -> None:
        """`setting` None: as the seed has it."""
        self.seed = seed
        self.setting = setting
        self._loops: list[VirtualLoop] = []
        self.paths: Counter[str] = Counter()
        self.broken: list[tuple[str, str]] = []
        self.life: Life | None = None
        self.lives = 0
        self.posts: list[Post] = []
        self.agenda = Agenda(self.rng("agenda"))
        self.rows = Rows()
        self.climate = (setting and setting.climate) or drawn(self.rng("climate"))
        self.weather = Weather(self.climate, self.rng("weather"), self.paths)
        self.network = Network(self.agenda, self.weather.latency_s)
        calls = CallJudge(
            self.agenda, self.rows, self.broke, self._house_clock, is_put=bool(self.climate.steps)
        )
        self.lines = LineJudge(self.broke, calls, self._trace)
        self.truth = Truth(self.rows, self.broke, self.paths)
        self.row_judge = RowJudge(self.rows, self.broke, self.paths)
        self.wait_judge = WaitJudge(self.agenda, self.rows, self.broke, self._house_clock)
        self.people = People(self.agenda, self.rng("people"), self.rows, lambda: self.life)
        self._digest = blake2b(digest_size=8)
        self._tell = tell
        self._known: dict[str, Credentials] = {}
        self.policy = self._policy()
        self.rows.kept = self._kept
        self.rows.tokens = cards()

    def rng(self, what: str) -> Random:
        """Chance for one purpose: what one part draws changes nothing for the others."""
        return Random(f"{self.seed} {what}")

    def _policy(self) -> Policy:
        rng = self.rng("policy")
        wishes = (("MeterValueSampleInterval", rng.choice(("30", "60", "120"))), *WISHES)
        return Policy(silent_after_s=900, gap_wait_s=240, free_after_s=rng.choice((120, 300)), wishes=wishes)

    def broke(self, law: str, detail: str) -> None:
        if len(self.broken) < BROKEN_MAX or all(law != known for known, _ in self.broken):
            self.broken.append((law, f"{self.agenda.now:.3f} {detail}"))

    # the house

    def start_house(self) -> None:
        """A new process, on what the ones before left behind."""
        if self.life is not None:  # it was to die twice, and has begun again after the first time
            return
        self.lives += 1
        name = f"life {self.lives}"
        order = Order(self.rng(f"{name} order") if self.climate.any_order else None)

        def defect(told: str) -> None:
            self.broke("nothing_breaks", told)

        loop = VirtualLoop(self.agenda, order, defect, self._house_died)
        weather = self.weather
        ground = Ground(
            units=MemoryUnits(self.rows, weather.there, weather.back),
            door=MemoryDoor(self._known, weather.there),
            policy=self.policy,
            settings=GatewaySettings(name=NAME, ping_interval_s=30),
            offset_s=lambda: weather.offset_s,
        )
        seen = (self.broke, self.paths, lambda: loop.alive)
        witnesses = Witnesses(EngineWitness(*seen), GatewayWitness(*seen))
        self.life = Life(loop, ground, self.rng(name), witnesses)
        self._loops.append(loop)
        self.network.here = loop
        self._note("house", b"begins")
        self.life.begin()

    def _house_clock(self) -> datetime:
        """While a process lives."""
        assert self.life is not None
        return self.life.clock()

    def _house_died(self) -> None:
        self._note("house", b"dies")
        if self.weather.unheard:
            self.paths["the house dies between commit and answer"] += 1
            self.weather.unheard = 0
        self.life = None
        self.lines.process_died()

    def _kept(self, kept: Sequence[Kept]) -> None:
        self.lines.committed(kept)
        self.row_judge.committed(kept)
        if self.life is not None:  # what a house had sent before it died is still kept
            self.wait_judge.committed(kept)
        for each in kept:
            self._note("kept", f"{each.event.station} {type(each.event).__name__}".encode())

    # the street

    def _furnish(self) -> None:
        rng = self.rng("street")
        size, personas = rng.choice((10, 60, 60)), ()
        if self.setting is not None:
            size, personas = self.setting.posts, self.setting.personas
        for number in range(1, size + 1):
            identity = StationId(f"P{number}")
            character, version, build = cast(rng, personas)
            station = VirtualStation(
                identity, character, seed=self.seed, start_at=EPOCH, version=version, build=build
            )
            post = Post(
                self.agenda,
                self.network,
                station,
                self.rng(f"post {number}"),
                f"10.0.0.{number}",
                self.lines.watch,
            )
            self.posts.append(post)
            self._known[identity] = Credentials(key=verifier_for(post.password, identity.encode()))
            here = Station(
                identity=identity,
                public_id=PublicId(identity.lower()),
                name=identity,
                next_number=1 + rng.randrange(1_000_000),
            )
            power_w = round(build.max_power_w)
            self.rows.add(
                here,
                [Connector(number=each, power_w_max=power_w) for each in range(1, build.connectors + 1)],
            )
            self.agenda.later(rng.uniform(0.5, 20), post.look)
            for connector in range(1, build.connectors + 1):
                self.people.frequent(post, connector, rng.choice((90.0, 150.0, 300.0)))

    # the play

    def played(self) -> Ending:
        was_on = gc.isenabled()
        gc.disable()  # what is thrown away must not be looked through at moments of the collector's choice
        try:
            self._act()
        finally:
            self.agenda.clear()
            for loop in self._loops:
                loop.bury()
            if was_on:
                gc.enable()
        happened = sum(len(post.station.history) for post in self.posts)
        return Ending(
            self.seed,
            happened,
            self.agenda.happened,
            self._digest.hexdigest(),
            dict(sorted(self.paths.items())),
            tuple(self.broken),
        )

    def _act(self) -> None:
        self._furnish()
        self.start_house()
        misfortune = Misfortune(self)
        misfortune.plan(LENGTH_S)
        rest = RestJudge(self)
        self.agenda.later(AUDIT_EVERY_S, rest.audit)
        if self._run(LENGTH_S):
            return
        misfortune.heal()
        self.people.is_over = True
        for post in self.posts:
            for connector in range(1, post.station.build.connectors + 1):
                self._leave(post, connector)
        if self._run(LENGTH_S + REST_S):
            return
        rest.judge()
        at = self.at
        for post in self.posts:
            post.station.tick(at)
            sound = post.station.character.name not in UNSOUND
            self.truth.judge(post, at, sound=sound)

    def _post(self, identity: str) -> Post:
        return next(each for each in self.posts if each.station.identity == identity)

    def character_of(self, identity: str) -> str:
        post = self._post(identity)
        return f"{identity} {post.station.character.name} {post.station.version}"

    def _leave(self, post: Post, connector: int) -> None:
        self.agenda.later(60.0, lambda: post.act(lambda station: station.unplug(connector)))

    def _run(self, until_s: float) -> bool:
        """Whether the play breaks off: for who only wants to know whether anything breaks ."""
        while self.agenda.now < until_s:
            self.agenda.run(min(until_s, self.agenda.now + SLICE_S))
            if self.setting is not None and self.broken:
                return True
        return False

    @property
    def at(self) -> datetime:
        return EPOCH + timedelta(seconds=self.agenda.now)

    # the trace

    def _note(self, who: str, what: bytes) -> None:
        self._trace(who, what)

    def _trace(self, who: str, what: bytes) -> None:
        line = f"{self.agenda.now:.6f} {who} ".encode() + what
        self._digest.update(line)
        if self._tell is not None:
            self._tell(line.decode(errors="replace"))
