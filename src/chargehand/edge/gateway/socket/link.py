"""One station's socket: the HTTP upgrade, then text messages both ways, over websockets' sans-I/O protocol.

That library's own asyncio server keeps a task, a queue and a keepalive timer for each connection, and closes on
broken UTF-8 before we could answer (F01); this way an idle station takes half the memory, some 8 KiB.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, cast

from websockets.exceptions import PayloadTooBig
from websockets.frames import Frame, Opcode
from websockets.http11 import Request, Response
from websockets.protocol import State
from websockets.server import ServerProtocol
from websockets.typing import Subprotocol

from chargehand.edge.gateway.settings import GatewaySettings
from chargehand.edge.gateway.socket.pulse import Pulse
from chargehand.edge.gateway.socket.quick import beginning, text_frame, whole_text
from chargehand.edge.gateway.socket.room import USUAL_BYTES, Budget, Room

UPGRADED: Final = 101
ABNORMAL: Final = 1006
POLICY: Final = 1008
PINGS_MISSED_MAX: Final = 2

# Reasons for which nothing is read for a while.
JAMMED: Final = 1
"""The peer does not read what we write."""
BUSY: Final = 2
"""The peer sent more than is taken at once."""
CROWDED: Final = 4
"""Too many large frames at once (F19)."""
UNDECIDED: Final = 8
"""The upgrade is not answered yet."""
FULL: Final = 16
"""Too much waits to be worked on, of all peers together (F19)."""

_SILENT: Final = logging.getLogger("chargehand.gateway.socket")
"""What the library would say of single connections is told by the observer."""
_SILENT.setLevel(logging.CRITICAL + 1)


class LinkUser(Protocol):
    """Who talks over a link once it is open."""

    @property
    def busy(self) -> bool:
        """Whether messages that were delivered are still being worked on; `Link.settle` is called afterwards."""
        ...

    def message(self, data: bytes) -> None:
        """A whole text message, its UTF-8 not checked."""
        ...

    def binary(self) -> None: ...

    def oversized(self, beginning: bytes, size_bytes: int) -> None:
        """A message of at least `size_bytes` is not taken, and the link ends; of its beginning what was at hand."""
        ...

    def beat(self) -> None:
        """Called every half ping interval."""
        ...

    def lost(self, code: int, reason: str) -> None:
        """The socket is gone; called once, last."""
        ...


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What all links of a gateway share."""

    settings: GatewaySettings
    subprotocols: Sequence[Subprotocol]
    """Newest first."""
    loop: asyncio.AbstractEventLoop
    pulse: Pulse
    room: Room
    budget: Budget
    requested: Callable[[Link, Request], None]
    """A peer asks for an upgrade; one of `open` and `refuse` is to follow."""


