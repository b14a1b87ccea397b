"""Sign-in by local account, sign-out, the forced change of a given password, and the choice of language and of light or dark."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.server import cookies
from app.server.origin import caller, is_own_link, local_path
from app.server.pages import page
from app.server.shell import files_of_the_page
from app.server.visitor import visitor
from app.services import accounts
from app.services.platform import Platform
from app.texts import LANGUAGES, problem_text
from connectors.problem import Problem

_FORM_BYTES = 16_384


async def sign_in(request: Request) -> Response:
    """GET shows the form, POST signs in with a name and password, or as a demo person where that is offered."""
    if request.method == "POST":
        return await _signed_in(request)
    back = local_path(request.query_params.get("back"))
    if visitor(request).person is not None:
        return _go(back)
    response = await _form(request, back, left="left" in request.query_params)
    if cookies.SESSION in request.cookies:
        cookies.drop_session(response)
    return response


async def sign_out(request: Request) -> Response:
    """POST ends the session."""
    asking = visitor(request)
    try:
        form = await _fields(request)
    except Problem:
        form = {}
    if asking.token and cookies.is_marked(request, form.get("mark", "")):
        await to_thread.run_sync(accounts.sign_out, _platform(request), asking.token)
    response = _go("/sign-in?left=1")
    cookies.drop_session(response)
    return response


async def password(request: Request) -> Response:
    """GET shows the form, POST changes the password; every other session of the person ends."""
    asking = visitor(request)
    signed = asking.signed
    if signed is None:
        return _go("/sign-in")
    if request.method == "GET":
        return page(request, "password.html", forced=signed.person.must_change, problem=None)
    try:
        form = await _fields(request)
        _must_be_marked(request, form)
        if form.get("new", "") != form.get("again", ""):
            raise Problem("password.not_same")
        await to_thread.run_sync(
            accounts.change_password, signed.person, _platform(request), form.get("old", ""), form.get("new", ""), signed.session_id
        )
    except Problem as problem:
        said = problem_text(problem, asking.language)
        return page(request, "password.html", status=422, forced=signed.person.must_change, problem=said)
    return _go("/")


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
    return _go(local_path(request.query_params.get("back") or back))


async def _signed_in(request: Request) -> Response:
    form: dict[str, str] = {}
    platform, calling = _platform(request), _caller(request)
    try:
        form = await _fields(request)
        _must_be_marked(request, form)
        if form.get("demo"):
            kept = await to_thread.run_sync(accounts.sign_in_demo, platform, form["demo"], calling)
        else:
            kept = await to_thread.run_sync(accounts.sign_in, platform, form.get("name", ""), form.get("password", ""), calling)
    except Problem as problem:
        said = problem_text(problem, visitor(request).language)
        return await _form(request, local_path(form.get("back")), problem=said, name=form.get("name", ""), status=401)
    response = _go(local_path(form.get("back")))
    cookies.keep_session(request, response, kept.token)
    chosen = request.cookies.get(cookies.LANGUAGE)
    if chosen in LANGUAGES and chosen != kept.signed.person.language:
        await to_thread.run_sync(accounts.set_language, kept.signed.person, platform, chosen)
    return response


async def _form(request: Request, back: str, *, status: int = 200, **values: Any) -> Response:
    demo = await to_thread.run_sync(accounts.demo_people, _platform(request), _caller(request))
    shown = {"problem": None, "name": "", "left": False, **values}
    return page(request, "sign_in.html", status=status, back=back, demo=demo, ahead=files_of_the_page(), **shown)


def _caller(request: Request) -> accounts.Caller:
    return caller(request, request.app.state.bound_host)


def _must_be_marked(request: Request, form: dict[str, str]) -> None:
    if not cookies.is_marked(request, form.get("mark", "")):
        raise Problem("form.expired")


async def _fields(request: Request) -> dict[str, str]:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _FORM_BYTES:
            raise Problem("form.too_large")
    fields = parse_qs(body.decode("utf-8", errors="replace"), keep_blank_values=True)
    return {name: values[0] for name, values in fields.items()}


def _go(address: str) -> Response:
    return RedirectResponse(address, status_code=303, headers={"cache-control": "no-store"})


def _platform(request: Request) -> Platform:
    platform: Platform = request.app.state.wiring.platform
    return platform
