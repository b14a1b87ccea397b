"""The pages of workshops outside the portal: joining by a code, confirming a certificate, the code on the wall, the handout."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from anyio import to_thread
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from app.identity.person import Person
from app.server.arrived import arrived
from app.server.forms import fields, go, must_be_marked
from app.server.origin import caller, way_back
from app.server.pages import page
from app.server.visitor import visitor
from app.services import settings
from app.services.people import accounts
from app.services.platform import Platform
from app.services.workshops import board, certificates, codes, handout, joining, making, qr
from app.texts import pick, problem_text, text
from connectors.problem import Problem
from models.kit import library

_WRONG = {
    "name": ("join.name_missing", "join.name_taken"),
    "word": ("join.word_unknown", "join.claimed"),
}
"""The field of the join form that is to be written anew, by what was wrong; else it is the code."""


async def join(request: Request) -> Response:
    """GET shows the form; POST takes a seat, as a guest or as oneself, or goes back to the seat somebody has."""
    if request.method == "GET":
        return await _join_form(request, code=request.query_params.get("code", "")[:20])
    form: dict[str, str] = {}
    try:
        form = await fields(request)
        must_be_marked(request, form)
        form["how"] = _how(form)
        return await _joined(request, form)
    except Problem as problem:
        said = problem_text(problem, visitor(request).language)
        kept = {name: form.get(name, "")[:60] for name in ("code", "name")}
        wrong = next((field for field, known in _WRONG.items() if problem.code in known), "code")
        return await _join_form(request, **kept, problem=said, wrong=wrong, back=form.get("how") in ("back", "claim"), status=422)


async def certificate(request: Request) -> Response:
    """GET says whether a number is a certificate's; POST besides whether it is that of a name, which stands in no address."""
    number, name, problem, found = request.path_params.get("number", "")[:20], "", None, None
    try:
        if request.method == "POST":
            form = await fields(request)
            must_be_marked(request, form)
            number, name = form.get("number", "")[:40], form.get("name", "")[:60]
        if number:
            found = await to_thread.run_sync(certificates.confirm, _platform(request), number, name, _caller(request))
    except Problem as refused:
        problem = problem_text(refused, visitor(request).language)
    lang = visitor(request).language
    shown: dict[str, Any] = {"number": number, "problem": problem, "found": found, "models": (), "organisation": ""}
    if found is not None:
        shown |= {"models": [_title(model, lang) for model in found.models], "organisation": pick(found.organisation, lang)}
    return page(request, "certificate.html", status=404 if problem else 200, **shown)


async def projector(request: Request) -> Response:
    """The code and its picture as large as the wall, for whoever leads the workshop; it looks anew by itself."""
    try:
        seen = await to_thread.run_sync(board.of, _person(request), _platform(request), request.path_params["workshop"])
        at = await to_thread.run_sync(address, request)
        picture = qr.svg(f"{at}/join?code={seen.code}", text("projector.picture", seen.language, code=codes.spaced(seen.code)))
    except Problem as problem:
        return _nothing(request, problem)
    shown: dict[str, Any] = {
        "board": seen,
        "starts": f"{making.here(_platform(request), seen.starts_at_utc):%H:%M}",
        "address": f"{at}/join".partition("://")[2],
        "code": codes.spaced(seen.code),
        "picture": Markup(picture),  # noqa: S704 - of our own making
    }
    return page(request, "projector.html", spoken=seen.language, **shown)


async def paper(request: Request) -> Response:
    """The handout as a page to print."""
    try:
        given = await to_thread.run_sync(handout.of, _person(request), _platform(request), request.path_params["workshop"])
        at = await to_thread.run_sync(address, request)
        bare = given.code.replace(" ", "")
        picture = qr.svg(f"{at}/join?code={bare}", text("projector.picture", given.lang, code=given.code))
    except Problem as problem:
        return _nothing(request, problem)
    shown: dict[str, Any] = {"given": given, "when": handout.when(given), "address": f"{at}/join", "picture": Markup(picture)}  # noqa: S704 - of our own making
    return page(request, "handout.html", spoken=given.lang, **shown)


def address(request: Request) -> str:
    """The address of the portal as people reach it: what the settings say, else what this browser asked for."""
    said = settings.value(_platform(request), "portal_address")
    return str(said) or f"{request.url.scheme}://{request.headers.get('host', '')}"


def _how(form: dict[str, str]) -> str:
    """What was pressed. Enter in a field presses the first button of a form: whoever wrote a seat's word means that seat."""
    how = form.get("how", "")
    return {"guest": "back", "self": "claim"}.get(how, how) if form.get("word", "").strip() else how


async def _joined(request: Request, form: dict[str, str]) -> Response:
    platform, calling, person = _platform(request), _caller(request), visitor(request).person
    how, code = form.get("how", ""), form.get("code", "")
    if how in ("self", "claim"):
        if person is None:
            raise Problem("form.expired")
        if how == "claim":
            workshop = await to_thread.run_sync(joining.claim, person, platform, code, form.get("word", ""), calling)
        else:
            workshop = await to_thread.run_sync(joining.join_as, person, platform, code, calling)
        return go(f"/class?workshop={workshop}")
    if person is not None and person.workshop_id is not None and how == "guest":
        # The same browser again: its seat is there already.
        own = await to_thread.run_sync(joining.join_as, person, platform, code, calling)
        return go(f"/class?workshop={own}")
    if how == "back":
        kept = await to_thread.run_sync(joining.come_back, platform, code, form.get("word", ""), calling)
    else:
        kept = await to_thread.run_sync(joining.join, platform, code, form.get("name", ""), calling, visitor(request).language)
    return await arrived(request, kept.signed_in, f"/class?workshop={kept.workshop_id}")


async def _join_form(request: Request, *, status: int = 200, **values: Any) -> Response:
    person = visitor(request).person
    seat = person if person is not None and person.workshop_id is not None else None
    account = person if seat is None else None
    shown = {"code": "", "name": "", "problem": None, "wrong": "", "back": False, "account": account, "seat": seat, **values}
    shown["back_here"] = way_back("/join", urlencode({"code": "".join(str(shown["code"]).split())}))
    return page(request, "join.html", status=status, **{("came_back" if name == "back" else name): said for name, said in shown.items()})


def _nothing(request: Request, problem: Problem) -> Response:
    lang = visitor(request).language
    return page(request, "problem.html", status=404, title=text("nowhere.title", lang), said=problem_text(problem, lang))


def _title(model: str, lang: str) -> str:
    try:
        return pick(library.load(model).title, lang)
    except Problem:
        return model


def _person(request: Request) -> Person:
    person = visitor(request).person
    if person is None:
        raise Problem("not_found.workshop")
    return person


def _caller(request: Request) -> accounts.Caller:
    return caller(request, request.app.state.bound_host)


def _platform(request: Request) -> Platform:
    platform: Platform = request.app.state.wiring.platform
    return platform
