"""Keeps a page that was drawn: a wish of the page before it, still on its way when the new one came, is not heard.

A part that asks again by itself, or a quick second click, can send its wish after another page was asked for. Streamlit
runs it behind the new page and tells the browser of the old one, which then lets go of everything drawn and stays empty.
"""

from __future__ import annotations

from google.protobuf.message import DecodeError
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

# The first bytes of the two kinds of message that say which page is shown; the hash and the metadata stand before them.
_NEW_SESSION, _NAVIGATION = b"\x22", b"\xba\x01"
_BEFORE = b"\x0a\x12"


class SteadyPages:
    """Watches the WebSocket of each tab: which page it shows, and what it asks for."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        tab = _Tab()

        async def hear() -> Message:
            while True:
                message = await receive()
                if message["type"] != "websocket.receive" or tab.hears(message.get("bytes") or b""):
                    return message

        async def tell(message: Message) -> None:
            if message["type"] == "websocket.send" and message.get("bytes"):
                message = {**message, "bytes": tab.told(message["bytes"])}
            await send(message)

        await self.app(scope, hear, tell)


class _Tab:
    """The page one tab shows or has asked for; empty while that is not known."""

    def __init__(self) -> None:
        self.page = ""

    def hears(self, data: bytes) -> bool:
        """Whether a wish is heard: one for a part of a page is not when that page has gone."""
        wish = BackMsg()
        try:
            wish.ParseFromString(data)
        except DecodeError:
            return True  # Streamlit closes the line on it, and says so in its log
        if wish.WhichOneof("type") != "rerun_script":
            return True
        asked = wish.rerun_script.page_script_hash
        if wish.rerun_script.fragment_id:
            return not self.page or asked == self.page
        self.page = asked
        return True

    def told(self, data: bytes) -> bytes:
        """What the browser is told; a part that ran all the same is told as one of the page shown."""
        if not _names_a_page(data):
            return data
        message = ForwardMsg()
        message.ParseFromString(data)
        if message.HasField("navigation"):
            self.page = message.navigation.page_script_hash
        elif not message.metadata.run.fragment_ids:
            self.page = message.new_session.page_script_hash
        elif self.page and message.new_session.page_script_hash != self.page:
            message.new_session.page_script_hash = self.page
            return message.SerializeToString()
        return data


def _names_a_page(data: bytes) -> bool:
    at = 0
    while data[at : at + 1] and data[at] in _BEFORE:
        at, length, shift = at + 1, 0, 0
        while True:
            length |= (data[at] & 0x7F) << shift
            at, shift = at + 1, shift + 7
            if data[at - 1] < 0x80:
                break
        at += length
    return data.startswith((_NEW_SESSION, _NAVIGATION), at)
