"""Who is asking: the person behind the session cookie, found once a request."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import HTTPConnection

from app.identity.person import Person
from app.identity.sessions import Signed
from app.server import cookies


@dataclass(frozen=True)
class Visitor:
    """Somebody asking; `signed` is None until they signed in."""

    token: str | None
    signed: Signed | None
    language: str

    @property
    def person(self) -> Person | None:
        """Who it is; None for a stranger."""
        return self.signed.person if self.signed else None


def visitor(connection: HTTPConnection) -> Visitor:
    """The visitor the gate found; before the gate, a stranger with their browser's language."""
    found = connection.scope.get("modu.visitor")
    return found if isinstance(found, Visitor) else Visitor(None, None, cookies.language(connection))
