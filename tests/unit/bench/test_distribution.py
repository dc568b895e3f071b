from __future__ import annotations

import pytest

from bench.distribution import Distribution, distribution, percentile


@pytest.mark.parametrize(
    ("share", "value"), [(0.0, 1), (0.01, 1), (0.5, 50), (0.501, 51), (0.99, 99), (0.991, 100), (1.0, 100)]
)
def test_a_percentile_is_the_smallest_value_that_enough_do_not_exceed(share: float, value: int) -> None:
    assert percentile(range(1, 101), share) == value


def test_of_one_value_every_percentile_is_that_value() -> None:
    assert {percentile([7.5], share) for share in (0.0, 0.5, 0.99, 1.0)} == {7.5}


def test_no_values_have_no_percentile() -> None:
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)


def test_a_distribution_orders_what_it_is_given() -> None:
    assert distribution(iter([3.0, 1.0, 2.0])) == Distribution(3, 2.0, 3.0, 3.0)


def test_a_distribution_of_nothing_is_all_zero() -> None:
    assert distribution([]) == Distribution(0, 0.0, 0.0, 0.0)


def test_one_slow_answer_in_a_hundred_is_not_the_p99_but_two_are() -> None:
    assert distribution([1.0] * 99 + [9.0]).p99 == 1.0
    assert distribution([1.0] * 98 + [9.0] * 2).p99 == 9.0
