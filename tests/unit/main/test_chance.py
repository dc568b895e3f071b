from __future__ import annotations

import re
from datetime import UTC

from chargehand.main.chance import (
    clock,
    first_number,
    fresh_id,
    fresh_password,
    fresh_public_id,
    fresh_secret,
)


def test_ids_are_22_letters_and_digits_and_never_the_same() -> None:
    ids = {fresh_id() for _ in range(1_000)}
    assert len(ids) == 1_000
    assert all(re.fullmatch(r"[0-9A-Za-z]{22}", each) for each in ids)


def test_a_station_password_fits_into_what_ocpp_allows() -> None:
    passwords = {fresh_password() for _ in range(100)}
    assert len(passwords) == 100
    assert all(16 <= len(each) <= 40 and re.fullmatch(r"[0-9A-Za-z_-]+", each) for each in passwords)


def test_secrets_have_256_bits() -> None:
    assert len(fresh_secret()) == 43


def test_what_drivers_see_of_a_station_can_be_read_out_and_not_guessed() -> None:
    assert re.fullmatch(r"[0-9A-Za-z]{10}", fresh_public_id())


def test_transaction_numbers_begin_anywhere_but_with_one() -> None:
    numbers = {first_number() for _ in range(100)}
    assert len(numbers) > 50
    assert all(10_000 <= number < 100_000 for number in numbers)


def test_the_clock_knows_its_zone() -> None:
    assert clock().tzinfo is UTC
