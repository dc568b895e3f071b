"""How stations' connections are secured: TLS 1.2 or newer with what OCPP asks for, exchanged when its files change."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

CIPHERS: Final = (
    # OCPP 2.0.1 part 2 A00.FR.318 and 319 …
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    # … the same for a server with an RSA certificate …
    "ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:"
    # … and without forward secrecy, which the specification wants for stations that know no better.
    "AES128-GCM-SHA256:AES256-GCM-SHA384"
)
LOOK_EVERY_S: Final = 5.0


class Contexts:
    """The context of the next connection.

    `authorities`: whose certificates stations may show; none: they are not asked for one. `told` hears when changed files
    cannot be used; what was loaded before stays.
    """

    def __init__(
        self,
        files: tuple[Path, Path | None],
        authorities: Callable[[], Sequence[x509.Certificate]],
        monotonic: Callable[[], float],
        told: Callable[[str], None],
    ) -> None:
        self._certificate, self._key = files
        self._authorities = authorities
        self._monotonic = monotonic
        self._told = told
        self._trusted = tuple(authorities())
        self._stamp: tuple[int, ...] = self._stamped()
        self._context = make_context(files, self._trusted)
        self._looked_at = monotonic()

    def current(self) -> ssl.SSLContext:
        now = self._monotonic()
        if now - self._looked_at >= LOOK_EVERY_S:
            self._looked_at = now
            self._look()
        return self._context

    def _look(self) -> None:
        stamp, trusted = self._stamped(), tuple(self._authorities())
        if stamp == self._stamp and trusted == self._trusted:
            return
        try:
            self._context = make_context((self._certificate, self._key), trusted)
        except (OSError, ssl.SSLError) as fault:
            self._told(f"{self._certificate} cannot be used: {fault}")
            return
        self._stamp, self._trusted = stamp, trusted

    def _stamped(self) -> tuple[int, ...]:
        try:
            found = [each.stat() for each in (self._certificate, self._key) if each is not None]
        except OSError:
            return ()
        return tuple(number for each in found for number in (each.st_mtime_ns, each.st_size, each.st_ino))


def make_context(files: tuple[Path, Path | None], authorities: Sequence[x509.Certificate]) -> ssl.SSLContext:
    """Raises OSError or SSLError when the files cannot be used."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(CIPHERS)
    context.options |= ssl.OP_NO_COMPRESSION | ssl.OP_CIPHER_SERVER_PREFERENCE | ssl.OP_NO_RENEGOTIATION
    context.load_cert_chain(*files)
    if authorities:
        context.verify_mode = ssl.CERT_OPTIONAL
        # A trusted authority need not be a root.
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
        context.load_verify_locations(
            cadata="".join(each.public_bytes(Encoding.PEM).decode() for each in authorities)
        )
    return context
