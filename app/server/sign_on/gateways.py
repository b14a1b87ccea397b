"""What a gateway says in its headers of who is signed in: believed from its addresses, taken off everybody else's requests."""

from __future__ import annotations

from typing import Any

from anyio import to_thread
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.identity.gateway import ISSUER, KEY, Gateway
from app.identity.role_rules import granted
from app.services.people.accounts import SignedIn
from app.services.platform import Platform
from app.services.sign_on import arriving, departing, providers
from app.services.sign_on.arriving import Arrival

_SAID = "modu.gateway"
PEER = "modu.peer"


class Peer:
    """Notes where a connection really comes from, before a proxy's word about it is taken."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in {"http", "websocket"}:
            scope[PEER] = scope["client"][0] if scope.get("client") else ""
        await self.app(scope, receive, send)


def hear(platform: Platform, scope: Scope) -> None:
    """Takes the gateway's headers off the request, and notes what they said where the gateway itself said it."""
    scope[_SAID] = None
    gateway = providers.gateway_of(platform)
    if gateway is None:
        return
    ours = {name.encode() for name in gateway.headers}
    there: dict[bytes, list[bytes]] = {}
    for name, value in scope["headers"]:
        # A header's name may come with `_` for `-`: some servers in between make no difference.
        plain = name.lower().replace(b"_", b"-")
        if plain in ours:
            there.setdefault(plain, []).append(value)
    scope["headers"] = [pair for pair in scope["headers"] if pair[0].lower().replace(b"_", b"-") not in ours]
    if gateway.is_at(_peer(scope)) and all(len(values) == 1 for values in there.values()):
        scope[_SAID] = _arrival(gateway, {name.decode(): _text(values[0]) for name, values in there.items()})


def said(scope: Scope) -> Arrival | None:
    """Who the gateway says is asking; None where it says nothing, or nobody may say it."""
    found: Arrival | None = scope.get(_SAID)
    return found


async def sign_in(request: Request, who: Arrival) -> SignedIn:
    """Begins the session. Problems: sign_on.…."""
    platform: Platform = request.app.state.wiring.platform
    return await to_thread.run_sync(arriving.sign_in, platform, who)


def holds(platform: Platform, scope: Scope, session_id: str) -> bool:
    """Whether a session may go on: one that a gateway began only while the gateway says that the same person is asking.

    Without a gateway it is not looked for: taking one away is for who writes the file and starts the portal anew.
    """
    if providers.gateway_of(platform) is None:
        return True
    subject = departing.subject_at(platform, session_id, ISSUER)
    who = said(scope)
    return subject is None or (who is not None and who.subject == subject)


def _arrival(gateway: Gateway, headers: dict[str, str]) -> Arrival | None:
    subject = headers.get(gateway.header_person, "").strip()
    if not 0 < len(subject) <= 255 or not subject.isprintable():
        return None
    groups = [part.strip() for part in headers.get(gateway.header_groups, "").split(gateway.separator) if part.strip()]
    claims: dict[str, Any] = {"groups": groups, **{name: value for name, value in headers.items() if name != gateway.header_groups}}
    return Arrival(
        KEY, gateway.name, ISSUER, subject, subject, headers.get(gateway.header_name, "").strip()[:100],
        headers.get(gateway.header_email, "").strip()[:254], granted(gateway.rules, gateway.otherwise, claims), gateway.new_accounts,
    )  # fmt: skip


def _peer(scope: Scope) -> str:
    found = scope.get(PEER)
    return str(found if found is not None else scope["client"][0] if scope.get("client") else "")


def _text(value: bytes) -> str:
    """Headers are Latin letters by the standard; gateways write UTF-8."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")
