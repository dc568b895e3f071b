"""What the operator's calls and operations take."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StrictBool, model_validator
from pydantic.config import JsonDict

from chargehand.edge.driver.api.bodies import ConnectorNumber

PATIENCE_S_MAX = 600
_CLOSING: JsonDict = {
    "reason": "The driver called: the car has been away since noon.",
    "ended_at": "2026-11-20T12:00:00Z",
    "register_wh": 18412,
}


class Waiting(BaseModel):
    """`wait`: until the station has answered, at most `timeout_s`; else the command is told at once (202)."""

    model_config = ConfigDict(extra="forbid")

    wait: StrictBool = True
    timeout_s: Annotated[float, Field(gt=0, le=PATIENCE_S_MAX)] | None = None
    """None: as long as any command."""


class CallBody(Waiting):
    """`unchecked`: whatever the schema of the station's protocol version says to it."""

    action: Annotated[str, Field(min_length=1, max_length=50, pattern=r"^[A-Za-z][A-Za-z0-9_-]*$")]
    payload: dict[str, Any] = Field(default_factory=dict)
    unchecked: StrictBool = False


class Forcible(Waiting):
    """`force`: also when somebody's charging ends by it, or the station's boot was rejected."""

    force: StrictBool = False


class ResetBody(Forcible):
    """`at_once`: without waiting for transactions to end. Without a connector the whole station."""

    at_once: StrictBool = False
    connector: ConnectorNumber | None = None


class UnlockBody(Forcible):
    connector: ConnectorNumber


class AvailabilityBody(Forcible):
    """Without a connector the whole station."""

    operative: StrictBool
    connector: ConnectorNumber | None = None


class LimitBody(Waiting):
    """`power_w` null: no limit any more."""

    power_w: Annotated[int, Field(strict=True, ge=0, lt=2**31)] | None


class LocalListBody(Waiting):
    """`full`: the whole list, whatever the station has."""

    full: StrictBool = False


class FirmwareBody(Forcible):
    """With `certificate` and `signature` a signed update. Without `retrieve_at` at once."""

    location: Annotated[str, Field(min_length=1, max_length=512, pattern=r"^[\x21-\x7e]+$")]
    retrieve_at: AwareDatetime | None = None
    install_at: AwareDatetime | None = None
    certificate: Annotated[str, Field(max_length=5500, pattern=r"^[^\x00]*$")] = ""
    signature: Annotated[str, Field(max_length=800, pattern=r"^[\x21-\x7e]*$")] = ""
    retries: Annotated[int, Field(strict=True, ge=0, le=100)] | None = None
    retry_interval_s: Annotated[int, Field(strict=True, ge=0, le=86_400)] | None = None

    @model_validator(mode="after")
    def _signed_or_not(self) -> FirmwareBody:
        if bool(self.certificate) is not bool(self.signature):
            raise ValueError("certificate and signature go together")
        return self


class CloseBody(BaseModel):
    """`ended_at` null: at the last reading. `register_wh`: what the meter showed, as it was read on the spot."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": _CLOSING})

    reason: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]*$")]
    """In the operator's own words; the driver reads them too."""
    ended_at: AwareDatetime | None = None
    register_wh: Annotated[Decimal, Field(ge=0, lt=10**12, max_digits=15, decimal_places=3)] | None = None