class Link(asyncio.Protocol):
    """Limits the size and slowness of what comes in, what may wait to go out, and silence."""

    __slots__ = (
        "_address",
        "_around",
        "_drain",
        "_ending",
        "_fragments",
        "_heard",
        "_held",
        "_is_text",
        "_jammed_at",
        "_open",
        "_quiet",
        "_roomed",
        "_since",
        "_slot",
        "_timer",
        "_transport",
        "_user",
        "_ws",
    )

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._address: str | None = None
        self._ws = ServerProtocol(
            subprotocols=around.subprotocols, max_size=around.settings.frame_bytes, logger=_SILENT
        )
        self._transport: asyncio.Transport | None = None
        self._user: LinkUser | None = None
        self._open = False
        self._ending: tuple[int, str] | None = None
        self._held = 0
        self._fragments: bytearray | None = None
        self._is_text = True
        self._since: float | None = None
        self._jammed_at: float | None = None
        self._roomed = False
        self._heard = True
        self._quiet = 0
        self._slot = -1
        self._timer: asyncio.TimerHandle | None = None
        self._drain: asyncio.Future[None] | None = None

    # the upgrade

    @property
    def address(self) -> str:
        """The station's IP address: the peer's, or what was found out about it."""
        if self._address is not None:
            return self._address
        transport = self._transport
        peer: object = transport.get_extra_info("peername") if transport else None
        return str(cast("tuple[object, ...]", peer)[0]) if isinstance(peer, tuple) and peer else ""

    def known_as(self, address: str) -> None:
        """The peer only speaks for the one at `address`."""
        self._address = address

    def secured(self) -> tuple[bool, bytes | None]:
        """Whether it runs over TLS, and the certificate (DER) that the peer proved to be its own."""
        transport = self._transport
        tls: object = transport.get_extra_info("ssl_object") if transport else None
        if tls is None:
            return False, None
        return True, cast("ssl.SSLObject", tls).getpeercert(binary_form=True)

    def consider(self, request: Request) -> Response:
        """The answer to a peer that may come in: 101 with the subprotocol, or why the request is no good."""
        return self._ws.accept(request)

    @property
    def subprotocol(self) -> str:
        """As chosen by `consider`."""
        return self._ws.subprotocol or ""

    def open(self, response: Response, user: LinkUser) -> bool:
        """The peer is in and `user` gets its messages; False when it has gone meanwhile."""
        if self._transport is None or self._transport.is_closing() or self._ws.state is not State.CONNECTING:
            return False
        self._stop_timer()
        self._user = user
        self._ws.send_response(response)
        self._open = True
        self._slot = self._around.pulse.join(self)
        if self._around.budget.is_full:
            self.hold(FULL)
        self._flush()
        self.release(UNDECIDED)
        return True

    def refuse(self, response: Response, headers: Mapping[str, str] | None = None) -> None:
        """The peer stays out."""
        if self._transport is None or self._ws.state is not State.CONNECTING:
            return
        for name, value in (headers or {}).items():
            response.headers[name] = value
        self._ws.send_response(response)
        self._flush()
        self.release(UNDECIDED)

    def rejection(self, status: int, text: str) -> Response:
        """An answer for `refuse`."""
        return self._ws.reject(status, text)

    # messages

    @property
    def is_open(self) -> bool:
        """Whether messages come and go; false from the moment one side wants to end it."""
        return self._open

    def send(self, data: bytes) -> bool:
        """Writes a text message; False when the link is not open any more."""
        if not self._open or self._transport is None:
            return False
        self._transport.write(text_frame(data))
        return True

    @property
    def is_jammed(self) -> bool:
        """Whether the peer is behind with reading what was written."""
        return self._held & JAMMED != 0

    async def drained(self) -> None:
        """Returns when the peer has read enough of what was written, or is gone."""
        if self._held & JAMMED and self._open:
            self._drain = self._drain or self._around.loop.create_future()
            await asyncio.shield(self._drain)

    def hold(self, why: int) -> None:
        """Nothing is read while any reason holds; one that ends is read to its end."""
        if self._ending is not None:
            return
        if not self._held and self._transport is not None and not self._transport.is_closing():
            self._transport.pause_reading()
        self._held |= why

    def release(self, why: int) -> None:
        """`why` is no reason any more; slowness is counted anew."""
        if not self._held & why:
            return
        self._held &= ~why
        if self._since is not None:
            self._since = self._around.loop.time()
        if not self._held and self._transport is not None and not self._transport.is_closing():
            self._transport.resume_reading()

    def settle(self) -> None:
        """The user has worked on everything: a large frame's place is free."""
        if self._roomed and not self._pending_bytes():
            self._roomed = False
            self._around.room.leave()

    def close(self, code: int, reason: str) -> None:
        """Says goodbye; if the peer does not, the socket is cut after `close_timeout_s`."""
        if not self._open:
            return
        self._end(code, reason)
        self._ws.send_close(code, reason)
        self._flush()

    def abort(self, reason: str = "cut") -> None:
        """Cuts the socket without a word."""
        self._ending = self._ending or (ABNORMAL, reason)
        self._open = False
        if self._transport is not None:
            self._transport.abort()

    # asyncio's callbacks

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        settings = self._around.settings
        self._transport = cast("asyncio.Transport", transport)
        self._transport.set_write_buffer_limits(high=settings.write_buffer_bytes)
        self._timer = self._around.loop.call_later(settings.open_timeout_s, self.abort, "no upgrade")

    def data_received(self, data: bytes) -> None:
        self._heard = True
        if self._open and self._since is None and self._user is not None:
            # Nothing is unfinished, so the library's parser stands before a frame and need not see this one.
            message = whole_text(data, self._around.settings.frame_bytes)
            if message is not None:
                self._user.message(message)
                return
        self._ws.receive_data(data)
        for event in self._ws.events_received():
            if isinstance(event, Frame):
                self._frame(event)
            elif isinstance(event, Request):
                self.hold(UNDECIDED)
                self._around.requested(self, event)
        if self._open and isinstance(self._ws.parser_exc, PayloadTooBig):
            self._refuse_size(data, self._ws.parser_exc)
        self._flush()
        if self._open:
            self._measure()

    def eof_received(self) -> None:
        self._ws.receive_eof()
        self._flush()

    def pause_writing(self) -> None:
        self._jammed_at = self._around.loop.time()
        self._around.pulse.watch(self)
        self.hold(JAMMED)

    def resume_writing(self) -> None:
        self._jammed_at = None
        self.release(JAMMED)
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        self._ws.receive_eof()
        self._around.pulse.leave(self, self._slot)
        if self._roomed:
            self._around.room.leave()
        self._around.room.forget(self)
        code, reason = self._ending or self._said_by_peer()
        if exc is not None and not reason:
            reason = type(exc).__name__
        self._open, self._roomed, self._transport, self._fragments = False, False, None, None
        self._wake()
        if self._user is not None:
            self._user.lost(code, reason)
            self._user = None

    # signs of life and slowness

    def beat(self) -> None:
        """Pings a silent peer; one that missed two pings is dead (F25)."""
        if self._user is not None:
            self._user.beat()
        if self._heard or self._held:
            self._heard, self._quiet = False, 0
            return
        self._quiet += 1
        if self._quiet > PINGS_MISSED_MAX:
            self.abort("no sign of life")
        elif self._open:
            self._ws.send_ping(b"")
            self._flush()

    def look(self) -> None:
        """Ends the link when a frame takes too long to arrive, or what we wrote too long to be read (F20)."""
        settings, now = self._around.settings, self._around.loop.time()
        if self._jammed_at is not None and now - self._jammed_at > settings.write_deadline_s:
            self.abort("does not read")
        elif self._since is not None and not self._held and now - self._since > settings.frame_deadline_s:
            self.close(POLICY, "frame too slow")

    def admitted(self) -> None:
        """There is room for the large frame that is under way."""
        self._roomed = True
        self.release(CROWDED)

    # inside

    def _frame(self, frame: Frame) -> None:
        opcode = frame.opcode
        if not self._open:
            if opcode is not Opcode.CLOSE and not self._ending:
                self.abort("spoke before the upgrade was answered")
            return
        if opcode is Opcode.TEXT or opcode is Opcode.BINARY:
            if frame.fin:
                self._deliver(bytes(frame.data), opcode is Opcode.TEXT)
            else:
                self._fragments, self._is_text = bytearray(frame.data), opcode is Opcode.TEXT
        elif opcode is Opcode.CONT and self._fragments is not None:
            self._fragments += frame.data
            if frame.fin:
                data, self._fragments = bytes(self._fragments), None
                self._deliver(data, self._is_text)

    def _deliver(self, data: bytes, is_text: bool) -> None:
        if self._user is None:
            return
        if is_text:
            self._user.message(data)
        else:
            self._user.binary()

    def _refuse_size(self, data: bytes, fault: PayloadTooBig) -> None:
        if self._user is not None:
            size = (fault.current_size or 0) + (fault.size or 0)
            self._user.oversized(bytes(self._fragments or beginning(data))[:USUAL_BYTES], size)

    def _pending_bytes(self) -> int:
        return len(self._ws.reader.buffer) + (len(self._fragments) if self._fragments is not None else 0)

    def _measure(self) -> None:
        """Starts and stops the watch over an unfinished frame; a large one has to find room."""
        pending = self._pending_bytes()
        if not pending:
            if self._since is not None:
                self._since = None
                if self._jammed_at is None:
                    self._around.pulse.unwatch(self)
            if self._roomed and self._user is not None and not self._user.busy:
                self.settle()
            return
        if self._since is None:
            self._since = self._around.loop.time()
            self._around.pulse.watch(self)
        if pending > USUAL_BYTES and not self._roomed and not self._held & CROWDED:
            self._roomed = self._around.room.enter(self)
            if not self._roomed:
                self.hold(CROWDED)

    def _flush(self) -> None:
        transport = self._transport
        for data in self._ws.data_to_send():
            if transport is None or transport.is_closing():
                continue
            if data:
                transport.write(data)
                continue
            self._end(*self._said_by_peer())
            if transport.can_write_eof():
                transport.write_eof()
            else:
                transport.close()

    def _end(self, code: int, reason: str) -> None:
        """From here on nothing is delivered; what comes is read for the closing handshake only."""
        self._ending = self._ending or (code, reason)
        self._open = False
        self._stop_timer()
        self._timer = self._around.loop.call_later(self._around.settings.close_timeout_s, self.abort)
        self.release(BUSY | CROWDED | JAMMED | UNDECIDED | FULL)
        self._wake()

    def _said_by_peer(self) -> tuple[int, str]:
        """Why the link ends, when it is not we who want it: the peer's own word or the protocol's."""
        close = self._ws.close_sent if self._ws.parser_exc is not None else self._ws.close_rcvd
        return (int(close.code), close.reason) if close is not None else (ABNORMAL, "")

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _wake(self) -> None:
        drain, self._drain = self._drain, None
        if drain is not None and not drain.done():
            drain.set_result(None)
