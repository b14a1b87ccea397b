"""The one HTML page Streamlit lives in: in the reader's language, light or dark, under our name, with nothing from elsewhere."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse
from streamlit import file_util

from app.server import cookies
from app.server.pages import render
from app.server.visitor import visitor


async def shell(request: Request) -> HTMLResponse:
    """The page for somebody signed in."""
    asking = visitor(request)
    lang, theme = asking.language, cookies.theme(request, asking.person)
    return HTMLResponse(_shell(lang, theme), headers={"cache-control": "no-cache", "content-language": lang, "vary": "cookie"})


@cache
def _shell(lang: str, theme: str) -> str:
    page = (Path(file_util.get_static_dir()) / "index.html").read_text(encoding="utf-8")
    page = re.sub(r"<!--.*?-->", "", page, flags=re.DOTALL)
    page = re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    page = re.sub(r'<link\s+rel="(?:preload|service-desc|shortcut icon)".*?/>', "", page, flags=re.DOTALL)
    page = re.sub(r"<noscript>.*?</noscript>", "", page, flags=re.DOTALL)
    page = re.sub(r'<html lang="[^"]*">', f'<html lang="{lang}" data-theme="{theme}">', page)
    page = re.sub(r"<title>.*?</title>", lambda _: render("shell_head.html", lang), page, flags=re.DOTALL)
    page = page.replace("./static/", "/static/")
    return page.replace('<div id="root"></div>', render("shell_body.html", lang) + '<div id="root"></div>')


@cache
def files_of_the_page() -> tuple[str, ...]:
    """The scripts and styles the page begins with: the sign-in page lets the browser fetch them ahead."""
    return tuple(re.findall(r'(?:src|href)="(/static/(?:js|css)/[^"]+)"', _shell("ko", "system")))
