"""Counters that cost a fraction of a microsecond, spelled for Prometheus when somebody asks."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import generate_latest
from prometheus_client.registry import Collector

SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
LABELS_MAX: Final = 200
"""Different label values of one counter; the rest is counted as "other", because some are said by strangers."""


class Counter:
    """Counts by labels."""

    def __init__(self, name: str, about: str, labels: Sequence[str] = ()) -> None:
        self._family = (f"chargehand_{name}", about, tuple(labels))
        self._counts: dict[tuple[str, ...], float] = {} if labels else {(): 0.0}

    def add(self, *labels: str, amount: float = 1.0) -> None:
        if labels not in self._counts and len(self._counts) >= LABELS_MAX:
            labels = ("other",) * len(labels)
        self._counts[labels] = self._counts.get(labels, 0.0) + amount

    def count(self, *labels: str) -> float:
        return self._counts.get(labels, 0.0)

    def family(self) -> Metric:
        name, about, labels = self._family
        family = CounterMetricFamily(name, about, labels=labels)
        for values, count in self._counts.items():
            family.add_metric(values, count)
        return family


class Spread:
    """How values are distributed over upper bounds."""

    def __init__(self, name: str, about: str, bounds: Sequence[float] = SECONDS) -> None:
        self._name, self._about = f"chargehand_{name}", about
        self._bounds = tuple(bounds)
        self._counts = [0] * (len(bounds) + 1)
        self._sum = 0.0

    def add(self, value: float) -> None:
        self._counts[bisect_left(self._bounds, value)] += 1
        self._sum += value

    def count(self) -> int:
        return sum(self._counts)

    def family(self) -> Metric:
        total = 0
        buckets: list[tuple[str, float]] = []
        for bound, count in zip((*map(str, self._bounds), "+Inf"), self._counts, strict=True):
            total += count
            buckets.append((bound, total))
        return HistogramMetricFamily(self._name, self._about, buckets=buckets, sum_value=self._sum)


class Gauge:
    """A level: set, or asked for when somebody looks."""

    def __init__(self, name: str, about: str, ask: Callable[[], float] | None = None) -> None:
        self._name, self._about, self._ask = f"chargehand_{name}", about, ask
        self.level = 0.0

    def family(self) -> Metric:
        level = self.level if self._ask is None else self._ask()
        return GaugeMetricFamily(self._name, self._about, value=level)


class Figures(Collector):
    """All figures of a process, as Prometheus' text."""

    def __init__(self) -> None:
        self._members: list[Counter | Spread | Gauge] = []
        self._registry = CollectorRegistry()
        self._registry.register(self)

    def add(self, member: Counter | Spread | Gauge) -> None:
        self._members.append(member)

    def add_all(self, holder: object) -> None:
        """Everything among the holder's attributes that is a figure."""
        for member in vars(holder).values():
            if isinstance(member, Counter | Spread | Gauge):
                self._members.append(member)

    def gauge(self, name: str, about: str, ask: Callable[[], float]) -> None:
        """A level that is asked for whenever somebody looks."""
        self._members.append(Gauge(name, about, ask))

    def collect(self) -> Iterator[Metric]:
        for member in self._members:
            yield member.family()

    def text(self) -> bytes:
        """What `/metrics` answers."""
        return generate_latest(self._registry)
