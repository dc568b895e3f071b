"""What is asked of services outside, and how it is said that nothing came of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from chargehand.model.answers import ContractAnswer
from chargehand.model.contracts import Assurance, Doubt
from chargehand.model.events import ContractAsked


class Unhelped(Exception):
    """Nothing usable was told. Its text is for our own log: short, and without anything that a stranger wrote."""


class Contracts(Protocol):
    async def fetch(self, asked: ContractAsked) -> ContractAnswer:
        """What the service of contracts says to a car's request. Raises Unhelped."""
        ...


class Responders(Protocol):
    async def assure(self, doubt: Doubt) -> Assurance:
        """Whether the certificate is still good. Raises Unhelped."""
        ...


class Network(Protocol):
    """The network, as far as it is used."""

    async def resolve(self, host: str, port: int) -> Sequence[str]:
        """The addresses of `host`. Raises OSError."""
        ...

    async def exchange(self, address: str, call: HttpCall, bytes_max: int) -> HttpReply:
        """One connection to exactly this address, one request, its answer. Raises OSError or Unhelped."""
        ...


class HttpCall(Protocol):
    @property
    def host(self) -> str: ...

    @property
    def port(self) -> int: ...

    @property
    def secured(self) -> bool: ...

    @property
    def text(self) -> bytes:
        """The request as it goes over the line."""
        ...


class HttpReply(Protocol):
    @property
    def status(self) -> int: ...

    @property
    def body(self) -> bytes: ...
