from __future__ import annotations

from decimal import Decimal

import pytest

from chargehand.wire.ocpp.fields import clean, decimal, register, token_uid, transaction_ref, whole


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("0", "0"), ("12", "12"), ("12.5", "12.5"), ("-3.25", "-3.25"), ("+7", "7"), (" 12.5 ", "12.5"), ("12.", "12"),
        ("007", "7"), ("-0", "0"), ("-0.0", "0"), ("0.000000001", "1E-9"), (5, "5"), (5.5, "5.5"), (-0.0, "0"),
        (1e-05, "0.00001"), (123456.789, "123456.789"),
    ],
)  # fmt: skip
def test_plain_numbers(value: str | float, number: str) -> None:
    assert decimal(value) == Decimal(number)
    assert str(decimal(value)) != "-0"


@pytest.mark.parametrize(
    "value",
    [
        "", " ", "12,5", "1,234.5", "NaN", "nan", "Infinity", "-inf", "1e5", "1E5", "0x10", "1_000", "12 Wh", "12 5",
        "--1", ".", "-", "twelve", chr(0x661), "12\u00a0000", "9" * 16, "1" * 100_000, "1.2.3", "None", "\x00", "1.0000000001",
        float("nan"), float("inf"), 1e300, 10**15, -(10**15), 10**400,
    ],
)  # fmt: skip
def test_anything_else_is_no_number(value: str | float) -> None:
    """F78"""
    assert decimal(value) is None


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("0", "0"),
        ("100", "100"),
        ("1234.5", "1234.5"),
        ("-1", None),
        ("-0", "0"),
        ("NaN", None),
        ("Infinity", None),
    ],
)
def test_registers_are_never_negative(value: str, kept: str | None) -> None:
    """F70: -1 means unknown."""
    assert register(Decimal(value)) == (None if kept is None else Decimal(kept))


@pytest.mark.parametrize("value", ["1E+15", "1E+999", "9" * 400])
def test_absurd_registers_are_unknown(value: str) -> None:
    """F03"""
    assert register(Decimal(value)) is None


@pytest.mark.parametrize(
    "value", ["1E-999", "0." + "1" * 5000, "5." + "0" * 5000, "123456789012345.123456789123"]
)
def test_registers_have_at_most_nine_decimals(value: str) -> None:
    """F03"""
    kept = register(Decimal(value))
    assert kept is not None
    assert abs(kept - Decimal(value)) <= Decimal("1E-9")
    assert len(str(kept)) < 30


@pytest.mark.parametrize(
    ("number", "ref"),
    [
        (1, "1"), (47974, "47974"), (2**31 - 1, str(2**31 - 1)), (0, None), (-1, None), (-16, None), (2**31, None),
        (9223372036854775807, None), (None, None),
    ],
)  # fmt: skip
def test_transaction_ids_that_can_be_none(number: int | None, ref: str | None) -> None:
    """F39, F40"""
    assert transaction_ref(number) == ref


@pytest.mark.parametrize(
    ("number", "kept"), [(1, 1), (0, 0), (99, 99), (-1, -1), (10**400, 2**31 - 1), (-(10**9) * 9, 1 - 2**31)]
)
def test_whole_numbers_fit_32_bits(number: int, kept: int) -> None:
    """F52"""
    assert whole(number) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (None, ""), ("", ""), ("plain", "plain"), ("  around ", "around"), ("nul\x00l", "null"), ("a\r\nb", "ab"),
        ("\x1b[31mred", "[31mred"), ("x" * 99, "x" * 50), ("\x00" * 1000, ""), ("é漢", "é漢"), ("a\u202eb", "ab"),
    ],
)  # fmt: skip
def test_texts_are_printable_and_short(text: str | None, kept: str) -> None:
    """S18, S19: what is stored cannot move a terminal or break a row."""
    assert clean(text) == kept


def test_tokens_compare_without_regard_to_case() -> None:
    assert token_uid("04a2b9ff") == token_uid("04A2B9FF") == token_uid(" 04a2b9FF\x00") == "04A2B9FF"
