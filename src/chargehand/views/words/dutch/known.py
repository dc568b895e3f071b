"""Dutch: what we know of a session, each kind of evidence, and how far it is trusted."""

from __future__ import annotations

SENTENCES: dict[str, str] = {}
