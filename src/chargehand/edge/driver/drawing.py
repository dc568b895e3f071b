"""Templates and what goes with them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from msgspec import Struct

from chargehand.views.pages import Chrome

ROOM = Path(__file__).resolve().parent


@cache
def environment(folder: Path = ROOM / "templates") -> Environment:
    """Everything is escaped (S18); a name that a page does not have is a defect, not an empty string.

    One for the process: templates are compiled once.
    """
    return Environment(
        loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, auto_reload=False
    )


class Drawing:
    """Draws pages and fragments. `assets` is the version of the static files, part of their addresses."""

    def __init__(self, assets: str, templates: Environment | None = None) -> None:
        self.assets = assets
        self._templates = templates or environment()

    def draw(self, template: str, page: Struct | None, chrome: Chrome) -> str:
        """The template's text. `page` None: the template needs none."""
        return self._templates.get_template(template).render(page=page, chrome=chrome)
