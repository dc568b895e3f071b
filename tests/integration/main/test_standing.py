"""How accounts stand, set from the command line, while a house runs and while none does."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import asyncpg

from chargehand.edge.observability.log import make_log
from chargehand.main.serving.janitor import Janitor
from chargehand.store.housekeeping import Housekeeping
from chargehand.store.people.erasure import Erasure
from tests.integration.main.conftest import until_so
from tests.integration.main.program import Program, charging, peopled, station
from tests.integration.main.test_upkeep import NOW


async def test_an_account_is_invited_suspended_opened_and_closed(tmp_path: Path) -> None:
    program = Program(tmp_path)
    async with program.serving() as serving:
        ada = await peopled(program)
        async with station(serving.told["ocpp"]) as live, ada.client(serving.told["web"]) as client:
            await charging(live)
            (row,) = [
                each for each in (await program.told("driver", "list"))["drivers"] if each["live_sessions"]
            ]
            email, (session,) = row["email"], row["live_sessions"]
            refused = await program.run("driver", "suspend", email)
            assert refused.code == 1
            assert "--stop-live" in refused.err

            asked = await program.at_a_terminal("driver", "suspend", email, typed="n\n")
            assert "is charging at POST-1. Stop that now?" in asked.out + asked.err, asked
            assert (asked.code, "Stop of session" in asked.out) == (0, False), asked
            assert (await client.get(f"/sessions/{session}")).json()["phase"] == "active"

            told = await program.told("driver", "suspend", email, "--stop-live")
            assert (told["status"], told["stops"]) == (
                "suspended",
                [{"session": session, "outcome": "asked"}],
            )
            assert (await client.post(f"/sessions/{session}/stop")).status_code in {403, 409}

            async def is_over() -> bool:
                return (await client.get(f"/sessions/{session}")).json()["phase"] in {"stopping", "ended"}

            await until_so(is_over)
            assert (await program.told("driver", "activate", email))["status"] == "active"
            assert (await program.told("driver", "close", email, "--leave-live"))["status"] == "closed"
            assert (await client.get("/sessions")).status_code == 401

        invited = await program.told(
            "driver", "invite", "new@example.com", "--name", "Noor", "--language", "de"
        )
        assert (invited["status"], invited["name"]) == ("invited", "Noor")
        listed = await program.run("driver", "list", "--status", "invited")
        assert "new@example.com" in listed.out
        again = await program.run("driver", "invite", email, "--name", "Somebody else")
        assert (again.code, "has an account already" in again.err) == (1, True)
        assert "Somebody else" not in (await program.run("driver", "list")).out, (
            "what is refused changes nothing"
        )
        unknown = await program.run("driver", "close", "nobody@example.com")
        assert "There is no driver" in unknown.err
        assert await serving.end() == 0


async def test_the_janitor_forgets_who_left_and_tries_again_when_it_cannot(pool: asyncpg.Pool) -> None:  # S45
    await pool.execute(
        "insert into driver (id, email, name, account, closed_by, erase_at)"
        " values ('d', 'ada@example.org', 'Ada', 'closed', 'driver', $1)",
        NOW - timedelta(days=1),
    )
    lines: list[bytes] = []
    janitor = Janitor(Housekeeping(pool), lambda: NOW, make_log(lines.append), erasure=Erasure(pool))

    assert await janitor.forget() is True
    assert await pool.fetchval("select email from driver") == "erased:d"
    assert await janitor.forget() is True
    assert b"ada" not in b"".join(lines)
    assert b"".join(lines).count(b"accounts_erased") == 1
    await pool.close()
    assert await janitor.forget() is False
