"""A line between browser and portal that can break, as lines in offices do."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.browser.conftest import Portal

_REST_S, _PATIENCE_S = 0.5, 45.0


class Line:
    """Hands bytes on in both directions. `cut` breaks all that is open; while `down` nothing new gets through."""

    def __init__(self, port: int) -> None:
        self.down = False
        self._to = port
        self._carried = time.monotonic()
        self._open: set[socket.socket] = set()
        self._door = socket.create_server(("127.0.0.1", 0), backlog=64)
        threading.Thread(target=self._answer, daemon=True).start()

    @property
    def port(self) -> int:
        return int(self._door.getsockname()[1])

    def cut(self) -> None:
        """Breaks every connection, without a word."""
        for end in list(self._open):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def rest(self) -> None:
        """Waits until nothing has been carried for half a second; AssertionError if it is never so."""
        until = time.monotonic() + _PATIENCE_S
        while time.monotonic() - self._carried < _REST_S:
            assert time.monotonic() < until, "the line never rested"
            time.sleep(0.05)

    def close(self) -> None:
        self.down = True
        self._door.close()
        self.cut()

    def _answer(self) -> None:
        while True:
            try:
                near, _ = self._door.accept()
            except OSError:
                return
            if self.down:
                near.close()
                continue
            try:
                far = socket.create_connection(("127.0.0.1", self._to))
            except OSError:
                near.close()
                continue
            self._open |= {near, far}
            for source, to in ((near, far), (far, near)):
                threading.Thread(target=self._carry, args=(source, to), daemon=True).start()

    def _carry(self, source: socket.socket, to: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(1 << 16):
                self._carried = time.monotonic()
                to.sendall(data)
        for end in (source, to):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        source.close()
        self._open.discard(source)


@contextmanager
def line_to(portal: Portal) -> Iterator[tuple[Line, Portal]]:
    """The line, and the portal as it is reached through it."""
    line = Line(int(portal.url.rsplit(":", 1)[1]))
    try:
        yield line, Portal(f"http://127.0.0.1:{line.port}", portal.home, portal.process)
    finally:
        line.close()
