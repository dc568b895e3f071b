# Made by `python -m tools.messages` from the official JSON schemas: change those tools, not this file.
# fmt: off
"""OCPP 2.0.1: tariff."""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from chargehand.wire.ocpp.messages.quantities import Text36
from chargehand.wire.ocpp.messages.shape import CustomData, Message


class CostUpdatedRequest(Message, frozen=True, kw_only=True):
    total_cost: float
    transaction_id: Text36
    custom_data: CustomData | UnsetType = UNSET


class CostUpdatedResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET
