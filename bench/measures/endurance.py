"""Rough treatment: far more than can be served, and processes killed in the middle of it."""

from __future__ import annotations

import asyncio
import json
import tempfile
import time
from pathlib import Path
from random import Random

from bench import population
from bench.generator.crash import Fact
from bench.goals import Figure
from bench.measures.stage import Measure, Stage, Values
from bench.subject import Platform, SubjectBroke

_SURVIVORS = 100
_CALM_S = (0.5, 1.5)
_BACK_S = 60.0
_STILL_ANSWERED_S = 0.05
_SEED = 16


async def overload(stage: Stage) -> Values:
    """Three times what can be served, first from stations that wait for their answers, then from some that do not."""
    platform, scale = stage.platform, stage.scale
    assert platform is not None
    await stage.fleet(scale.stations, transactions=True)
    served = await stage.closed("readings", scale.stations, scale.stations, max(2.0, scale.window_s / 2))
    rate = served["calls_per_s"] * scale.overload_times
    counted = await population.kept(platform)
    patient = await _flood(stage, platform, rate, scale.overload_s, patient=True)
    kept = (await population.kept(platform)).readings - counted.readings
    rude = await _flood(stage, platform, rate, scale.overload_s / 4, patient=False)
    return {
        **patient,
        "served": served["calls_per_s"],
        "kept": kept,
        "early": max(0, patient["answered"] - kept),
        "rude_mib": rude["grown_mib"],
        "rude_before_mib": rude["before_mib"],
        "rude_behind": rude["behind"],
    }


async def _flood(stage: Stage, platform: Platform, rate: float, seconds: float, *, patient: bool) -> Values:
    before = most = platform.rss_bytes()

    async def look() -> None:
        nonlocal most
        while True:
            await asyncio.sleep(0.5)
            most = max(most, platform.rss_bytes())

    looking = asyncio.create_task(look())
    try:
        answer = await stage.crew.ask(
            "pace", rate=rate, count=stage.scale.stations, warm_s=0, seconds=seconds, patient=patient
        )
    finally:
        looking.cancel()
    return {
        "grown_mib": (most - before) / 2**20,
        "before_mib": before / 2**20,
        "seconds": seconds,
        **{name: answer[name] for name in ("meant", "answered", "behind", "faults")},
    }


def tell_overload(ours: Values, _null: Values) -> list[Figure]:
    note = (
        f"{ours['meant'] / ours['seconds']:,.0f}/s meant for {ours['seconds']:.0f} s after {ours['served']:,.0f}/s were served,"
        f" one call of a station out at a time; {ours['answered']:,.0f} answered, {ours['kept']:,.0f} kept,"
        f" {ours['early']:.0f} answered but not kept, {ours['faults']:.0f} refused; {ours['before_mib']:.0f} MiB before"
    )
    rude = (
        f"a quarter of the time, same rate, calls sent without waiting for answers, {ours['rude_behind']:,.0f} of them ahead"
        f" at the end; {ours['rude_before_mib']:.0f} MiB before"
    )
    return [
        Figure("P12", "memory grown at 3 times saturation", ours["grown_mib"], "MiB", None, note),
        Figure("", "  by stations that do not wait", ours["rude_mib"], "MiB", None, rude),
    ]


async def kills(stage: Stage) -> Values:
    """SIGKILL at random moments, the platform and its database by turns; then what was answered is looked for."""
    platform = stage.platform
    assert platform is not None
    rng = Random(_SEED)
    stations = min(_SURVIVORS, stage.scale.stations)
    await stage.fleet(0)
    await stage.crew.ask("survive", count=stations, seed=_SEED)
    killed: list[float] = []
    for turn in range(stage.scale.kills):
        await asyncio.sleep(rng.uniform(*_CALM_S))
        killed.append(time.monotonic())
        if turn % 2 == 0:
            platform.kill()
        else:
            platform.kill_database()
        await _back(platform)
    await asyncio.sleep(1)
    with tempfile.TemporaryDirectory() as folder:
        facts = Path(folder) / "facts.json"
        told = await stage.crew.ask("survived", facts=str(facts))
        answers = _facts(facts)
    lost = await population.lost_facts(platform, answers)
    moments = sorted(answer[4] for answer in answers)
    waits = [_first_after(moments, instant + _STILL_ANSWERED_S) - instant for instant in killed]
    return {
        "lost": sum(lost.values()),
        "facts": told["facts"],
        "faults": told["faults"],
        "kills": len(killed),
        "halted": await population.halted(platform),
        "longest_s": max(waits, default=0.0),
        "app_s": max(waits[::2], default=0.0),
        "database_s": max(waits[1::2], default=0.0),
        **{f"lost_{kind}": count for kind, count in lost.items()},
    }


def _facts(file: Path) -> list[Fact]:
    kept: list[Fact] = json.loads(file.read_text())
    return kept


def _first_after(moments: list[float], instant: float) -> float:
    return next((moment for moment in moments if moment > instant), float("inf"))


async def _back(platform: Platform) -> None:
    """It runs and its database answers: started again if it ended, awaited if it heals itself. Raises SubjectBroke."""
    deadline = time.monotonic() + _BACK_S
    while time.monotonic() < deadline:
        await asyncio.sleep(0.05)
        if not platform.runs():
            await platform.start()
            return
        try:
            await platform.find_database()
        except SubjectBroke:
            continue
        return
    raise SubjectBroke("not back after a kill")


def tell_kills(ours: Values, _null: Values) -> list[Figure]:
    note = (
        f"{ours['kills']:.0f} kills, {ours['facts']:,.0f} answers checked, {ours['faults']:.0f} refused;"
        f" first answer after at most {ours['app_s']:.1f} s (platform killed) and {ours['database_s']:.1f} s"
        f" (database killed); {ours['halted']:.0f} lanes halted"
    )
    return [Figure("P10", "answered but lost, killed at random", ours["lost"], "", None, note)]


OVERLOAD = Measure("overload", ("P12",), False, overload, tell_overload)
KILLS = Measure("kills", ("P10",), False, kills, tell_kills)
