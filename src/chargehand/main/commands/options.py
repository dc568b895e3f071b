"""What many commands have in common: their options, their settings, their visit to the database."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

if TYPE_CHECKING:
    from chargehand.main.administration import Administration
    from chargehand.main.settings import Loaded

T = TypeVar("T")
Json = Annotated[bool, typer.Option("--json", help="One JSON object on stdout instead of sentences.")]
Config = Annotated[
    Path | None, typer.Option("--config", help="A TOML file with settings instead of ./chargehand.toml.")
]
Name = Annotated[str | None, typer.Option(help="The name that people read.")]


def loaded_from(config: Path | None) -> Loaded:
    from chargehand.main.settings import load

    return load(config)


def noted(context: typer.Context) -> None:
    from chargehand.main.audit.names import running

    root = context.find_root().info_name or ""
    branch = context.command_path.removeprefix(root).strip()
    running(f"{branch} {context.invoked_subcommand or ''}".strip())


def ask(loaded: Loaded, question: Callable[[Administration], Awaitable[T]]) -> T:
    from chargehand.main.administration import administration

    async def visit() -> T:
        async with administration(loaded.settings) as desk:
            return await question(desk)

    return asyncio.run(visit())
