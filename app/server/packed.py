"""Streamlit's own page files, compressed once and kept: a slow line waits a third as long for the first page."""

from __future__ import annotations

import gzip
import mimetypes
from functools import cache
from pathlib import Path

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import file_util

_ENDINGS = {".js", ".css", ".svg", ".json"}
_PREFIX = "/static/"


class PackedFiles:
    """Answers for `/static/*.js` and `*.css` with a compressed copy when the browser takes one."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] == "http" and scope["method"] == "GET" and path.startswith(_PREFIX):
            name = path.removeprefix(_PREFIX)
            if name in _names() and "gzip" in Headers(scope=scope).get("accept-encoding", ""):
                await (await _answer(name))(scope, receive, send)
                return
        await self.app(scope, receive, send)


async def _answer(name: str) -> Response:
    kept = await to_thread.run_sync(_packed, name)
    headers = {
        "content-encoding": "gzip",
        "vary": "accept-encoding",
        "cache-control": "public, immutable, max-age=31536000",
    }
    return Response(kept, media_type=mimetypes.guess_type(name)[0] or "application/octet-stream", headers=headers)


@cache
def _packed(name: str) -> bytes:
    return gzip.compress(_names()[name].read_bytes(), compresslevel=6, mtime=0)


@cache
def _names() -> dict[str, Path]:
    folder = Path(file_util.get_static_dir()) / "static"
    return {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.suffix in _ENDINGS}
