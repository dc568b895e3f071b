"""An operator's sessions from the command line, while a house runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.integration.main.conftest import until_so
from tests.integration.main.program import Program, charging, peopled, station


async def test_a_session_is_listed_shown_asked_about_closed_and_opened_again(tmp_path: Path) -> None:
    program = Program(tmp_path)

    async def does(*arguments: str) -> dict[str, Any]:
        return (await program.told("session", *arguments))["session"]

    async with program.serving() as serving:
        await peopled(program)
        async with station(serving.told["ocpp"]) as live:
            await charging(live)
            (row,) = (await program.told("session", "list"))["sessions"]
            name = row["id"]
            assert (row["station"], row["display"]) == ("POST-1", "Live")
            assert (await program.told("session", "list", "--in-review"))["sessions"] == []
            assert [each["signal"] for each in (await does("show", name))["evidence"]][:1] == ["started"]
            assert (await does("probe", name))["id"] == name

        closed = await does("close", name, "--reason", "The car is gone.", "--register-wh", "999999999")
        assert (closed["transaction"], closed["bill"]) == ("ended", "in_review")
        assert [
            each["id"] for each in (await program.told("session", "list", "--in-review"))["sessions"]
        ] == [name]
        assert (await does("undo", name))["transaction"] == "open"

        shown = await program.run("session", "show", name)
        assert shown.code == 0
        assert "FACT" in shown.out
        refused = await program.run("session", "close", name, "--reason", "x", "--ended-at", "noon")
        assert (refused.code, "no instant" in refused.err) == (1, True)
        unknown = await program.run("session", "show", "nothing")
        assert "There is no session nothing." in unknown.err

        async def is_offline() -> bool:
            return (await program.run("session", "probe", name)).code == 1

        await until_so(is_offline)
        assert await serving.end() == 0
