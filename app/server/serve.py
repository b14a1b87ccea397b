"""Serves the portal in one process until told to stop."""

from __future__ import annotations

import os
from pathlib import Path

import uvicorn

from app.server.application import build
from app.wiring import open_wiring


def serve(home: Path | None, host: str, port: int) -> None:
    """Answers on `host:port`. Behind a proxy, `MODU_PROXY` names the addresses whose forwarded headers are believed."""
    if home is not None:
        os.environ["MODU_HOME"] = str(home)
    wiring = open_wiring(home)
    proxies = os.environ.get("MODU_PROXY", "")
    uvicorn.run(
        build(wiring, bound_host=host),
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies or None,
        ws="websockets-sansio",
        ws_max_size=32 * 1024 * 1024,
        timeout_graceful_shutdown=5,
        lifespan="on",
    )
