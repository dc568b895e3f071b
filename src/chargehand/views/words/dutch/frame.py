"""Dutch: what stands around every page, and what is said when something is not there."""

from __future__ import annotations

SENTENCES: dict[str, str] = {}
