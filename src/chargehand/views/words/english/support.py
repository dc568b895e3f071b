"""English: asking the operator for help."""

from __future__ import annotations

SENTENCES: dict[str, str] = {}
