"""The three cookies: the session, the language before anybody signed in, and the mark against forged forms."""

from __future__ import annotations

import hmac
import secrets

from starlette.requests import HTTPConnection
from starlette.responses import Response

from app.texts import LANGUAGES

SESSION = "modu_session"
LANGUAGE = "modu_language"
FORM_MARK = "modu_form"


def language(connection: HTTPConnection) -> str:
    """The language somebody chose, else the first of ours their browser asks for, else Korean."""
    chosen = connection.cookies.get(LANGUAGE)
    if chosen in LANGUAGES:
        return str(chosen)
    for wanted in connection.headers.get("accept-language", "").split(","):
        code = wanted.split(";")[0].strip()[:2].lower()
        if code in LANGUAGES:
            return code
    return "ko"


def keep_session(connection: HTTPConnection, response: Response, token: str) -> None:
    """Hands the session to the browser: not readable by scripts, not sent along from other sites."""
    response.set_cookie(SESSION, token, httponly=True, samesite="lax", secure=_secure(connection), path="/")


def drop_session(response: Response) -> None:
    """Takes the session from the browser."""
    response.delete_cookie(SESSION, path="/", httponly=True, samesite="lax")


def keep_language(connection: HTTPConnection, response: Response, lang: str) -> None:
    """Remembers the language for a year."""
    response.set_cookie(LANGUAGE, lang, max_age=31_536_000, httponly=True, samesite="lax", secure=_secure(connection), path="/")


def form_mark(connection: HTTPConnection) -> str:
    """The mark every form of this browser carries; a new one when it has none yet."""
    return connection.cookies.get(FORM_MARK) or secrets.token_urlsafe(24)


def keep_form_mark(connection: HTTPConnection, response: Response, mark: str) -> None:
    """Leaves the mark with the browser."""
    response.set_cookie(FORM_MARK, mark, httponly=True, samesite="strict", secure=_secure(connection), path="/")


def is_marked(connection: HTTPConnection, given: str) -> bool:
    """Whether a form carries the mark of its browser."""
    kept = connection.cookies.get(FORM_MARK, "")
    return bool(kept) and hmac.compare_digest(kept.encode(), given.encode())


def _secure(connection: HTTPConnection) -> bool:
    return connection.url.scheme in {"https", "wss"}
