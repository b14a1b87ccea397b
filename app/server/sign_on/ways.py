"""The ways in that the sign-in page offers beside name and password: what is known of them, and nothing asked while it is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from anyio import to_thread
from starlette.requests import Request

from app.server.sign_on import gateways
from app.services import settings
from app.services.platform import Platform
from app.services.sign_on import providers
from app.services.sign_on.discovery import Discovery
from models.kit.wording import Words


@dataclass(frozen=True)
class WayIn:
    """One button: where it leads, and whether the provider did not answer when it was last asked."""

    name: Words
    address: str
    away: bool


async def ways_in(request: Request, back: str) -> list[WayIn]:
    """The buttons. Providers that nobody asked lately are asked now, behind the page's back."""
    platform: Platform = request.app.state.wiring.platform
    discovery: Discovery = request.app.state.discovery
    found = await to_thread.run_sync(providers.every, platform)
    wait_s = float(await to_thread.run_sync(settings.value, platform, "sign_on_wait_s"))
    shown = [one for one in found.providers.values() if one.shown]
    for one in shown:
        if discovery.is_due(one):
            discovery.ask_behind(one, wait_s)
    way = "" if back == "/" else f"?back={quote(back, safe='')}"
    buttons = [WayIn(one.name, f"/sign-in/with/{one.key}{way}", discovery.away(one)) for one in shown]
    if gateways.said(request.scope) is not None and found.gateway is not None:
        buttons.insert(0, WayIn(found.gateway.name, f"/sign-in{way}", False))
    return buttons
