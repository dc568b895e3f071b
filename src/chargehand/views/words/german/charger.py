"""German: a charger, its page, a start and the list of chargers."""

from __future__ import annotations

SENTENCES: dict[str, str] = {}
