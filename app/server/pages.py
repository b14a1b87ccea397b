"""Our own HTML pages: plain, accessible, readable without any script, every value escaped."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from app.server import cookies
from app.server.origin import way_back
from app.server.visitor import visitor
from app.texts import text


def page(request: Request, template: str, *, status: int = 200, spoken: str = "", **values: Any) -> HTMLResponse:
    """One of our pages as an answer, its form mark set; in the language of whoever asks, unless another is `spoken`."""
    lang, mark = spoken or visitor(request).language, cookies.form_mark(request)
    here = way_back(request.url.path, request.url.query)
    if values.get("back", "/") != "/":
        here += f"{'&' if '?' in here else '?'}back={quote(values['back'], safe='')}"
    asking = visitor(request)
    shown = {"mark": mark, "here": here, "theme": cookies.theme(request, asking.person), "person": asking.person}
    body = render(template, lang, **shown, **values)
    response = HTMLResponse(body, status_code=status, headers={"cache-control": "no-store", "content-language": lang})
    cookies.keep_form_mark(request, response, mark)
    return response


def render(template: str, lang: str, **values: Any) -> str:
    """A template filled in one language; `say(key, **facts)` inside it words a key."""

    def say(key: str, **facts: Any) -> str:
        return text(key, lang, **facts)

    return _environment().get_template(template).render(lang=lang, other="en" if lang == "ko" else "ko", say=say, **values)


@cache
def _environment() -> Environment:
    folder = Path(__file__).parent / "templates"
    environment = Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.globals["mark_svg"] = Markup((Path(__file__).parents[1] / "static" / "mark.svg").read_text(encoding="utf-8"))  # noqa: S704 - a file of ours
    return environment
