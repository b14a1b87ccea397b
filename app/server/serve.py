"""Serves the portal in one process until told to stop."""

from __future__ import annotations

import gc
import os
from pathlib import Path
from typing import Any, cast

import uvicorn
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from app.server.application import build
from app.server.sign_on.gateways import Peer
from app.wiring import open_wiring
from connectors.faults import keep_logs_bare


def serve(home: Path | None, host: str, port: int) -> None:
    """Answers on `host:port` and ends the process when told to stop.

    Behind a proxy, `MODU_PROXY` names the addresses whose forwarded headers are believed.
    """
    if home is not None:
        os.environ["MODU_HOME"] = str(home)
    keep_logs_bare()
    wiring = open_wiring(home)
    application = build(wiring, bound_host=host)
    # What is loaded now stays loaded: looking through it for garbage would stop everybody for a tenth of a second each time.
    gc.collect()
    gc.freeze()
    # Nor every time 700 things more were made than let go of, for a page makes thousands: in a class of 50 that was a fourteenth of
    # all there was to do.
    gc.set_threshold(5_000, 10, 10)
    proxies = os.environ.get("MODU_PROXY", "")
    # The word of a proxy is taken inside: where a connection really comes from stays known (`sign_on.gateways`).
    heard: Any = ProxyHeadersMiddleware(cast(Any, application), trusted_hosts=proxies) if proxies else application
    uvicorn.run(
        Peer(heard),
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        loop="app.server.wakes:WokenOnce",
        ws="websockets-sansio",
        ws_max_size=32 * 1024 * 1024,
        timeout_graceful_shutdown=5,
        lifespan="on",
    )
    # Everything is closed; taking the interpreter apart would only let libraries tell what they forgot to free.
    os._exit(0)
