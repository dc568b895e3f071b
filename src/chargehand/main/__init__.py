"""Wiring and commands: the only room that knows every other one, and the only owner of clock and chance.

Must decide nothing: what a station, a driver or a session may do is said below.
"""

from __future__ import annotations


def entry() -> None:
    """The program `chargehand`."""
    from chargehand.main.commands import run

    run()
