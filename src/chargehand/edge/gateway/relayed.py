"""What services outside said, on its way to a station: never anything that the schema would not have."""

from __future__ import annotations

from typing import Final, TypeAlias

from chargehand.model.answers import ContractAnswer, Noted, RevocationAnswer
from chargehand.wire.ocpp.codec import Codec, Question
from chargehand.wire.ocpp.strict import Kind, check

Relayed: TypeAlias = ContractAnswer | RevocationAnswer
RELAYED: Final = (ContractAnswer, RevocationAnswer)


def worded(codec: Codec, action: str, answer: Relayed, question: Question) -> tuple[bytes, str]:
    """The payload for the station, and why it says no more than that it failed; empty if it says more."""
    payload = codec.write_answer(action, answer, question)
    found = check(codec.dialect.subprotocol, action, Kind.RESPONSE, payload)
    if not found:
        return payload, answer.reason
    return codec.write_answer(action, Noted(), question), f"not as the schema says: {found[0].path}"
