"""What goes wrong on the wire: the peer's fault and ours."""

from __future__ import annotations

from enum import StrEnum


class ErrorCode(StrEnum):
    """Reasons for a CALLERROR in no version's spelling; each dialect has its own word for every one."""

    NOT_IMPLEMENTED = "not_implemented"
    """An action that this version does not have."""
    NOT_SUPPORTED = "not_supported"
    """An action of this version that we do not take."""
    INTERNAL = "internal"
    UNREADABLE = "unreadable"
    """No JSON, or JSON that we do not read: nested too deep, broken Unicode."""
    ENVELOPE = "envelope"
    """JSON, but no frame: wrong number, types or values of the parts before the payload."""
    MESSAGE_TYPE = "message_type"
    """A frame of a type that this version does not have."""
    FORMATION = "formation"
    """The payload is no object."""
    OCCURRENCE = "occurrence"
    """A required field is missing."""
    TYPE = "type"
    """A field of the wrong JSON type."""
    PROPERTY = "property"
    """A field of the right type with an impossible value."""
    SECURITY = "security"
    PROTOCOL = "protocol"
    """A frame at the wrong time, such as a message id used twice for different things."""


class WireFault(Exception):
    """The peer broke its protocol. Raised by reading only; ends as a CALLERROR with `code`."""

    def __init__(self, code: ErrorCode, description: str) -> None:
        """`description` is fixed text of ours: nothing the peer sent may stand in it."""
        super().__init__(description)
        self.code = code
        self.description = description


class OurWireFault(Exception):
    """We tried to say what the peer's version cannot be told. Raised by writing only: a defect on our side."""
