"""Asks a provider of single sign-on, through the gate: an httpx2 transport with a limit of time and size, and no way onward.

What is guarded against: a provider, or who speaks in its name, that leads the portal to an address nobody listed (each connection
goes to the address the gate checked, a redirect is refused, a name that resolves elsewhere later too), that answers late, byte by
byte, or without end (one deadline for all of it), that answers hugely or packed (a limit of bytes, packed bodies are refused).
"""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, NoReturn

import anyio
import anyio.lowlevel
import httpcore2
import httpx2
from anyio import to_thread
from httpcore2 import SOCKET_OPTION, AnyIOBackend, AsyncConnectionPool, AsyncNetworkBackend, AsyncNetworkStream

from connectors.outgoing import Gate
from connectors.problem import Problem

MOST_BYTES = 1 << 20
_MOVED = frozenset({301, 302, 303, 307, 308})
# Names are resolved in threads of their own: a name server that is silent holds up nobody else.
_RESOLVING = 4
_LIMITER: anyio.lowlevel.RunVar[anyio.CapacityLimiter] = anyio.lowlevel.RunVar("modu_provider_names")


@dataclass(frozen=True)
class Way:
    """How a provider is reached. `ca_file`: the certificates of an office that vouches for itself, else the usual ones."""

    gate: Gate
    seconds: float
    ca_file: str = ""


class Transport(httpx2.AsyncBaseTransport):
    """One question, one connection, one answer, read whole.

    Problems: web.slow, web.redirected, web.broken, web.too_large, outgoing.…, sign_on.ca_file_unreadable.
    """

    def __init__(self, way: Way) -> None:
        self._way = way

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        host = request.url.host
        try:
            with anyio.fail_after(self._way.seconds):
                return await self._asked(request, host)
        except TimeoutError:
            raise Problem("web.slow", host=host, seconds=round(self._way.seconds)) from None

    async def _asked(self, request: httpx2.Request, host: str) -> httpx2.Response:
        headers = [(name, value) for name, value in request.headers.raw if name.lower() != b"accept-encoding"]
        asked = httpcore2.Request(
            method=request.method,
            url=httpcore2.URL(scheme=request.url.raw_scheme, host=request.url.raw_host, port=request.url.port, target=request.url.raw_path),
            headers=[*headers, (b"accept-encoding", b"identity")],
            content=await request.aread(),
        )
        backend = _Through(self._way.gate)
        try:
            async with AsyncConnectionPool(_tls(self._way.ca_file), max_connections=1, network_backend=backend) as pool:
                answer = await pool.handle_async_request(asked)
                body = await _whole(answer, host)
                await answer.aclose()
        except (httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.TimeoutException, OSError, ValueError) as fault:
            _tell(fault, f"{host}:{request.url.port or 443}")
        return httpx2.Response(answer.status, headers=answer.headers, content=body, request=request)


class _Through(AsyncNetworkBackend):
    """Connects to the address the gate checked, and to no other."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._plain = AnyIOBackend()

    async def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> AsyncNetworkStream:  # fmt: skip
        ask = partial(self._gate.address, host, port)
        address = await to_thread.run_sync(ask, abandon_on_cancel=True, limiter=_limiter())
        return await self._plain.connect_tcp(address.ip, port, timeout, local_address, socket_options)

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[SOCKET_OPTION] | None = None
    ) -> AsyncNetworkStream:
        raise Problem("outgoing.not_listed", host=path[:80])

    async def sleep(self, seconds: float) -> None:
        await self._plain.sleep(seconds)


async def _whole(answer: httpcore2.Response, host: str) -> bytes:
    said = {name.lower(): value for name, value in answer.headers}
    if answer.status in _MOVED:
        raise Problem("web.redirected", host=host)
    if answer.status >= 500 or said.get(b"content-encoding", b"identity") != b"identity":
        raise Problem("web.broken", host=host)
    body = bytearray()
    async for part in answer.aiter_stream():
        body += part
        if len(body) > MOST_BYTES:
            raise Problem("web.too_large", host=host, limit_mb=MOST_BYTES >> 20)
    return bytes(body)


def _tell(fault: BaseException, host: str) -> NoReturn:
    """Our words in place of the fault's, which may quote the question."""
    deeper: BaseException | None = fault
    while deeper is not None:
        if isinstance(deeper, ssl.SSLError):
            raise Problem("outgoing.tls", host=host) from None
        deeper = deeper.__cause__ or deeper.__context__
    if isinstance(fault, httpcore2.ConnectError):
        raise Problem("outgoing.unreachable", host=host) from None
    raise Problem("web.broken", host=host) from None


def _tls(ca_file: str) -> ssl.SSLContext:
    try:
        return _context(ca_file, os.stat(ca_file).st_mtime_ns if ca_file else 0)
    except (OSError, ssl.SSLError):
        raise Problem("sign_on.ca_file_unreadable") from None


@lru_cache(maxsize=8)
def _context(ca_file: str, changed_ns: int) -> ssl.SSLContext:
    """Reading all certificates of a machine takes longer than asking a provider."""
    return ssl.create_default_context(cafile=ca_file or None)


def _limiter() -> anyio.CapacityLimiter:
    try:
        return _LIMITER.get()
    except LookupError:
        made = anyio.CapacityLimiter(_RESOLVING)
        _LIMITER.set(made)
        return made


async def get_json(way: Way, url: str) -> tuple[Mapping[str, Any], Mapping[str, str]]:
    """The object at an address, and the headers it came with (names in small letters). Problems: as Transport, web.broken."""
    async with httpx2.AsyncClient(transport=Transport(way), trust_env=False, timeout=None) as client:
        answer = await client.get(url, headers={"accept": "application/json"})
    try:
        said = answer.json() if answer.status_code == 200 else None
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise Problem("web.broken", host=answer.url.host)
    return said, {name.lower(): value for name, value in answer.headers.items()}
