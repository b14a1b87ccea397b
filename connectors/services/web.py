"""Asks a web address through the gate: every address on the way is checked, the answer has a limit of size and time."""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

from connectors.disk import is_full
from connectors.outgoing import Gate, plain_host
from connectors.problem import Problem

_BLOCK = 1 << 16
_MOVED = frozenset({301, 302, 303, 307, 308})
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Limits:
    """What an answer may take."""

    bytes: int
    seconds: float = 60.0
    redirects: int = 3


@dataclass(frozen=True)
class Answer:
    """What came: its status and headers (names in small letters)."""

    status: int
    headers: Mapping[str, str]
    host: str


def ask(gate: Gate, url: str, take: Callable[[bytes], object], limits: Limits, headers: Mapping[str, str] | None = None) -> Answer:
    """Gives the body of the answer to `take`, piece by piece, whatever its status.

    Problems: web.address_unreadable, web.redirected, web.broken, web.too_large, web.slow, outgoing.….
    """
    until = time.monotonic() + limits.seconds
    given = dict(headers or {})
    for _ in range(limits.redirects + 1):
        parts = split(url)
        answer, onward = _once(gate, parts, given, take, limits, until)
        if onward is None:
            return answer
        url = urljoin(url, onward)
        after = split(url)
        if after.scheme == "http" and parts.scheme == "https":
            raise Problem("web.redirected", host=answer.host)
        if (after.hostname, port_of(after)) != (parts.hostname, port_of(parts)):
            given = {}  # what was meant for one host is not told to another
    raise Problem("web.redirected", host=answer.host)


def split(url: str) -> SplitResult:
    """The parts of a web address. Problem web.address_unreadable for all but http and https, and for one with an account in it."""
    try:
        parts = urlsplit(url)
        odd = any(ord(char) <= 32 or char in "\\\x7f" for char in url)
        if odd or parts.scheme not in _PORTS or not parts.hostname or "@" in parts.netloc:
            raise ValueError(url)
        plain_host(parts.hostname)
        port_of(parts)
    except (ValueError, UnicodeError):
        raise Problem("web.address_unreadable") from None
    return parts


def port_of(parts: SplitResult) -> int:
    """The port an address means."""
    return parts.port or _PORTS[parts.scheme]


def named(parts: SplitResult) -> str:
    """The host as the question names it: with its port, unless that is the usual one."""
    host = plain_host(parts.hostname or "")
    host = f"[{host}]" if ":" in host else host
    return host if port_of(parts) == _PORTS[parts.scheme] else f"{host}:{parts.port}"


class _Through(http.client.HTTPConnection):
    """A connection whose socket the gate made."""

    def __init__(self, gate: Gate, parts: SplitResult, seconds: float) -> None:
        super().__init__(plain_host(parts.hostname or ""), port_of(parts), timeout=seconds)
        self._gate, self._parts = gate, parts

    def connect(self) -> None:
        tls = ssl.create_default_context() if self._parts.scheme == "https" else None
        self.sock = self._gate.connect(self.host, self.port, timeout_s=float(self.timeout or 1), tls=tls)


def _once(
    gate: Gate, parts: SplitResult, headers: Mapping[str, str], take: Callable[[bytes], object], limits: Limits, until: float
) -> tuple[Answer, str | None]:
    """One question: the answer, or where it sends one on to."""
    host = parts.hostname or ""
    left_s = until - time.monotonic()
    if left_s <= 0:
        raise Problem("web.slow", host=host, seconds=round(limits.seconds))
    connection = _Through(gate, parts, left_s)
    try:
        asked = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("GET", asked, headers={"Host": named(parts), **headers})
        response = connection.getresponse()
        said = {name.lower(): value for name, value in response.getheaders()}
        answer = Answer(response.status, said, host)
        if response.status in _MOVED and "location" in said:
            if limits.redirects == 0:
                raise Problem("web.redirected", host=host)
            return answer, said["location"]
        if said.get("content-encoding", "identity") != "identity":
            raise Problem("web.broken", host=host)
        _take_all(response, connection.sock, take, limits, until, host)
        return answer, None
    except TimeoutError:
        raise Problem("web.slow", host=host, seconds=round(limits.seconds)) from None
    except (http.client.HTTPException, OSError, ValueError) as fault:
        if is_full(fault):
            raise
        # Their words may quote the address, which may hold a key.
        raise Problem("web.broken", host=host) from None
    finally:
        connection.close()


def _take_all(
    response: http.client.HTTPResponse, link: socket.socket | None, take: Callable[[bytes], object], limits: Limits, until: float, host: str
) -> None:
    size, told = 0, response.length
    while block := response.read1(_BLOCK):
        size += len(block)
        if size > limits.bytes:
            raise Problem("web.too_large", host=host, limit_mb=max(1, limits.bytes >> 20))
        left_s = until - time.monotonic()
        if left_s <= 0:
            raise Problem("web.slow", host=host, seconds=round(limits.seconds))
        if link is not None:
            link.settimeout(left_s)
        take(block)
    if told is not None and size != told:
        raise Problem("web.broken", host=host)
