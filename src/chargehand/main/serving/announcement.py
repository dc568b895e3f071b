"""What a house says once it serves."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from chargehand.main.serving.house import Serving
from chargehand.main.talk import Talk


@asynccontextmanager
async def announced(serving: Serving, talk: Talk) -> AsyncGenerator[None]:
    """The addresses are printed, one on each line."""
    told: dict[str, object] = {"web": serving.web, "ocpp": serving.ocpp, "pid": os.getpid()}
    lines: list[str] = []
    if serving.web is not None:
        lines.append(f"web   {serving.web}")
    if serving.ocpp is not None:
        lines.append(f"ocpp  {serving.ocpp}/{{identity}}")
    if serving.ocpp_tls is not None:
        told["ocpp_tls"] = serving.ocpp_tls
        lines.append(f"ocpp  {serving.ocpp_tls}/{{identity}}")
    talk.say(told, *(lines or ["worker  runs"]))
    serving.log.info("serving", web=serving.web, ocpp=serving.ocpp)
    try:
        yield
    finally:
        serving.log.info("stopping")
