"""Work beside each other keeps the order of what was given."""

import time

import pytest

from models.methods.beside import beside


def test_answers_come_in_the_order_of_what_was_given() -> None:
    def slow_first(number: int) -> int:
        time.sleep(0.05 if number == 0 else 0.0)
        return number * 10

    assert beside(slow_first, range(4)) == [0, 10, 20, 30]


def test_what_goes_wrong_in_one_is_said() -> None:
    with pytest.raises(ZeroDivisionError):
        beside(lambda number: 1 / number, [1, 0])
