"""The server's loop hears every wish of other threads, and is woken for few of them."""

from __future__ import annotations

import asyncio
import threading

from app.server.wakes import WokenOnce

THREADS, EACH = 4, 2_000


class Counted(WokenOnce):
    """Counts how often a byte is written to wake it."""

    woken = 0

    def _write_to_self(self) -> None:
        if not self._woken:
            self.woken += 1
        super()._write_to_self()


def test_every_wish_is_heard_and_the_loop_is_woken_for_few_of_them() -> None:
    loop, heard, enough = Counted(), [], asyncio.Event()

    def hear(wish: tuple[int, int]) -> None:
        heard.append(wish)
        if len(heard) == THREADS * EACH:
            enough.set()

    def wish(number: int) -> None:
        for at in range(EACH):
            loop.call_soon_threadsafe(hear, (number, at))

    async def wait() -> None:
        threads = [threading.Thread(target=wish, args=(number,)) for number in range(THREADS)]
        for one in threads:
            one.start()
        await asyncio.wait_for(enough.wait(), 60)
        # Once more, when it sleeps: a loop that took itself for awake would not hear this before its own time is over.
        late = asyncio.Event()
        threading.Timer(0.05, loop.call_soon_threadsafe, (late.set,)).start()
        began = loop.time()
        await asyncio.wait_for(late.wait(), 30)
        assert loop.time() - began < 25

    try:
        loop.run_until_complete(wait())
    finally:
        loop.close()
    for number in range(THREADS):
        assert [at for who, at in heard if who == number] == list(range(EACH)), "in the order they were said"
    assert loop.woken < THREADS * EACH / 2


def test_a_wish_that_comes_while_the_loop_reads_what_woke_it_leaves_it_no_deaf_loop() -> None:
    class Interrupted(WokenOnce):
        """Another thread leaves a wish in the middle of the reading."""

        times = 0

        def _process_self_data(self, data: bytes) -> None:
            self.times += 1
            self.call_soon_threadsafe(lambda: None)
            super()._process_self_data(data)

    loop = Interrupted()

    async def wait() -> None:
        for _ in range(3):
            heard = asyncio.Event()
            threading.Timer(0.05, loop.call_soon_threadsafe, (heard.set,)).start()
            await asyncio.wait_for(heard.wait(), 20)  # meanwhile it sleeps: only a byte wakes it

    try:
        loop.run_until_complete(wait())
    finally:
        loop.close()
    assert loop.times >= 3
