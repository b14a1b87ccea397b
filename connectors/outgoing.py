"""The only way out: every connection to another machine is made here, to the hosts an administrator listed and to no other."""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from connectors.problem import Problem

Ip = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolve = Callable[[str, int], Iterable[str]]

CONNECT_S = 10.0
_NAME = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")
_TRANSLATED = ip_network("64:ff9b::/96")  # an IPv4 address behind a translator: it would be another one that is reached
INSIDE = tuple(ip_network(said) for said in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"))
"""Where the servers of an office lie. Never among them: this machine, and the addresses machines talk to themselves at."""


@dataclass(frozen=True)
class Listed:
    """One host and port that may be contacted. `network`: the addresses it must have; inner ones are refused without it."""

    host: str
    port: int
    network: Network | None = None

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}" + (f" {self.network}" if self.network else "")


@dataclass(frozen=True)
class Address:
    """A host whose name was resolved, once, and the address that was checked: nothing else is connected to."""

    host: str
    port: int
    ip: str


def parse_hosts(text: str) -> tuple[Listed, ...]:
    """The list as an administrator writes it, one a line: `HOST:PORT`, or `HOST:PORT NETWORK` for one inside a network.

    Empty lines and what follows `#` are passed over. Problem outgoing.line_unreadable names the line.

    >>> [str(one) for one in parse_hosts("apis.example.kr:443 # open data")]
    ['apis.example.kr:443']
    """
    found: dict[Listed, None] = {}
    for line in text.splitlines():
        words = line.partition("#")[0].split()
        if not words:
            continue
        try:
            host, port = _host_and_port(words[0])
            network = ip_network(words[1]) if len(words) > 1 else None
            if len(words) > 2:
                raise ValueError(line)
        except ValueError:
            raise Problem("outgoing.line_unreadable", line=line.strip()[:80]) from None
        found[Listed(host, port, network)] = None
    return tuple(found)


def parse_network(text: str) -> Network | None:
    """`10.1.0.0/16`; None for nothing. Problem outgoing.line_unreadable."""
    try:
        return ip_network(text.strip()) if text.strip() else None
    except ValueError:
        raise Problem("outgoing.line_unreadable", line=text.strip()[:80]) from None


def plain_host(said: str) -> str:
    """The one way a host is written. ValueError for what a resolver would read as a number, and for what is no host."""
    host = said.strip().removeprefix("[").removesuffix("]").rstrip(".")
    try:
        return str(_unwrapped(ip_address(host)))
    except ValueError:
        host = host.encode("idna").decode("ascii").lower()
    if not _NAME.fullmatch(host):
        raise ValueError(said)
    return host


class Gate:
    """What may be contacted. `resolve` gives the addresses of a name; tests give their own."""

    def __init__(self, listed: Iterable[Listed], resolve: Resolve | None = None) -> None:
        self.listed = tuple(listed)
        self._resolve = resolve or _resolve

    def address(self, host: str, port: int) -> Address:
        """The address to connect to. Problems: outgoing.not_listed, outgoing.unresolved, outgoing.inside."""
        try:
            name = plain_host(host)
        except (ValueError, UnicodeError):
            raise Problem("outgoing.not_listed", host=f"{host[:80]}:{port}") from None
        entries = [one for one in self.listed if (one.host, one.port) == (name, port)]
        if not entries:
            raise Problem("outgoing.not_listed", host=f"{name}:{port}")
        try:
            found = [name] if _literal(name) else list(self._resolve(name, port))
        except OSError:
            found = []
        if not found:
            raise Problem("outgoing.unresolved", host=name)
        for said in found:
            ip = _unwrapped(ip_address(said.partition("%")[0]))
            if any(_fits(ip, entry) for entry in entries):
                return Address(name, port, str(ip))
        raise Problem("outgoing.inside", host=name, address=found[0])

    def connect(self, host: str, port: int, *, timeout_s: float = 30.0, tls: ssl.SSLContext | None = None) -> socket.socket:
        """A connection to the address checked, no other. Problems: as `address`, outgoing.unreachable, outgoing.tls."""
        address = self.address(host, port)
        try:
            link = socket.create_connection((address.ip, port), timeout=min(CONNECT_S, timeout_s))
        except OSError:
            raise Problem("outgoing.unreachable", host=f"{address.host}:{port}") from None
        link.settimeout(timeout_s)
        if tls is None:
            return link
        try:
            return tls.wrap_socket(link, server_hostname=address.host)
        except (ssl.SSLError, OSError):
            link.close()
            raise Problem("outgoing.tls", host=f"{address.host}:{port}") from None


def _host_and_port(said: str) -> tuple[str, int]:
    host, colon, port = said.rpartition(":")
    if not colon or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65_536:
        raise ValueError(said)
    return plain_host(host), int(port)


def _fits(ip: Ip, entry: Listed) -> bool:
    if entry.network is not None:
        return ip in entry.network
    return str(ip) == entry.host or _public(ip)


def _public(ip: Ip) -> bool:
    """Whether an address is one of the open network: not of this machine, a local network, a translator or a tunnel."""
    if isinstance(ip, IPv6Address) and (ip.sixtofour or ip.teredo or ip in _TRANSLATED):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def _unwrapped(ip: Ip) -> Ip:
    mapped = ip.ipv4_mapped if isinstance(ip, IPv6Address) else None
    return mapped or ip


def _literal(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _resolve(name: str, port: int) -> list[str]:
    found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(item[4][0]) for item in found))
