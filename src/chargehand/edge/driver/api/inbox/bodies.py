"""What these calls take: only these fields, nothing more (S41)."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool, model_validator
from pydantic.config import JsonDict

from chargehand.model.notice import SWITCHABLE, NoticeKind
from chargehand.model.push import ENDPOINT_LENGTH_MAX
from chargehand.model.support import TEXT_LENGTH_MAX

_CHOICES: JsonDict = {"kinds": [{"kind": "session_started", "push": False, "email": False}]}
_DEVICE: JsonDict = {
    "endpoint": "https://updates.push.services.mozilla.com/wpush/v2/gAAAAABk",
    "keys": {
        "p256dh": "BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM",
        "auth": "tBHItJI5svbpez7KI4CCXg",
    },
}
_CASE: JsonDict = {"session_id": "4pX3aBcD9eFgHiJkLmNoPq", "text": "The cable does not come out."}

Text = Annotated[str, Field(min_length=1, max_length=TEXT_LENGTH_MAX, pattern=r"^[^\x00]*\S[^\x00]*$")]


class ChoiceBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    kind: NoticeKind
    push: StrictBool | None = None
    email: StrictBool | None = None

    @model_validator(mode="after")
    def _switchable(self) -> ChoiceBody:
        if self.kind not in SWITCHABLE:
            raise ValueError("matters of security are always told")
        return self


class ChoicesBody(BaseModel):
    """What is not named, or null, stays as it was."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": _CHOICES})

    kinds: Annotated[list[ChoiceBody], Field(max_length=50)]


class KeysBody(BaseModel):
    """Url-safe base64, as browsers write them in `PushSubscription.toJSON()`."""

    model_config = ConfigDict(extra="forbid")

    p256dh: Annotated[str, Field(min_length=80, max_length=100, pattern=r"^[A-Za-z0-9_-]+=?$")]
    auth: Annotated[str, Field(min_length=20, max_length=28, pattern=r"^[A-Za-z0-9_-]+={0,2}$")]


class DeviceBody(BaseModel):
    """A `PushSubscription`."""

    model_config = ConfigDict(extra="ignore", json_schema_extra={"example": _DEVICE})

    endpoint: Annotated[str, Field(min_length=12, max_length=ENDPOINT_LENGTH_MAX)]
    keys: KeysBody


class CaseBody(BaseModel):
    """About a session of the driver's own, or about a charger."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": _CASE})

    text: Text
    session_id: Annotated[str, Field(max_length=64)] | None = None
    charger_id: Annotated[str, Field(max_length=64)] | None = None

    @model_validator(mode="after")
    def _about_one(self) -> CaseBody:
        if (self.session_id is None) is (self.charger_id is None):
            raise ValueError("either session_id or charger_id")
        return self


class ReplyBody(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"text": "It works now."}})

    text: Text


class AnswerBody(ReplyBody):
    """`close`: nothing more is expected."""

    close: StrictBool = False
