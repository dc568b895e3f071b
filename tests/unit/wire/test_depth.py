from __future__ import annotations

import json

import pytest

from chargehand.wire.ocpp.rpc.depth import is_deeper


@pytest.mark.parametrize("depth", [1, 2, 31, 32])
def test_nesting_up_to_the_limit_is_let_pass(depth: int) -> None:
    assert not is_deeper(b"[" * depth + b"]" * depth, 32)
    assert not is_deeper(b'{"a":' * depth + b"1" + b"}" * depth, 32)


@pytest.mark.parametrize("depth", [33, 34, 64, 100, 10_000, 1_000_000])
def test_nesting_beyond_the_limit_is_seen(depth: int) -> None:
    """F02"""
    assert is_deeper(b"[" * depth + b"]" * depth, 32)
    assert is_deeper(b'{"a":' * depth + b"1" + b"}" * depth, 32)
    assert is_deeper(b"[" * depth, 32)


def test_mixed_nesting_counts_both_kinds() -> None:
    assert not is_deeper(b'[{"a":' * 16 + b"1" + b"}]" * 16, 32)
    assert is_deeper(b'[{"a":' * 17 + b"1" + b"}]" * 17, 32)


def test_many_flat_objects_are_not_deep() -> None:
    assert not is_deeper(json.dumps([{"a": [1, 2]}] * 5000).encode(), 32)


@pytest.mark.parametrize(
    "text", ["[" * 40, "]" * 40, "{[" * 40, '\\"[' * 40, "\\" * 39 + "[" * 40, '"' * 40 + "[" * 9]
)
def test_brackets_in_strings_are_no_nesting(text: str) -> None:
    assert not is_deeper(json.dumps([text, {"a": text}]).encode(), 32)


@pytest.mark.parametrize("text", ["]" * 40, "]}" * 40, '\\"]' * 40, "\\" * 39 + "]" * 40])
def test_closing_brackets_in_strings_hide_no_nesting(text: str) -> None:
    nested = b"[" + json.dumps(text).encode() + b"," + b"[" * 40 + b"]" * 40 + b"]"
    assert is_deeper(nested, 32)


def test_absurdly_many_brackets_are_not_looked_through() -> None:
    assert is_deeper(b"[]" * 300_000, 32)
