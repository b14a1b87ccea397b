"""Why a sign-in did not come to be, told on the page one is sent back to: the address one comes from may hold a code."""

from __future__ import annotations

from urllib.parse import quote

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from app.server import cookies
from app.server.forms import go
from app.services.platform import Platform
from app.services.sign_on import attempts, providers
from connectors.problem import Problem

_STATE = "refused"
_OF = "-"
_AWAY = ("web.", "outgoing.")


async def answer(request: Request, problem: Problem, browser: str, back: str) -> Response:
    """Sends the browser to the page it began at, where the reason waits for it, once."""
    platform: Platform = request.app.state.wiring.platform
    await to_thread.run_sync(_keep, platform, browser, problem, str(request.path_params.get("provider", "")))
    to = "/password" if back == "/password" else "/sign-in"
    way = f"&back={quote(back, safe='')}" if to == "/sign-in" and back != "/" else ""
    response = go(f"{to}?refused=1{way}")
    if browser:
        cookies.keep_sign_on(request, response, browser)
    return response


async def waiting(request: Request) -> Problem | None:
    """The reason that waits for this browser; it waits no longer. Who lost it, or the cookie on the way, is told to try again."""
    if "refused" not in request.query_params:
        return None
    browser = cookies.sign_on(request)
    platform: Platform = request.app.state.wiring.platform
    return (await to_thread.run_sync(_take, platform, browser) if browser else None) or Problem("sign_on.state")


def _keep(platform: Platform, browser: str, problem: Problem, key: str) -> None:
    if not browser:
        return
    if problem.code.startswith(_AWAY):  # what exactly is between, the administrator's test says
        one = providers.every(platform).providers.get(key)
        problem = Problem("sign_on.away", provider=one.name if one else key[:40])
    attempts.take(platform, _STATE, browser)
    attempts.keep(platform, _OF, _STATE, browser, problem.to_json())


def _take(platform: Platform, browser: str) -> Problem | None:
    found = attempts.find(platform, _OF, _STATE, browser)
    if found is None or not attempts.take(platform, _STATE, browser):
        return None
    return Problem(found["code"], **found["facts"])
