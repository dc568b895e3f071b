"""The operator's service of contracts: asked with one POST of JSON, answered in the words of OCPP (2.x M01, M02)."""

from __future__ import annotations

from typing import Final, Literal

import msgspec
from msgspec import UNSET, Struct, UnsetType, field

from chargehand.edge.contracts.outgoing import Outgoing
from chargehand.edge.contracts.ports import Unhelped
from chargehand.model.answers import ContractAnswer
from chargehand.model.events import ContractAsked

ANSWER_BYTES_MAX: Final = 64 * 1024


class _Request(Struct, frozen=True, rename="camel", omit_defaults=True):
    station: str
    exi_request: str
    action: str = ""
    iso15118_schema_version: str = ""
    maximum_contract_certificate_chains: int | UnsetType = UNSET
    prioritized_emaids: tuple[str, ...] = field(default=(), name="prioritizedEMAIDs")


class _Response(Struct, frozen=True, rename="camel"):
    status: Literal["Accepted", "Failed"]
    exi_response: str = ""
    remaining_contracts: int | None = None


_encode: Final = msgspec.json.Encoder().encode
_decode: Final = msgspec.json.Decoder(_Response).decode


class ContractShop:
    """Implements `Contracts`. `secret`: the bearer token that opens the service; empty: it wants none."""

    def __init__(self, outgoing: Outgoing, url: str, secret: str) -> None:
        self._outgoing = outgoing
        self._url = url
        self._headers = {"Authorization": f"Bearer {secret}"} if secret else {}

    async def fetch(self, asked: ContractAsked) -> ContractAnswer:
        request = _Request(
            station=asked.station,
            exi_request=asked.exi,
            action=asked.action,
            iso15118_schema_version=asked.schema,
            maximum_contract_certificate_chains=UNSET if asked.chains_max is None else asked.chains_max,
            prioritized_emaids=asked.emaids,
        )
        body = await self._outgoing.post(self._url, "application/json", _encode(request), self._headers)
        try:
            told = _decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise Unhelped("unreadable answer") from None
        accepted = told.status == "Accepted"
        if accepted and not told.exi_response:
            raise Unhelped("accepted without an answer for the car")
        reason = "" if accepted else "the service said Failed"
        return ContractAnswer(accepted, told.exi_response, told.remaining_contracts, reason)
