"""The versions that we speak."""

from __future__ import annotations

from typing import Final

from chargehand.wire.ocpp.codec import Codec
from chargehand.wire.ocpp.dialect import OCPP21, OCPP201
from chargehand.wire.ocpp.v2.tongue import Ocpp2
from chargehand.wire.ocpp.v16.tongue import Ocpp16

CODECS: Final[tuple[Codec, ...]] = (Ocpp2(OCPP21), Ocpp2(OCPP201), Ocpp16())
"""Newest first: of those that a station offers, the first one here is taken."""
