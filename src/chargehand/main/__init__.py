"""Wiring and commands: the only room that knows every other one, and the only owner of clock and chance.

Must decide nothing: what a station, a driver or a session may do is said below.
"""

from __future__ import annotations

import sys


def entry() -> None:
    """The program `chargehand`."""
    try:
        from chargehand.main.commands import run

        run()
    except KeyboardInterrupt:  # while it was still loading; later every command has its own end
        sys.exit(130)
