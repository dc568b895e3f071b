"""Chargehand: an open platform for charging stations and the people who charge at them.

The package's own room holds nothing but its version; who may know whom is written in `.importlinter`.
"""

from __future__ import annotations

__version__ = "0.1.0"
