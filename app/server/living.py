"""A click is heard only while the sign-in of its tab holds: Streamlit acts on it before a page of ours can look."""

from __future__ import annotations

from anyio import to_thread
from google.protobuf.message import DecodeError
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from app.server.visitor import visitor
from app.services.people import accounts
from app.wiring import Wiring


class LivingClicks:
    """Of a tab whose session has ended only the wish to draw the page is heard, without what was clicked there: the page says so."""

    def __init__(self, app: ASGIApp, wiring: Wiring) -> None:
        self.app = app
        self.wiring = wiring

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        token = visitor(HTTPConnection(scope)).token

        async def hear() -> Message:
            while True:
                message = await receive()
                if message["type"] != "websocket.receive" or not message.get("bytes"):
                    return message
                if await to_thread.run_sync(accounts.whose, self.wiring.platform, token):
                    return message
                drawing = _drawing(message["bytes"])
                if drawing is not None:
                    return {**message, "bytes": drawing}

        await self.app(scope, hear, send)


def _drawing(data: bytes) -> bytes | None:
    """The wish to draw the page without what was clicked and typed there; None for any other wish."""
    wish = BackMsg()
    try:
        wish.ParseFromString(data)
    except DecodeError:
        return data  # Streamlit closes the line on it, and says so in its log
    if not wish.HasField("rerun_script"):
        return None
    wish.rerun_script.ClearField("widget_states")
    return wish.SerializeToString()
