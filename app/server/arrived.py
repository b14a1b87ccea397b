"""A session that began: handed to the browser, in the language chosen there, and the one before it ended."""

from __future__ import annotations

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from app.server import cookies
from app.server.forms import go
from app.server.visitor import visitor
from app.services.people import accounts
from app.services.people.accounts import SignedIn
from app.services.platform import Platform
from app.texts import LANGUAGES


async def arrived(request: Request, kept: SignedIn, back: str) -> Response:
    """Sends the browser on with its new session."""
    platform: Platform = request.app.state.wiring.platform
    # Whoever was signed in here is not any more: their cookie is gone from this browser, and nobody could end it from here.
    await to_thread.run_sync(accounts.sign_out, platform, visitor(request).token)
    response = go(back)
    # Who came by a provider or a gateway met no form of ours yet, and will sign out by one.
    cookies.keep_form_mark(request, response, cookies.form_mark(request))
    cookies.keep_session(request, response, kept.token)
    chosen = request.cookies.get(cookies.LANGUAGE)
    if chosen in LANGUAGES and chosen != kept.signed.person.language:
        await to_thread.run_sync(accounts.set_language, kept.signed.person, platform, chosen)
    return response
