"""A file a page was given is handed out only to the person whose page it was: on a shared PC its address stays in the browser."""

from __future__ import annotations

import re
from collections import OrderedDict

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.server.visitor import visitor

_MEDIA = "/media/"
_TOLD = re.compile(rb"/media/([0-9a-f]+)")
_MOST = 10_000


class OwnFiles:
    """Keeps to whom the address of each of Streamlit's files was told, and knows it for nobody else."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._whose: OrderedDict[tuple[str, str], None] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        person = visitor(HTTPConnection(scope)).person if scope["type"] in {"http", "websocket"} else None
        if person is None or (scope["type"] == "http" and not scope["path"].startswith(_MEDIA)):
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            theirs = (person.id, _name(scope["path"])) in self._whose
            await (self.app if theirs else Response(status_code=404))(scope, receive, _unkept(send))
        else:

            async def tell(message: Message) -> None:
                data = message.get("bytes") if message["type"] == "websocket.send" else None
                for name in _TOLD.findall(data or b""):
                    self._note(person.id, name.decode("ascii"))
                await send(message)

            await self.app(scope, receive, tell)

    def _note(self, person_id: str, name: str) -> None:
        self._whose[person_id, name] = None
        self._whose.move_to_end((person_id, name))
        if len(self._whose) > _MOST:
            self._whose.popitem(last=False)


def _unkept(send: Send) -> Send:
    """Says of an answer that no browser keeps it."""

    async def tell(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)["cache-control"] = "private, no-store"
        await send(message)

    return tell


def _name(path: str) -> str:
    """The id of the file: a hash of what it holds, its kind and its name, before the ending."""
    return path.removeprefix(_MEDIA).partition(".")[0]
