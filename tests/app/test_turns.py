"""Reruns one after the other, first come first served; a long one holds nobody up."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from app.turns import Turns

LONG_S = 60.0


def until(true: Callable[[], bool]) -> None:
    """Waits for what another thread is about to do; fails when it never does."""
    for _ in range(6_000):
        if true():
            return
        time.sleep(0.01)
    raise AssertionError("it never came about")


def started(turns: Turns, order: list[int], number: int, release: threading.Event) -> threading.Thread:
    begun = threading.Event()

    def work() -> None:
        begun.set()
        with turns.turn():
            order.append(number)
            release.wait(LONG_S)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    begun.wait(LONG_S)
    return thread


def test_one_is_in_at_a_time_and_they_come_in_the_order_they_asked() -> None:
    turns = Turns(share_s=LONG_S)
    order: list[int] = []
    inside: list[int] = []
    most: list[int] = []
    first = threading.Event()
    holder = started(turns, order, 0, first)
    until(lambda: order == [0])

    def work(number: int) -> None:
        with turns.turn():
            inside.append(number)
            most.append(len(inside))
            order.append(number)
            inside.remove(number)

    others = []
    for number in range(1, 6):
        others.append(threading.Thread(target=work, args=(number,), daemon=True))
        others[-1].start()
        until(lambda number=number: len(turns._waiting) == number)  # type: ignore[misc]
    assert order == [0]
    first.set()
    for thread in (holder, *others):
        thread.join(LONG_S)
    assert order == [0, 1, 2, 3, 4, 5]
    assert max(most) == 1


def test_a_long_one_holds_nobody_up() -> None:
    turns, release = Turns(share_s=0.01), threading.Event()
    order: list[int] = []
    held = [started(turns, order, number, release) for number in range(4)]
    until(lambda: len(order) == 4)
    assert sorted(order) == [0, 1, 2, 3]
    release.set()
    for thread in held:
        thread.join(LONG_S)
    assert not turns._begun


def test_a_fault_inside_gives_the_turn_on() -> None:
    turns = Turns(share_s=LONG_S)
    for _ in range(3):
        try:
            with turns.turn():
                raise ValueError("a fault")
        except ValueError:
            continue
    assert not turns._begun
    assert not turns._waiting
