"""The server's event loop, woken once for many wishes.

A page that is drawn hands the loop hundreds of parts from a thread of its own, one at a time. asyncio writes a byte to its own pipe for
each; every write lets go of the interpreter, so the loop took over and gave back between any two parts: a sixth of what a page costs.
Whoever finds that the loop was woken already and has not looked yet only leaves the part: the loop looks at all there is once it wakes.
"""

from __future__ import annotations

import asyncio


class WokenOnce(asyncio.SelectorEventLoop):
    """An asyncio loop that wakes itself no second time before it has woken."""

    _woken = False

    def _write_to_self(self) -> None:
        # Whoever comes here has left their part already.
        if not self._woken:
            self._woken = True
            super()._write_to_self()  # type: ignore[misc]

    def _read_from_self(self) -> None:
        # What is written until here is read here; it is forgotten only then. The other way round a byte written in between is read and
        # remembered as still to come, and nobody ever wakes the loop again. A part left in between waits for no byte: the loop looks at
        # all there is once more before it sleeps.
        super()._read_from_self()  # type: ignore[misc]
        self._woken = False
