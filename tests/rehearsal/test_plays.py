"""The whole house against a street of stations, everything going wrong: no law breaks, and what happened can be repeated."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from rehearsal.cast import PERSONAS
from rehearsal.paths import RARE
from rehearsal.play import Play, Setting
from rehearsal.run import rehearse
from rehearsal.weather import CALM, HARSH

ROOT = Path(__file__).parents[2]
SESSIONS = 2_000
SEED = 1
TOLD = """
import sys
from rehearsal.play import Play, Setting
from rehearsal.weather import HARSH
ending = Play(7, sys.stdout.write, Setting(12, HARSH)).played()
print(ending)
"""


def test_two_thousand_sessions_break_no_law() -> None:
    report = rehearse(SESSIONS, SEED)
    assert report.sessions >= SESSIONS
    again = [f"python -m rehearsal --plays 1 --seed {ending.seed}" for ending in report.failures]
    assert not report.failures, (again, report.failures[0].broken)
    walked = [path for path in RARE if report.paths[path]]
    assert len(walked) > len(RARE) // 2, set(RARE) - set(walked)


def test_there_are_enough_characters() -> None:
    assert len({persona.name for persona in PERSONAS}) >= 40


def test_a_seed_is_played_the_same_whatever_the_process() -> None:
    """Byte for byte, though sets and hashes fall differently."""
    traces = [
        subprocess.run(
            [sys.executable, "-c", TOLD],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": chance},
            capture_output=True,
            check=True,
        ).stdout
        for chance in ("1", "2")
    ]
    assert traces[0] == traces[1]
    assert len(traces[0]) > 100_000


def test_another_seed_is_another_play() -> None:
    endings = [Play(seed, setting=Setting(3)).played() for seed in (1, 2)]
    assert endings[0].digest != endings[1].digest


def test_everything_goes_wrong_in_a_harsh_one() -> None:
    paths = Play(3, setting=Setting(12, HARSH)).played().paths
    for path in ("a commit is refused", "a line is cut", "a line is dead and nobody is told", "a twin comes"):
        assert paths[path], path
    assert paths.get("the house dies", 0) + paths.get("the machine dies", 0)


def test_what_keeps_delivering_is_stopped_f55a() -> None:
    ending = Play(1, setting=Setting(6, CALM, ("leaky",))).played()
    assert (ending.broken, ending.paths["what flows on is stopped"] > 0) == ((), True)
