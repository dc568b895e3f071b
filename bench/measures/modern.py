"""How much in OCPP 2.0.1: cards and readings as fast as answers come, each a ratio to the null gateway of the same run."""

from __future__ import annotations

from bench import population
from bench.goals import Figure
from bench.measures.stage import Measure, Stage, Values


async def authorizations(stage: Stage) -> Values:
    await stage.fleet(stage.scale.stations, modern=True)
    return await stage.closed("authorizations", stage.scale.stations, stage.scale.stations, modern=True)


async def events(stage: Stage) -> Values:
    await stage.fleet(stage.scale.stations, transactions=True, modern=True)
    before = await population.kept(stage.platform) if stage.platform else None
    values = await stage.closed("readings", stage.scale.stations, stage.scale.stations, modern=True)
    if stage.platform and before:
        values["kept"] = (await population.kept(stage.platform)).readings - before.readings
    return values


def _told(title: str, each: str, ours: Values, null: Values) -> list[Figure]:
    split = f"own processes {ours['own_us']:.0f} us, PostgreSQL {ours['database_us']:.0f} us"
    troubles = "".join(f"; {int(ours[name])} {name}" for name in ("faults", "lost") if ours.get(name))
    kept = f"; answered {ours['answered']:.0f}, of these kept {ours['kept']:.0f}" if "kept" in ours else ""
    return [
        Figure("", title, ours["calls_per_s"], "1/s", null.get("calls_per_s"), split + kept + troubles),
        Figure("", f"  {each}, CPU of all", ours["own_us"] + ours["database_us"], "us", null.get("own_us")),
        Figure("", "  answer p99", ours["p99_ms"], "ms", null.get("p99_ms")),
    ]


def tell_authorizations(ours: Values, null: Values) -> list[Figure]:
    return _told("2.0.1 Authorize, 1,000 stations", "card", ours, null)


def tell_events(ours: Values, null: Values) -> list[Figure]:
    return _told("2.0.1 TransactionEvent with a reading", "event", ours, null)


AUTHORIZATIONS = Measure("authorizations-201", (), True, authorizations, tell_authorizations)
EVENTS = Measure("events-201", (), True, events, tell_events)
