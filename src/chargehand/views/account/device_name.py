"""A device's name as its owner would say it, made of what its browser tells of itself."""

from __future__ import annotations

import re
from typing import Final

from chargehand.model.account import Device, DeviceKind
from chargehand.views.wording import say
from chargehand.views.words.language import Language

# The first that fits: browsers tell the names of those that they resemble as well.
_BROWSERS: Final = (
    (r"\bEdgA?(iOS)?/", "Edge"),
    (r"\bOPR/|\bOpera\b", "Opera"),
    (r"\bSamsungBrowser/", "Samsung Internet"),
    (r"\bVivaldi/", "Vivaldi"),
    (r"\bFirefox/|\bFxiOS/", "Firefox"),
    (r"Chrom(e|ium)/|\bCriOS/", "Chrome"),
    (r"\bVersion/.*\bSafari/|\b(iPhone|iPad)\b", "Safari"),
)
_SYSTEMS: Final = (
    (r"\biPhone\b", "iPhone"),
    (r"\biPad\b", "iPad"),
    (r"\bAndroid\b", "Android"),
    (r"\bCrOS\b", "ChromeOS"),
    (r"\bWindows\b", "Windows"),
    (r"\bMacintosh\b|\bMac OS X\b", "Mac"),
    (r"\bLinux\b|\bX11\b", "Linux"),
)


def device_name(device: Device, lang: Language) -> str:
    """`Firefox on Windows`, `Safari on iPhone`; for a program the name of its token."""
    if device.kind is DeviceKind.PROGRAM:
        key = "account.device.named" if device.told else "account.device.program"
        return say(key, lang, name=device.told)
    browser, system = _first(_BROWSERS, device.told), _first(_SYSTEMS, device.told)
    if browser and system:
        return say("account.device.both", lang, browser=browser, system=system)
    return browser or system or say("account.device.unknown", lang)


def _first(known: tuple[tuple[str, str], ...], told: str) -> str:
    return next((name for pattern, name in known if re.search(pattern, told)), "")
