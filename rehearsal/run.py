"""Many plays: what was walked, what broke, and how to see it again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import count

from rehearsal.judges.calls import CALL_LAWS
from rehearsal.judges.lines import LINE_LAWS
from rehearsal.judges.rest import REST_LAWS
from rehearsal.judges.rows import ROW_LAWS
from rehearsal.judges.truth import TRUTH_LAWS
from rehearsal.judges.waits import WAIT_LAWS
from rehearsal.paths import RARE, RARE_FROM
from rehearsal.play import Ending, Play

FAILURES_MAX = 20
NOTHING_BREAKS = "nothing_breaks"
LAWS = (*LINE_LAWS, *CALL_LAWS, *ROW_LAWS, *WAIT_LAWS, *REST_LAWS, *TRUTH_LAWS, NOTHING_BREAKS)
"""Beside the core's own, which halt a lane, and then stand here under their own names."""


@dataclass
class Report:
    """What the plays showed. `digest` names all of it: the same seeds give the same."""

    plays: int = 0
    sessions: int = 0
    happened: int = 0
    digest: str = ""
    paths: Counter[str] = field(default_factory=Counter[str])
    failures: list[Ending] = field(default_factory=list[Ending])

    @property
    def unwalked(self) -> list[str]:
        """Rare paths that nobody took, once there were enough sessions."""
        return [path for path in RARE if not self.paths[path]] if self.sessions >= RARE_FROM else []

    @property
    def good(self) -> bool:
        return not self.failures and not self.unwalked


def played(seed: int) -> Ending:
    """The play of this seed, the same each time."""
    return Play(seed).played()


def rehearse(
    sessions: int,
    seed: int,
    *,
    jobs: int = 1,
    plays_max: int | None = None,
    watch: Callable[[Report], None] | None = None,
) -> Report:
    """The plays of the seeds from `seed` on, until they came to so many sessions or too many failures."""
    report, digest = Report(), blake2b(digest_size=8)
    for ending in _endings(seed, jobs):
        report.plays += 1
        report.sessions += ending.sessions
        report.happened += ending.happened
        report.paths.update(ending.paths)
        digest.update(ending.digest.encode())
        if ending.broken:
            report.failures.append(ending)
        if watch is not None:
            watch(report)
        if report.sessions >= sessions or report.plays == plays_max or len(report.failures) >= FAILURES_MAX:
            break
    report.digest = digest.hexdigest()
    return report


def _endings(seed: int, jobs: int) -> Iterator[Ending]:
    """In the order of the seeds, however many processes play."""
    if jobs == 1:
        yield from map(played, count(seed))
        return
    pool = ProcessPoolExecutor(jobs)
    try:
        yield from _in_order(pool, count(seed), 2 * jobs)
    finally:
        pool.shutdown(cancel_futures=True)


def _in_order(pool: ProcessPoolExecutor, seeds: Iterable[int], ahead: int) -> Iterator[Ending]:
    waiting: list[Future[Ending]] = []
    for seed in seeds:
        waiting.append(pool.submit(played, seed))
        if len(waiting) > ahead:
            yield waiting.pop(0).result()
