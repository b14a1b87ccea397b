"""What was clicked is done, even when its line breaks at that moment or the page is left: Streamlit alone would drop it.

Streamlit stops a session's script as soon as it learns that the line is gone, also one that has not begun yet or is about to
save what was clicked. So it learns of it only once the script has come to its end. A tab that comes back on a new line in the
meantime waits as long, since taking a session over stops its script too.
"""

from __future__ import annotations

import asyncio
import contextlib

from google.protobuf.message import DecodeError
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from app.server.own_tabs import PROTOCOLS
from app.server.steady import FINISHED, NEW_SESSION, kind

# Longer than any click takes to be saved; no tab waits for ever on a script that never came.
_PATIENCE_S = 10.0
# A line that broke without a word never ends here: its tab shall not wait for long.
_ON_ITS_WAY_S = 2.0


class HeededClicks:
    """Stands next to Streamlit, so that it hears what Streamlit hears."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._lines: dict[str, _Line] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        before = self._lines.get(_tab(scope))
        if before:
            await before.over()
            await before.heed()
        line = _Line()

        async def hear() -> Message:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                line.gone = True
                await line.heed()
            elif message.get("bytes") and _asks_to_draw(message["bytes"]):
                line.heard()
            return message

        async def tell(message: Message) -> None:
            if message["type"] == "websocket.send" and message.get("bytes"):
                tab = line.told(message["bytes"])
                if tab:
                    self._lines[tab] = line
            if line.gone:
                return
            try:
                await send(message)
            except OSError:
                if not line.waiting:
                    raise
                line.gone = True

        try:
            await self.app(scope, hear, tell)
        finally:
            line.ended.set()
            for tab in line.tabs:
                if self._lines.get(tab) is line:
                    del self._lines[tab]


class _Line:
    """One line of one tab: whether a click on it has been heard and not yet worked at, and whether anybody is still there."""

    def __init__(self) -> None:
        self.gone = False
        self.tabs: set[str] = set()
        self.ended = asyncio.Event()
        self._began = False
        self._heeded = asyncio.Event()
        self._heeded.set()

    @property
    def waiting(self) -> bool:
        return not self._heeded.is_set()

    def heard(self) -> None:
        self._began = False
        self._heeded.clear()

    def told(self, data: bytes) -> str:
        """Notes how far the script is. The name of the tab's session when it is told, else empty."""
        of = kind(data)
        if of == NEW_SESSION:
            self._began = True
            tab = ForwardMsg.FromString(data).new_session.initialize.session_id
            self.tabs.add(tab)
            return tab
        if self._began and of == FINISHED:
            self._heeded.set()
        return ""

    async def heed(self) -> None:
        """Waits until what was heard last has been worked at."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._heeded.wait(), _PATIENCE_S)

    async def over(self) -> None:
        """Waits a little for the end of a line that broke: what was sent on it may still be on its way in."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.ended.wait(), _ON_ITS_WAY_S)


def _asks_to_draw(data: bytes) -> bool:
    try:
        return BackMsg.FromString(data).HasField("rerun_script")
    except DecodeError:
        return False  # Streamlit closes the line on it, and says so in its log


def _tab(scope: Scope) -> str:
    """The session a new line names as its own, the third of its protocols; empty for a new tab."""
    said = Headers(scope=scope).get(PROTOCOLS, "").split(",")
    return said[2].strip() if len(said) > 2 else ""
