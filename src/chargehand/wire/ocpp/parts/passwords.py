"""Settings that are passwords; and those in calls that an operator wrote by hand: they count like any other (S08)."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from chargehand.model.calls import AnyCall

_KEY: Final = "authorizationkey"
_VARIABLE: Final = "basicauthpassword"
SECRET: Final = frozenset({_KEY, _VARIABLE})
"""In lower case."""


def password_in(call: AnyCall) -> str | None:
    """The password that `call` gives the station; None when it gives none, or one among other things."""
    try:
        payload: Any = msgspec.json.decode(call.payload)
        match call.action, payload:
            case "ChangeConfiguration", {"key": str(key), "value": str(value)} if key.lower() == _KEY:
                return value or None
            case "SetVariables", {
                "setVariableData": [{"attributeValue": str(value), "variable": {"name": str(name)}}]
            } if name.lower() == _VARIABLE:
                return value or None
            case _:
                return None
    except msgspec.DecodeError:
        return None
