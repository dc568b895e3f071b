"""What a server tells or asks that changes no session: messages to show, costs, data of vendors, customers' data."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from chargehand.simulator.frames import JsonObject
from chargehand.simulator.parts.orders import Handler, Reply, status
from chargehand.simulator.parts.payload import part, text, whole
from chargehand.simulator.v2.body import Body


@dataclass(slots=True, eq=False)
class Talk:
    body: Body
    # Running costs as last told, by transaction (I02).
    costs: dict[str, object] = field(default_factory=dict[str, object])
    _shown: dict[int, JsonObject] = field(default_factory=dict[int, JsonObject])

    def handlers(self) -> dict[str, Handler]:
        return {
            "ClearDisplayMessage": self._clear_display,
            "CostUpdated": self._cost_updated,
            "CustomerInformation": self._customer_information,
            "DataTransfer": lambda _: status("UnknownVendorId"),
            "GetDisplayMessages": self._get_display,
            "PublishFirmware": lambda _: status("Rejected"),
            "SetDisplayMessage": self._set_display,
            "SetNetworkProfile": lambda _: status("Accepted"),
            "UnpublishFirmware": lambda _: status("NoFirmware"),
        }

    def _cost_updated(self, payload: JsonObject) -> Reply:
        self.costs[text(payload, "transactionId")] = payload.get("totalCost")
        return Reply({})

    def _set_display(self, payload: JsonObject) -> Reply:
        """O01 to O06."""
        message = part(payload, "message")
        wanted = message.get("transactionId")
        if wanted is not None and not any(
            each.transaction is not None and each.transaction.shown_id == wanted
            for each in self.body.connectors.values()
        ):
            return status("UnknownTransaction")
        self._shown[whole(message, "id")] = message
        return status("Accepted")

    def _clear_display(self, payload: JsonObject) -> Reply:
        return status("Accepted" if self._shown.pop(whole(payload, "id"), None) else "Unknown")

    def _get_display(self, payload: JsonObject) -> Reply:
        number = whole(payload, "requestId")
        if not self._shown:
            return status("Unknown")
        told: JsonObject = {"requestId": number, "tbc": False, "messageInfo": list(self._shown.values())}
        return status("Accepted", partial(self.body.mouth.notify, "NotifyDisplayMessages", told))

    def _customer_information(self, payload: JsonObject) -> Reply:
        """N09, N10: nothing is kept about anybody, which is told too."""
        told: JsonObject = {
            "requestId": whole(payload, "requestId"),
            "generatedAt": self.body.stamp(self.body.now),
            "seqNo": 0,
            "tbc": False,
            "data": "nothing kept",
        }
        return status("Accepted", partial(self.body.mouth.notify, "NotifyCustomerInformation", told))
