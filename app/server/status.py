"""Whether the portal is well, in figures; and the plain page for those whose line blocks WebSockets."""

from __future__ import annotations

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from app.server.origin import is_this_machine
from app.server.pages import page
from app.server.visitor import visitor
from app.services import settings
from app.services.care.health import facts, prometheus


async def healthy(request: Request) -> Response:
    """200 while records and lake answer, else 503; says nothing a stranger could use."""
    told = await to_thread.run_sync(facts, request.app.state.wiring.platform)
    well = bool(told["ok"])
    return JSONResponse({"state": "ok" if well else "failing"}, status_code=200 if well else 503)


async def metrics(request: Request) -> Response:
    """Figures in Prometheus' text form, for this machine and for administrators of the whole platform only."""
    person, platform = visitor(request).person, request.app.state.wiring.platform
    if not is_this_machine(request):
        above = person is not None and await to_thread.run_sync(settings.is_for_all, person, platform)
        if not above:
            return Response(status_code=404)
    said = await to_thread.run_sync(prometheus, platform)
    return PlainTextResponse(said, media_type="text/plain; version=0.0.4")


async def plain(request: Request) -> Response:
    """Says that WebSockets are blocked on the way, and what to do."""
    return page(request, "plain.html")


async def favicon(request: Request) -> Response:
    return Response(status_code=204)
