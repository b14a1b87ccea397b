"""The cookies: the session, a sign-in under way, the language before it, light or dark, and the mark against forged forms."""

from __future__ import annotations

import hmac
import secrets

from starlette.requests import HTTPConnection
from starlette.responses import Response

from app.identity.person import Person
from app.texts import LANGUAGES

SESSION = "modu_session"
LANGUAGE = "modu_language"
THEME = "modu_theme"
FORM_MARK = "modu_form"
SIGN_ON = "modu_sign_on"
THEMES = ("system", "light", "dark")
_YEAR_S = 31_536_000
_SIGN_ON_S = 600


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
    response.set_cookie(LANGUAGE, lang, max_age=_YEAR_S, httponly=True, samesite="lax", secure=_secure(connection), path="/")


def theme(connection: HTTPConnection, person: Person | None) -> str:
    """Light, dark or as the system has it: what was chosen on this device, else what the person chose last anywhere.

    On a device that people share one's choice is not another's: the cookie says whose it is.
    """
    chosen, _, whose = connection.cookies.get(THEME, "").partition(".")
    if chosen in THEMES and (person is None or person.id.startswith(whose or " ")):
        return chosen
    return person.theme if person is not None and person.theme in THEMES else "system"


def keep_theme(connection: HTTPConnection, response: Response, chosen: str, person: Person | None) -> None:
    """Remembers light or dark on this device for a year."""
    said = f"{chosen}.{person.id[:8]}" if person else chosen
    response.set_cookie(THEME, said, max_age=_YEAR_S, httponly=True, samesite="lax", secure=_secure(connection), path="/")


def sign_on(connection: HTTPConnection) -> str:
    """The secret of this browser while it signs in at a provider; empty when it does not."""
    return connection.cookies.get(SIGN_ON, "")[:100]


def keep_sign_on(connection: HTTPConnection, response: Response, secret: str) -> None:
    """Leaves the secret with the browser for ten minutes; it has to come back with an answer from another site, so not `strict`."""
    response.set_cookie(SIGN_ON, secret, max_age=_SIGN_ON_S, httponly=True, samesite="lax", secure=_secure(connection), path="/")


def drop_sign_on(response: Response) -> None:
    """Takes the secret from the browser."""
    response.delete_cookie(SIGN_ON, path="/", httponly=True, samesite="lax")


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
