"""Puts the application together: routes, gate, headers, and Streamlit behind them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from streamlit.runtime.pages_manager import PagesManager
from streamlit.web import bootstrap

from app.server import signin, status, transfers, workshops
from app.server.gate import Gate
from app.server.headers import SafeHeaders
from app.server.heeded import HeededClicks
from app.server.living import LivingClicks
from app.server.own_files import OwnFiles
from app.server.own_tabs import OwnTabs
from app.server.packed import PackedFiles
from app.server.shell import shell
from app.server.sign_on import routes as sign_on
from app.server.steady import SteadyPages
from app.services.sign_on.discovery import Discovery
from app.sitemap import SCREENS
from app.wiring import Wiring

_APP = Path(__file__).parents[1]
_PORTAL = _APP / "portal.py"
# Beside the code in its folder, and as the wheel carries it.
_CONFIGS = (_APP.parent / ".streamlit" / "config.toml", _APP / "streamlit.toml")


def build(wiring: Wiring, *, bound_host: str) -> st.App:
    """The ASGI application. `bound_host` is the address it answers on: demo people need this machine's own."""
    bootstrap.load_config_options(_options())
    application = st.App(
        _PORTAL,
        routes=[
            Route("/sign-in", signin.sign_in, methods=["GET", "POST"]),
            Route("/sign-in/with/{provider}", sign_on.begin),
            Route("/sign-in/from/{provider}", sign_on.answer),
            Route("/sign-in/ended/{provider}", sign_on.ended_there, methods=["POST"]),
            Route("/sign-in/left", sign_on.left_there),
            Route("/sign-in/link/{provider}", sign_on.link, methods=["POST"]),
            Route("/sign-in/unlink", sign_on.unlink, methods=["POST"]),
            Route("/sign-out", signin.sign_out, methods=["POST"]),
            Route("/password", signin.password, methods=["GET", "POST"]),
            Route("/language", signin.language),
            Route("/theme", signin.theme),
            Route("/session", signin.session),
            Route("/join", workshops.join, methods=["GET", "POST"]),
            Route("/certificate", workshops.certificate, methods=["GET", "POST"]),
            Route("/certificate/{number}", workshops.certificate),
            Route("/projector/{workshop}", workshops.projector),
            Route("/handout/{workshop}", workshops.paper),
            Route("/upload/{ticket}", transfers.upload, methods=["POST"]),
            Route("/download/run/{run}/{file:path}", transfers.of_run),
            Route("/look/run/{run}/{file}", transfers.look),
            Route("/download/model/{model}/{file}", transfers.of_model),
            Route("/download/draft/{draft}/{file}", transfers.of_draft),
            Route("/health", status.healthy),
            Route("/metrics", status.metrics),
            Route("/plain", status.plain),
            Route("/favicon.ico", status.favicon),
            Mount("/assets", StaticFiles(directory=_APP / "static")),
            *(Route(f"/{item.path}", shell) for item in SCREENS),
        ],
        middleware=[
            Middleware(SafeHeaders),
            Middleware(PackedFiles),
            Middleware(Gate, wiring=wiring, bound_host=bound_host),
            Middleware(LivingClicks, wiring=wiring),
            Middleware(OwnFiles),
            Middleware(OwnTabs),
            Middleware(SteadyPages, main=PagesManager(str(_PORTAL)).main_script_hash),
            Middleware(HeededClicks),
            Middleware(_State, wiring=wiring, bound_host=bound_host),
        ],
    )
    return application


class _State:
    """Lays what the routes need into the application's state, once a request (Streamlit builds the application late)."""

    def __init__(self, app: Any, wiring: Wiring, bound_host: str) -> None:
        self.app = app
        self.wiring = wiring
        self.bound_host = bound_host
        self.discovery = Discovery()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            scope["app"].state.wiring = self.wiring
            scope["app"].state.bound_host = self.bound_host
            scope["app"].state.discovery = self.discovery
        await self.app(scope, receive, send)


def _options() -> dict[str, Any]:
    """The project's own Streamlit options, wherever the portal is started from."""
    # Without them Streamlit would show tracebacks and ask other hosts: rather no portal than that one.
    config = next(path for path in _CONFIGS if path.is_file())
    return _flat(tomllib.loads(config.read_text(encoding="utf-8")))


def _flat(table: Mapping[str, Any], above: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in table.items():
        if isinstance(value, Mapping):
            found.update(_flat(value, f"{above}{name}."))
        else:
            found[f"{above}{name}"] = value
    return found
