"""The routes of single sign-on: going to a provider, coming back, being told that somebody left there."""

from __future__ import annotations

import secrets
from typing import Any

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.identity.provider import Provider
from app.server import cookies
from app.server.arrived import arrived
from app.server.forms import fields, go, must_be_marked
from app.server.origin import caller, local_path, way_back
from app.server.pages import page
from app.server.sign_on import refusals
from app.server.sign_on.client import Answered, Flow
from app.server.visitor import visitor
from app.services import settings
from app.services.platform import Platform
from app.services.sign_on import arriving, departing, linking, providers, tokens
from app.services.sign_on.discovery import Discovery
from app.texts import problem_text
from connectors.problem import Problem


async def begin(request: Request) -> Response:
    """GET sends the browser to the provider."""
    if visitor(request).person is not None:
        return go(_back(request))
    browser = cookies.sign_on(request) or secrets.token_urlsafe(32)
    try:
        address = await _address(request, browser, {"back": _back(request)})
    except Problem as problem:
        return await refusals.answer(request, problem, browser, _back(request))
    response = go(address)
    cookies.keep_sign_on(request, response, browser)
    return response


async def answer(request: Request) -> Response:
    """GET takes the provider's answer; the address with the code in it is left at once, whatever became of it."""
    platform, browser = _platform(request), cookies.sign_on(request)
    found: Answered | None = None
    try:
        one = await _provider(request)
        found = await Flow(platform, _discovery(request), one).answered(request, browser)
        if "link" in found.asked:
            return await _linked(request, one, found)
        who = arriving.arrival(one, found.claims, found.id_token)
        kept = await to_thread.run_sync(arriving.sign_in, platform, who)
    except Problem as problem:
        if found is None:
            address = caller(request, "").address
            await to_thread.run_sync(arriving.note_refusal, platform, _key(request)[:40], problem.code, address)
        back = local_path(str(found.asked.get("back", "/"))) if found else "/"
        return await refusals.answer(request, problem, browser, back)
    response = await arrived(request, kept, local_path(str(found.asked.get("back", "/"))))
    cookies.drop_sign_on(response)
    return response


async def link(request: Request) -> Response:
    """POST, with the password again: sends the browser to the provider to say who its owner is there."""
    signed = visitor(request).signed
    if signed is None:
        return go("/sign-in")
    browser = cookies.sign_on(request) or secrets.token_urlsafe(32)
    try:
        form = await fields(request)
        must_be_marked(request, form)
        await to_thread.run_sync(linking.is_me, signed.person, _platform(request), form.get("old", ""))
        address = await _address(request, browser, {"back": "/password", "link": signed.person.id})
    except Problem as problem:
        return await refusals.answer(request, problem, browser, "/password")
    # A form may lead to addresses of ours only: the way on is a page's, not the form's.
    response = page(request, "onward.html", onward=address, key="sign_on.going")
    cookies.keep_sign_on(request, response, browser)
    return response


async def unlink(request: Request) -> Response:
    """POST parts one's own account from an identity."""
    signed = visitor(request).signed
    if signed is None:
        return go("/sign-in")
    try:
        form = await fields(request)
        must_be_marked(request, form)
        await to_thread.run_sync(linking.unlink, signed.person, _platform(request), form.get("identity", ""))
    except Problem as problem:
        return await refusals.answer(request, problem, cookies.sign_on(request) or secrets.token_urlsafe(32), "/password")
    return go("/password")


async def ended_there(request: Request) -> Response:
    """POST from the provider itself: a logout token, obeyed at once (OpenID Connect Back-Channel Logout 1.0)."""
    platform = _platform(request)
    try:
        form = await fields(request)
        one = await _provider(request)
        wait_s = float(await to_thread.run_sync(settings.value, platform, "sign_on_wait_s"))
        leeway_s = int(await to_thread.run_sync(settings.value, platform, "sign_on_leeway_s"))

        async def keys(kid: str | None, fresh: bool) -> Any:
            return await _discovery(request).keys(one, kid, wait_s, fresh=fresh)

        claims = await tokens.logout_token(form.get("logout_token", ""), one, keys, platform.now(), leeway_s)
        await to_thread.run_sync(departing.obey, platform, one, claims)
    except Problem as problem:
        told = {"error": "invalid_request", "error_description": problem_text(problem, "en")}
        return JSONResponse(told, status_code=400, headers={"cache-control": "no-store"})
    return Response(status_code=200, headers={"cache-control": "no-store"})


async def left_there(request: Request) -> Response:
    """GET, from a provider where somebody has signed out too."""
    return go("/sign-in?left=1")


async def onward_from(request: Request, side: departing.Leaving | None) -> str | None:
    """Where to sign out at the provider; None where it cannot be said, or there is nowhere to go."""
    if side is None:
        return None
    platform = _platform(request)
    found = await to_thread.run_sync(providers.every, platform)
    one = found.providers.get(side.provider)
    if one is None:
        return None
    try:
        wait_s = float(await to_thread.run_sync(settings.value, platform, "sign_on_wait_s"))
        metadata = await _discovery(request).metadata(one, min(wait_s, 3.0))
    except Problem:
        return None
    return departing.end_address(one, metadata, side, await _here(request) + "/sign-in/left")


async def _linked(request: Request, one: Provider, found: Answered) -> Response:
    person = visitor(request).person
    if person is None or person.id != found.asked["link"]:
        raise Problem("sign_on.state")
    subject = found.claims["sub"]
    await to_thread.run_sync(linking.link_own, _platform(request), person.id, one.key, one.issuer, subject)
    response = go("/password")
    cookies.drop_sign_on(response)
    return response


async def _address(request: Request, browser: str, asked: dict[str, str]) -> str:
    one = await _provider(request)
    redirect_uri = f"{await _here(request)}/sign-in/from/{one.key}"
    return await Flow(_platform(request), _discovery(request), one).address(request, redirect_uri, browser, asked)


async def _here(request: Request) -> str:
    """The portal's own address: the one an administrator wrote, else as the browser asked."""
    said = str(await to_thread.run_sync(settings.value, _platform(request), "portal_address"))
    return said or str(request.base_url).rstrip("/")


async def _provider(request: Request) -> Provider:
    return await to_thread.run_sync(providers.need, _platform(request), _key(request))


def _back(request: Request) -> str:
    asked = local_path(request.query_params.get("back"))
    path, _, query = asked.partition("?")
    return way_back(path, query)


def _key(request: Request) -> str:
    return str(request.path_params["provider"])


def _discovery(request: Request) -> Discovery:
    found: Discovery = request.app.state.discovery
    return found


def _platform(request: Request) -> Platform:
    platform: Platform = request.app.state.wiring.platform
    return platform
