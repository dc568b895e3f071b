"""Passkeys over the API: the driver's own, and a token for one that is shown."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict
from starlette.requests import Request
from starlette.responses import Response

from chargehand.edge.driver.api.account.sign_in import DeviceName, Keep, let_in, open_router
from chargehand.edge.driver.api.replies import api_router, described, reply
from chargehand.edge.driver.door.accounts.reception import Reception
from chargehand.edge.driver.door.guard import Caller
from chargehand.edge.driver.wallet.keyring import NAME_MAX, Keyring
from chargehand.views.account.objects import SignedInObject
from chargehand.views.wallet.objects import ChallengeObject, PasskeyList, passkey_object

Credential = Annotated[
    dict[str, Any],
    Field(description="A PublicKeyCredential as its toJSON() tells it (WebAuthn level 3, §5.1.8)."),
]
_SHOWN: JsonDict = {
    "id": "aGVycw",
    "rawId": "aGVycw",
    "type": "public-key",
    "response": {
        "clientDataJSON": "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0In0",
        "authenticatorData": "SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2MFAAAAAQ",
        "signature": "MEUCIQCn",
        "userHandle": "ZF9yb2Jpbg",
    },
}
_MADE: JsonDict = {
    "id": "aGVycw",
    "rawId": "aGVycw",
    "type": "public-key",
    "response": {"clientDataJSON": "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIn0", "attestationObject": "o2NmbXQ"},
}


class ShownBody(BaseModel):
    """What the device answered to the challenge."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"credential": _SHOWN, "device": "Robin's phone", "keep": True}]},
    )

    credential: Credential
    device: DeviceName
    keep: Keep = False


class NewKeyBody(BaseModel):
    """The key that the device has made, and what its driver calls it."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"credential": _MADE, "name": "My phone"}]}
    )

    credential: Credential
    name: Annotated[str, Field(max_length=NAME_MAX)] = ""


class KeysApi:
    def __init__(self, keyring: Keyring, reception: Reception) -> None:
        self._keyring = keyring
        self._reception = reception
        self._web = keyring.desk.web

    def router(self) -> APIRouter:
        router = APIRouter()
        own, door = api_router(self._web.guard, "/api/v1", "passkeys"), open_router(self._reception)
        listed, asked = described(PasskeyList), described(ChallengeObject)
        own.add_api_route("/passkeys", self.all, methods=["GET"], responses=listed)
        own.add_api_route(
            "/passkeys", self.add, methods=["POST"], status_code=201, responses=described(PasskeyList, 201)
        )
        own.add_api_route("/passkey-options", self.creation, methods=["POST"], responses=asked)
        own.add_api_route("/passkeys/{key}", self.remove, methods=["DELETE"], responses=listed)
        path, entered = "/sign-in/passkey", described(SignedInObject)
        door.add_api_route(f"{path}/options", self.request, methods=["POST"], responses=asked)
        door.add_api_route(path, self.enter, methods=["POST"], responses=entered)
        router.routes.extend([*own.routes, *door.routes])
        return router

    async def all(self, request: Request) -> Response:
        """The driver's passkeys, the oldest first."""
        return await self._listed(await self._web.guard.admit(request))

    async def creation(self, request: Request) -> Response:
        """What the device needs to make a passkey: `public_key` goes to the platform as it is. Good for five minutes."""
        return _challenge(await self._keyring.creation(await self._recent(request)))

    async def add(self, request: Request, body: NewKeyBody) -> Response:
        """The passkey is the driver's; a letter says so. Needs a sign-in of the last 15 minutes."""
        caller = await self._recent(request)
        await self._keyring.add(request, caller, body.credential, body.name)
        return await self._listed(caller, 201)

    async def remove(self, request: Request, key: str) -> Response:
        """The passkey opens nothing any more; a letter says so. Needs a sign-in of the last 15 minutes."""
        caller = await self._recent(request)
        await self._keyring.remove(request, caller, key)
        return await self._listed(caller)

    async def request(self, request: Request) -> Response:
        """What the device needs to show a passkey, whosever it is; good for five minutes and one answer."""
        return _challenge(await self._keyring.request(request))

    async def enter(self, request: Request, body: ShownBody) -> Response:
        """A token for a passkey that answers our challenge. The token is shown this once."""
        entrance = self._reception.entrance(request, keep=body.keep)
        welcome = await self._keyring.enter(request, body.credential, entrance)
        return await let_in(self._web, request, welcome.driver, entrance, body.device)

    async def _recent(self, request: Request) -> Caller:
        """Who has just proved who they are (S37)."""
        caller = await self._web.guard.admit(request)
        self._web.guard.count_wish(caller)
        self._web.guard.insist_on_proof(caller, recent=True)
        return caller

    async def _listed(self, caller: Caller, status: int = 200) -> Response:
        keys = await self._keyring.desk.wallet.passkeys.all(caller.driver.id)
        return reply(PasskeyList(passkeys=[passkey_object(key) for key in keys]), status)


def _challenge(options: bytes) -> Response:
    return reply(ChallengeObject(public_key=msgspec.json.decode(options, type=dict[str, Any])))
