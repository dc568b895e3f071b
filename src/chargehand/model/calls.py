"""What we may ask a station to do, in no protocol's dialect, and what it may answer."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct

from chargehand.model.certificates import CertificatesTold
from chargehand.model.device import Monitor, Variable
from chargehand.model.identity import TokenUid
from chargehand.model.local_list import ListedToken, LocalList
from chargehand.model.reservation import Reservation
from chargehand.model.tariff import Money


class Trigger(StrEnum):
    STATUS = "status"
    METER = "meter"
    BOOT = "boot"


class StartTransaction(Struct, frozen=True, tag=True):
    """`number`: the session's, which a station that can will repeat (2.x remoteStartId)."""

    token: TokenUid
    connector: int | None
    number: int = 0


class StopTransaction(Struct, frozen=True, tag=True):
    ref: str


class TriggerMessage(Struct, frozen=True, tag=True):
    trigger: Trigger
    connector: int | None


class Configure(Struct, frozen=True, tag=True):
    """Sets all of `wishes` one after the other; a refusal of one does not keep the others back.

    `inventory`: afterwards the station is asked, under this number, to tell its device model where its version has one
    (2.x B07); 0: it is not.
    """

    wishes: tuple[tuple[str, str], ...]
    inventory: int = 0


class AnyCall(Struct, frozen=True, tag=True):
    """A CALL as it goes out: `payload` is a JSON object. Ids in it may be anything, also what nobody knows."""

    action: str
    payload: str

    @property
    def kept(self) -> AnyCall:
        """As it may be kept once it was made: one that sets a password without its payload (S07)."""
        low = self.payload.lower()
        return AnyCall(self.action, "{}") if "authorizationkey" in low or "password" in low else self


class Reset(Struct, frozen=True, tag=True):
    """`at_once`: without waiting for transactions to end (1.6: Hard). `connector` None: the whole station."""

    at_once: bool = False
    connector: int | None = None


class UnlockConnector(Struct, frozen=True, tag=True):
    connector: int


class ChangeAvailability(Struct, frozen=True, tag=True):
    """`connector` None: the whole station."""

    operative: bool
    connector: int | None = None


class UpdateFirmware(Struct, frozen=True, tag=True):
    """`certificate` and `signature` make it a signed update (1.6 security extension, 2.x L01)."""

    number: int
    location: str
    retrieve_at: datetime
    install_at: datetime | None = None
    certificate: str = ""
    signature: str = ""
    retries: int | None = None
    retry_interval_s: int | None = None


STATION_LIMIT: Final = 2**31 - 1
"""The number of the limit for a whole station; those of transactions have their sessions' numbers, which seldom get so far."""


class SetChargingLimit(Struct, frozen=True, tag=True):
    """One schedule without an end: from `begins_at` on no more than `power_w`. It replaces the one with its `number`.

    `power_w` None: that one is lifted. `ref`: only for this transaction at `connector`; None: for the whole station,
    whatever else its schedules say. `led`: it may change by the minute, and the station asks for it in turns (2.1 K28).
    """

    number: int
    power_w: int | None
    begins_at: datetime
    connector: int | None = None
    ref: str | None = None
    led: bool = False


class SetPassword(Struct, frozen=True, tag=True):
    """A new random password. `key`, in hex digits, is empty wherever this is kept: it is made where the call is made,
    and only the station gets it (S07).
    """

    key: str = ""

    def __repr__(self) -> str:
        return "SetPassword()"


class ShowCost(Struct, frozen=True, tag=True):
    """What a transaction has come to so far (2.x I02). Said and done: no command hangs on it."""

    ref: str
    cost: Money


class SendLocalList(Struct, frozen=True, tag=True):
    """What the station shall know of tokens by itself: `entries` is all of it, in as many messages as need be.

    `changes`: what differs from what it has; if it does not agree to have that, it gets the whole. None: it gets the whole
    at once. Each message counts the version one up, beginning with `version`.
    """

    version: int
    entries: tuple[ListedToken, ...]
    changes: tuple[ListedToken, ...] | None = None
    per_message: int = 20


class AskTransaction(Struct, frozen=True, tag=True):
    """Whether a transaction goes on, and whether the station has messages of it still to tell (2.x E14).

    Accepted: the detail holds the words that it said of it, ONGOING or OVER, and MORE; none where it does not tell.
    """

    ref: str


MORE: Final = "more to come"
ONGOING: Final = "ongoing"
OVER: Final = "over"

Call = (
    StartTransaction
    | StopTransaction
    | TriggerMessage
    | Configure
    | AnyCall
    | Reset
    | UnlockConnector
    | ChangeAvailability
    | UpdateFirmware
    | SetChargingLimit
    | SetPassword
    | ShowCost
    | SendLocalList
    | AskTransaction
)


class Lead(Struct, frozen=True):
    """The schedule `number` was changed to `power_w` (2.1 K28)."""

    number: int
    power_w: int


class CallOutcome(StrEnum):
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    UNSUPPORTED = "unsupported"
    """The station answered with a CALLERROR or NotImplemented/NotSupported."""
    UNANSWERED = "unanswered"
    OFFLINE = "offline"
    """Never sent: no socket."""


class Reply(Struct, frozen=True):
    """What became of a call.

    `detail`: a word when it is not plain. `response`: see `CallAnswered`, as are the facts that the answer told.
    """

    outcome: CallOutcome
    detail: str = ""
    response: str | None = None
    reservation: Reservation | None = None
    variables: tuple[Variable, ...] = ()
    monitors: tuple[Monitor, ...] = ()
    cleared: tuple[int, ...] = ()
    certificates: CertificatesTold | None = None
    local_list: LocalList | None = None
    lead: Lead | None = None
