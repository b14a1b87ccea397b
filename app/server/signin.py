"""Sign-in by local account, sign-out, the forced change of a given password, and the choice of language and of light or dark."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from app.server import cookies
from app.server.arrived import arrived
from app.server.forms import fields, go, must_be_marked
from app.server.origin import caller, is_own_link, local_path, way_back
from app.server.pages import page
from app.server.shell import files_of_the_page
from app.server.sign_on import gateways, refusals, routes
from app.server.sign_on.ways import ways_in
from app.server.visitor import visitor
from app.services.people import accounts
from app.services.platform import Platform
from app.services.sign_on import departing, linking, providers
from app.texts import LANGUAGES, problem_text
from connectors.problem import Problem


async def sign_in(request: Request) -> Response:
    """GET shows the form, POST signs in with a name and password, or as a demo person where that is offered."""
    if request.method == "POST":
        return await _signed_in(request)
    asked = urlsplit(local_path(request.query_params.get("back")))
    back = way_back(asked.path, asked.query)
    if visitor(request).person is not None:
        return go(back)
    left, problem = "left" in request.query_params, await refusals.waiting(request)
    who = gateways.said(request.scope)
    if who is not None and not left and problem is None:
        try:
            return await arrived(request, await gateways.sign_in(request, who), back)
        except Problem as refused:
            problem = refused
    said = problem_text(problem, visitor(request).language) if problem else None
    response = await _form(request, back, left=left, problem=said)
    if cookies.SESSION in request.cookies:
        cookies.drop_session(response)
    return response


async def sign_out(request: Request) -> Response:
    """POST ends the session."""
    asking = visitor(request)
    try:
        form = await fields(request)
    except Problem:
        form = {}
    onward = None
    if asking.signed and cookies.is_marked(request, form.get("mark", "")):
        side = await to_thread.run_sync(departing.side_of, _platform(request), asking.signed.session_id)
        await to_thread.run_sync(accounts.sign_out, _platform(request), asking.token)
        onward = await routes.onward_from(request, side)
    # A form may lead to addresses of ours only: the way on is a page's, not the form's.
    response = page(request, "onward.html", onward=onward, key="sign_on.leaving") if onward else go("/sign-in?left=1")
    cookies.drop_session(response)
    return response


async def password(request: Request) -> Response:
    """GET shows the form, POST changes the password; every other session of the person ends."""
    asking = visitor(request)
    signed = asking.signed
    if signed is None:
        return go("/sign-in")
    if request.method == "GET":
        problem = await refusals.waiting(request)
        return await _password(request, signed, problem_text(problem, asking.language) if problem else None)
    try:
        form = await fields(request)
        must_be_marked(request, form)
        if form.get("new", "") != form.get("again", ""):
            raise Problem("password.not_same")
        await to_thread.run_sync(
            accounts.change_password, signed.person, _platform(request), form.get("old", ""), form.get("new", ""), signed.session_id
        )
    except Problem as problem:
        said = problem_text(problem, asking.language)
        return await _password(request, signed, said, status=422)
    return go("/")


async def language(request: Request) -> Response:
    """Takes the reader back to where they were, in the other language; by a link from elsewhere in the language they had."""
    chosen, response = request.query_params.get("to", ""), _back(request)
    if chosen in LANGUAGES and is_own_link(request.headers):
        cookies.keep_language(request, response, chosen)
        person = visitor(request).person
        if person is not None:
            await to_thread.run_sync(accounts.set_language, person, _platform(request), chosen)
    return response


async def theme(request: Request) -> Response:
    """Takes the reader back to where they were, light, dark, or as their system has it."""
    chosen, response = request.query_params.get("to", ""), _back(request)
    if chosen in cookies.THEMES and is_own_link(request.headers):
        person = visitor(request).person
        cookies.keep_theme(request, response, chosen, person)
        if person is not None:
            await to_thread.run_sync(accounts.set_theme, person, _platform(request), chosen)
    return response


async def session(request: Request) -> Response:
    """204 while the session lives (the gate answers 401 otherwise): asked by a page whose WebSocket does not open."""
    return Response(status_code=204)


def _back(request: Request) -> Response:
    came_from = urlsplit(request.headers.get("referer", ""))
    back = came_from.path + (f"?{came_from.query}" if came_from.query else "") if came_from.netloc == request.headers.get("host") else "/"
    return go(local_path(request.query_params.get("back") or back))


async def _signed_in(request: Request) -> Response:
    form: dict[str, str] = {}
    platform, calling = _platform(request), _caller(request)
    try:
        form = await fields(request)
        must_be_marked(request, form)
        if form.get("demo"):
            kept = await to_thread.run_sync(accounts.sign_in_demo, platform, form["demo"], calling)
        else:
            kept = await to_thread.run_sync(accounts.sign_in, platform, form.get("name", ""), form.get("password", ""), calling)
    except Problem as problem:
        said = problem_text(problem, visitor(request).language)
        return await _form(request, local_path(form.get("back")), problem=said, name=form.get("name", ""), status=401)
    return await arrived(request, kept, local_path(form.get("back")))


async def _form(request: Request, back: str, *, status: int = 200, **values: Any) -> Response:
    demo = await to_thread.run_sync(accounts.demo_people, _platform(request), _caller(request))
    agencies = await to_thread.run_sync(accounts.demo_agencies, _platform(request), _caller(request)) if demo else ()
    ways = await ways_in(request, back)
    shown = {"problem": None, "name": "", "left": False, **values}
    return page(
        request, "sign_in.html", status=status, back=back, demo=demo, agencies=agencies, ways=ways, ahead=files_of_the_page(), **shown
    )


async def _password(request: Request, signed: accounts.Signed, problem: str | None, status: int = 200) -> Response:
    platform = _platform(request)
    linked = await to_thread.run_sync(linking.own, signed.person, platform)
    found = await to_thread.run_sync(providers.every, platform)
    there = {one.provider for one in linked}
    others = [one for one in found.providers.values() if one.key not in there and not signed.person.demo]
    names = {one.key: one.name for one in found.providers.values()}
    shown: dict[str, Any] = {"linked": linked, "others": others, "names": names, "forced": signed.person.must_change, "problem": problem}
    return page(request, "password.html", status=status, **shown)


def _caller(request: Request) -> accounts.Caller:
    return caller(request, request.app.state.bound_host)


def _platform(request: Request) -> Platform:
    platform: Platform = request.app.state.wiring.platform
    return platform
