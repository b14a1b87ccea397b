"""Taking the forms of our own pages, and sending a browser on."""

from __future__ import annotations

from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.server import cookies
from connectors.problem import Problem

_FORM_BYTES = 16_384


async def fields(request: Request) -> dict[str, str]:
    """The fields of a form. Problem form.too_large."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _FORM_BYTES:
            raise Problem("form.too_large")
    found = parse_qs(body.decode("utf-8", errors="replace"), keep_blank_values=True)
    return {name: values[0] for name, values in found.items()}


def must_be_marked(request: Request, form: dict[str, str]) -> None:
    """Passes when the form is one of this browser. Problem form.expired."""
    if not cookies.is_marked(request, form.get("mark", "")):
        raise Problem("form.expired")


def go(address: str) -> Response:
    """Sends the browser to an address; nothing of it is kept on the way."""
    return RedirectResponse(address, status_code=303, headers={"cache-control": "no-store"})
