"""Makes things go wrong at the times that the climate says, and right again at the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rehearsal.street.post import Post
from rehearsal.street.twin import Twin

if TYPE_CHECKING:
    from rehearsal.play import Play

HOUR_S = 3_600.0
LOST = 0.02
"""This share of the stations loses its line for good, in any weather."""
STEPS_MAX = 60
"""A process that is to die does so at one of its next steps."""


class Misfortune:
    def __init__(self, play: Play) -> None:
        self._play = play
        self._rng = play.rng("misfortune")
        self._is_over = False

    def plan(self, length_s: float) -> None:
        """All of it, from now on for so long."""
        climate = self._play.climate
        for count, deed in (
            (climate.crashes, self._crash),
            (climate.outages, self._outage),
            (climate.steps, self._step),
        ):
            for _ in range(count):
                self._play.agenda.later(self._rng.uniform(30, length_s - 60), self._unless_over(deed))
        losses = self._play.rng("losses")
        for post in self._play.posts:
            if losses.random() < LOST:
                self._play.agenda.later(losses.uniform(60, length_s), lambda post=post: self._lose(post))
            for rate, harm in (
                (climate.cuts, self._cut),
                (climate.half_open, self._half_open),
                (climate.stalls, self._stall),
                (climate.twins, self._twin),
                (climate.power, self._power),
            ):
                self._often(rate, length_s, lambda post=post, harm=harm: harm(post))

    def heal(self) -> None:
        """From now on nothing fails, and what was broken works."""
        self._is_over = True
        weather = self._play.weather
        weather.is_healed = True
        weather.is_away = weather.is_hanging = False
        weather.offset_s = 0.0
        for post in self._play.posts:
            post.is_wired = not post.is_lost
            if not post.station.powered:
                post.act(lambda station: station.power_back())
            post.look()

    def _often(self, rate: float, length_s: float, deed: Callable[[], None]) -> None:
        if not rate:
            return
        at_s = self._rng.expovariate(rate / HOUR_S)
        while at_s < length_s:
            self._play.agenda.later(at_s, self._unless_over(deed))
            at_s += self._rng.expovariate(rate / HOUR_S)

    def _unless_over(self, deed: Callable[[], None]) -> Callable[[], None]:
        return lambda: None if self._is_over else deed()

    # the house

    def _crash(self) -> None:
        """At one of its next steps, whatever it is doing then."""
        play, life = self._play, self._play.life
        if life is None:
            return
        silently = self._rng.random() < play.climate.silent_crashes
        life.loop.die_at = life.loop.steps + self._rng.randrange(1, STEPS_MAX)
        back_s = self._rng.choice((0.3, 3.0, 20.0, 60.0))

        def look() -> None:
            if play.life is life:
                play.agenda.later(0.05, look)
                return
            play.paths["the machine dies" if silently else "the house dies"] += 1
            play.network.died(silently=silently)
            play.agenda.later(back_s, play.start_house)

        look()

    def _outage(self) -> None:
        play, weather = self._play, self._play.weather
        hangs = self._rng.random() < play.climate.hangs
        play.paths["the database hangs" if hangs else "the database is away"] += 1
        if hangs:
            weather.is_hanging = True
        else:
            weather.is_away = True

        def back() -> None:
            weather.is_away = weather.is_hanging = False

        play.agenda.later(self._rng.choice((0.2, 2.0, 15.0, 60.0)), back)

    def _step(self) -> None:
        by_s = self._rng.choice((-1_800.0, -120.0, -5.0, 5.0, 120.0, 1_800.0))
        self._play.paths["the clock goes back" if by_s < 0 else "the clock leaps"] += 1
        self._play.weather.offset_s += by_s

    # lines and stations

    def _cut(self, post: Post) -> None:
        if post.connection is not None:
            self._play.paths["a line is cut"] += 1
            post.connection.cut()

    def _half_open(self, post: Post) -> None:
        """The line is dead; the station notices at once, or when it misses an answer."""
        connection = post.connection
        if connection is None:
            return
        self._play.paths["a line is dead and nobody is told"] += 1
        connection.go_dead()
        notices_s = self._rng.choice((0.5, 5.0, 40.0, 100.0))
        if self._rng.random() < 0.3:
            self._unwire(post)

        def notice() -> None:
            if post.connection is connection:
                connection.forget()
                post.lost(connection)

        self._play.agenda.later(notices_s, notice)

    def _unwire(self, post: Post) -> None:
        """There is no other line to be had for long."""
        post.is_wired = False

        def wire() -> None:
            post.is_wired = not post.is_lost
            post.look()

        self._play.agenda.later(self._rng.choice((150.0, 300.0)), wire)

    def _lose(self, post: Post) -> None:
        """Dug through, and nobody mends it: what ran there has to end all the same (session-truth §5)."""
        self._play.paths["a station is never heard of again"] += 1
        post.is_lost, post.is_wired = True, False
        if post.connection is not None:
            post.connection.go_dead()
        post.look()

    def _stall(self, post: Post) -> None:
        if post.connection is not None:
            self._play.paths["a line stands still"] += 1
            way = self._rng.choice((post.connection.up, post.connection.down))
            way.stall(self._rng.choice((2.0, 12.0, 35.0)))

    def _twin(self, post: Post) -> None:
        self._play.paths["a twin comes"] += 1
        twin = Twin(self._play.agenda, self._play.network, post, self._rng.choice((0.2, 10.0, 60.0)))
        twin.connect()

    def _power(self, post: Post) -> None:
        if not post.station.powered:
            return
        self._play.paths["a station loses its power"] += 1
        post.act(lambda station: station.power_loss())
        off_s = self._rng.choice((1.0, 30.0, 200.0))
        self._play.agenda.later(off_s, lambda: self._light(post))

    def _light(self, post: Post) -> None:
        if not post.station.powered:
            post.act(lambda station: station.power_back())
