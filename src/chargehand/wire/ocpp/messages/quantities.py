# Made by `python -m tools.messages` from the official JSON schemas: change those tools, not this file.
# fmt: off
"""Texts and numbers by their limits, of all versions."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

Number0To100 = Annotated[float, Meta(ge=0.0, le=100.0)]
NumberTo0 = Annotated[float, Meta(le=0.0)]
Text3 = Annotated[str, Meta(max_length=3)]
Text6 = Annotated[str, Meta(max_length=6)]
Text8 = Annotated[str, Meta(max_length=8)]
Text16 = Annotated[str, Meta(max_length=16)]
Text20 = Annotated[str, Meta(max_length=20)]
Text25 = Annotated[str, Meta(max_length=25)]
Text32 = Annotated[str, Meta(max_length=32)]
Text36 = Annotated[str, Meta(max_length=36)]
Text40 = Annotated[str, Meta(max_length=40)]
Text48 = Annotated[str, Meta(max_length=48)]
Text50 = Annotated[str, Meta(max_length=50)]
Text60 = Annotated[str, Meta(max_length=60)]
Text64 = Annotated[str, Meta(max_length=64)]
Text80 = Annotated[str, Meta(max_length=80)]
Text88 = Annotated[str, Meta(max_length=88)]
Text100 = Annotated[str, Meta(max_length=100)]
Text128 = Annotated[str, Meta(max_length=128)]
Text160 = Annotated[str, Meta(max_length=160)]
Text200 = Annotated[str, Meta(max_length=200)]
Text255 = Annotated[str, Meta(max_length=255)]
Text256 = Annotated[str, Meta(max_length=256)]
Text500 = Annotated[str, Meta(max_length=500)]
Text512 = Annotated[str, Meta(max_length=512)]
Text800 = Annotated[str, Meta(max_length=800)]
Text1000 = Annotated[str, Meta(max_length=1000)]
Text1024 = Annotated[str, Meta(max_length=1024)]
Text2000 = Annotated[str, Meta(max_length=2000)]
Text2500 = Annotated[str, Meta(max_length=2500)]
Text5500 = Annotated[str, Meta(max_length=5500)]
Text5600 = Annotated[str, Meta(max_length=5600)]
Text7500 = Annotated[str, Meta(max_length=7500)]
Text10000 = Annotated[str, Meta(max_length=10000)]
Text11000 = Annotated[str, Meta(max_length=11000)]
Text17000 = Annotated[str, Meta(max_length=17000)]
Text18000 = Annotated[str, Meta(max_length=18000)]
Text32768 = Annotated[str, Meta(max_length=32768)]
Whole0To3 = Annotated[int, Meta(ge=0, le=3)]
Whole0To100 = Annotated[int, Meta(ge=0, le=100)]
WholeFrom0 = Annotated[int, Meta(ge=0)]
WholeFrom1 = Annotated[int, Meta(ge=1)]
