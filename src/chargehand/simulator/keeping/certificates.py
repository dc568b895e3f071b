"""Certificates that the server has installed; they are kept by their text and never opened."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from chargehand.simulator.frames import JsonObject

_PEM: Final = "-----BEGIN CERTIFICATE"


def judged(pem: str) -> str:
    """Accepted if it looks like a certificate."""
    return "Accepted" if pem.startswith(_PEM) else "Rejected"


@dataclass(slots=True, eq=False)
class Vault:
    """Kinds and hash data, as CertificateHashDataType of 1.6's security extension and 2.x has it."""

    _held: list[tuple[str, JsonObject]] = field(default_factory=list["tuple[str, JsonObject]"])

    def install(self, kind: str, pem: str) -> str:
        verdict = judged(pem)
        if verdict == "Accepted":
            self._held.append((kind, _hashed(pem)))
        return verdict

    def held(self, kinds: Collection[object] | None) -> list[tuple[str, JsonObject]]:
        """Those of these kinds, or all."""
        return [each for each in self._held if kinds is None or each[0] in kinds]

    def delete(self, hash_data: JsonObject) -> str:
        kept = [each for each in self._held if each[1] != hash_data]
        found = len(kept) < len(self._held)
        self._held = kept
        return "Accepted" if found else "NotFound"


def _hashed(pem: str) -> JsonObject:
    """The text's digest stands for those of its parts."""
    digest = hashlib.sha256(pem.encode()).hexdigest()
    return {
        "hashAlgorithm": "SHA256",
        "issuerNameHash": digest,
        "issuerKeyHash": digest,
        "serialNumber": digest[:16],
    }
