"""The gate: nothing but the sign-in pages and public files is answered without a living session, WebSockets included."""

from __future__ import annotations

import re
from urllib.parse import quote

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.server import cookies
from app.server.origin import caller, is_same_site, way_back
from app.server.pages import page
from app.server.sign_on import gateways
from app.server.visitor import Visitor, visitor
from app.services.people import accounts
from app.sitemap import SCREENS
from app.texts import text
from app.wiring import Wiring

OPEN = frozenset({"/sign-in", "/language", "/theme", "/health", "/metrics", "/plain", "/favicon.ico", "/join", "/certificate"})
OPEN_PREFIXES = ("/static/", "/assets/")
_CERTIFICATE = re.compile(r"/certificate/[A-Za-z0-9-]{1,20}")
"""With its number: whoever was shown one may ask whether it is one."""
_SIGN_ON = ("/sign-in/with/", "/sign-in/from/", "/sign-in/ended/", "/sign-in/left")
PAGES = frozenset(f"/{item.path}" for item in SCREENS)
_OURS = frozenset({"/sign-out", "/password", "/session", "/sign-in/unlink"})
_OUR_PREFIXES = ("/sign-in/link/", "/upload/", "/download/", "/look/", "/projector/", "/handout/")
_STREAMLIT = ("/_stcore/", "/media/", "/component/")
_CLOSED = ("/_stcore/agent", "/_stcore/upload_file", "/_stcore/metrics", "/_stcore/script-health-check")
_POLICY_VIOLATION = 1008


class Gate:
    """Finds the visitor, sends strangers to sign in, refuses what is not ours to answer."""

    def __init__(self, app: ASGIApp, wiring: Wiring, bound_host: str) -> None:
        self.app = app
        self.wiring = wiring
        self.bound_host = bound_host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        # Two slashes in a row name no file of ours, and Streamlit would answer them with its page.
        if path.startswith(OPEN_PREFIXES) and "//" not in path:
            await self.app(scope, receive, send)
            return
        gateways.hear(self.wiring.platform, scope)
        connection = HTTPConnection(scope)
        found = await to_thread.run_sync(self._visitor, connection)
        scope["modu.visitor"] = found
        refusal = _refusal(scope, found)
        if refusal is None:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
        else:
            await refusal(scope, receive, send)

    def _visitor(self, connection: HTTPConnection) -> Visitor:
        token = connection.cookies.get(cookies.SESSION)
        signed = accounts.whose(self.wiring.platform, token, caller(connection, self.bound_host)) if token else None
        if signed and not gateways.holds(self.wiring.platform, connection.scope, signed.session_id):
            signed = None
        return Visitor(token if signed else None, signed, signed.person.language if signed else cookies.language(connection))


def _refusal(scope: Scope, found: Visitor) -> Response | None:
    path, headers = scope["path"], Headers(scope=scope)
    if not _is_known(path):
        return _nowhere(scope)
    if (scope["type"] == "websocket" or scope["method"] not in {"GET", "HEAD"}) and not is_same_site(headers):
        return JSONResponse({"problem": "request.elsewhere"}, status_code=403)
    if _is_open(path):
        return None
    if found.person is None:
        return _stranger(scope)
    if found.person.must_change and path not in {"/password", "/sign-out"}:
        return _away("/password") if path in PAGES else Response(status_code=403)
    return None


def _is_open(path: str) -> bool:
    """Whether strangers are answered there."""
    return path in OPEN or path.startswith(_SIGN_ON) or _CERTIFICATE.fullmatch(path) is not None


def _is_known(path: str) -> bool:
    if _is_open(path) or path in PAGES or path in _OURS or path.startswith(_OUR_PREFIXES):
        return True
    return path.startswith(_STREAMLIT) and not path.startswith(_CLOSED)


def _nowhere(scope: Scope) -> Response:
    # Streamlit's page tries `/<screen>/_stcore/health` before the right address: only a plain "no" sends it on.
    if scope["type"] != "http" or "/_stcore/" in scope["path"]:
        return Response(status_code=404)
    request = Request(scope)
    lang = visitor(request).language
    return page(request, "problem.html", status=404, title=text("nowhere.title", lang), said=text("nowhere.said", lang))


def _stranger(scope: Scope) -> Response:
    path = scope["path"]
    if scope["type"] == "http" and path in PAGES:
        query = scope.get("query_string", b"").decode("ascii", errors="ignore")
        back = way_back(path, query)
        return _away("/sign-in" if back == "/" else f"/sign-in?back={quote(back, safe='')}")
    return JSONResponse({"problem": "session.ended"}, status_code=401)


def _away(address: str, status: int = 303) -> Response:
    return RedirectResponse(address, status_code=status, headers={"cache-control": "no-store"})
