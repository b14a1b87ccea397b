"""A tab is taken up again, on a new line, only by the person it was drawn for: on a shared PC the next one begins with a new tab."""

from __future__ import annotations

from collections import OrderedDict

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from app.server.steady import NEW_SESSION, kind
from app.server.visitor import visitor

PROTOCOLS = "sec-websocket-protocol"
# Streamlit itself lets go of a tab two minutes after its line broke.
_MOST = 10_000


class OwnTabs:
    """Keeps whose each tab is by its Streamlit session, and takes the name of another's out of a new line."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._whose: OrderedDict[str, str] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        person = visitor(HTTPConnection(scope)).person if scope["type"] == "websocket" else None
        if person is None:
            await self.app(scope, receive, send)
            return
        noted = False

        async def tell(message: Message) -> None:
            nonlocal noted
            data = message.get("bytes")
            if not noted and message["type"] == "websocket.send" and data and kind(data) == NEW_SESSION:
                self._note(ForwardMsg.FromString(data).new_session.initialize.session_id, person.id)
                noted = True
            await send(message)

        await self.app(self._own(scope, person.id), receive, tell)

    def _note(self, tab: str, person_id: str) -> None:
        self._whose[tab] = person_id
        self._whose.move_to_end(tab)
        if len(self._whose) > _MOST:
            self._whose.popitem(last=False)

    def _own(self, scope: Scope, person_id: str) -> Scope:
        """The scope with the tab it names, the third of its protocols, where that is the person's; else without."""
        said = Headers(scope=scope).get(PROTOCOLS, "").split(",")
        if len(said) < 3 or self._whose.get(said[2].strip()) == person_id:
            return scope
        own = {**scope, "headers": list(scope["headers"])}
        MutableHeaders(scope=own)[PROTOCOLS] = ",".join(said[:2])
        return own
