"""The program's commands. Everything heavy is imported when a command needs it, so that help and start are quick.

Must decide nothing: they read options, ask one of main's other files, and say what came of it.
"""

from __future__ import annotations


def run() -> None:
    """The program, from the command line to its exit code."""
    from chargehand.main.commands.program import program

    program()
