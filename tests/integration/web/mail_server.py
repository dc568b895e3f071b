"""A mail server in a process of its own: `python -m tests.integration.web.mail_server FOLDER MODE`.

Each letter that it takes is a file in FOLDER. MODE: `starttls` offers TLS and takes mail only over it; `plain` has none;
`refuse` takes nobody's address; `full` takes nothing now. It prints its port.
"""

from __future__ import annotations

import asyncio
import ssl
import sys
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session


class Box:
    def __init__(self, folder: Path, mode: str) -> None:
        self._folder, self._mode, self._count = folder, mode, 0

    async def handle_RCPT(  # noqa: N802 - the library's own name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del server, session, options
        if self._mode == "refuse":
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        del server
        if self._mode == "full":
            return "452 no room"
        self._count += 1
        secured = "tls" if session.ssl else "plain"
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        fresh = self._folder / f".{self._count}"
        fresh.write_bytes(f"X-Line: {secured}\r\n".encode() + content)
        fresh.rename(self._folder / f"{self._count:03}.eml")
        return "250 taken"


async def main(folder: Path, mode: str) -> None:
    tls: dict[str, Any] = {}
    if mode == "starttls":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "push.crt", folder / "push.key")
        tls = {"tls_context": context, "require_starttls": True}
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(Box(folder, mode), enable_SMTPUTF8=True, **tls), "127.0.0.1", 0
    )
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
