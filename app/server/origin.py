"""Where a request comes from: this machine or another, this site or another, through a proxy or not."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection

from app.identity.demo import is_loopback
from app.services.people.accounts import Caller
from data_catalog.personal import mask

_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-port", "x-real-ip", "via")
_SHOWS = frozenset({"check", "code", "dataset", "draft", "left", "link", "model", "run", "share", "source", "step", "workshop"})
_WORD = re.compile(r"[\w.-]{1,64}", re.ASCII)
"""Ids and codes."""


def caller(connection: HTTPConnection, bound_host: str) -> Caller:
    """Who calls, as the accounts service wants to know it."""
    address = connection.client.host if connection.client else ""
    asked = _host(connection.headers.get("host", ""))
    return Caller(address, bound_host, any(name in connection.headers for name in _FORWARDED), asked)


def is_this_machine(connection: HTTPConnection) -> bool:
    """Whether somebody on this very machine asks, with nothing between."""
    calling = caller(connection, "")
    return is_loopback(calling.address) and is_loopback(calling.asked_host or "") and not calling.forwarded


def is_same_site(headers: Headers) -> bool:
    """Whether a request that changes something came from a page of ours (Origin, else Sec-Fetch-Site, else no browser at all)."""
    origin = headers.get("origin")
    if origin is not None:
        return origin != "null" and origin.partition("://")[2] == headers.get("host")
    return headers.get("sec-fetch-site", "same-origin") in {"same-origin", "none"}


def is_own_link(headers: Headers) -> bool:
    """Whether somebody followed a link on a page of ours, and not one in a mail or on another site.

    A browser says so by Sec-Fetch-Site, but to a plain-http portal of an office it does not: there the Referer speaks, which our
    pages hand to nobody else. Who says neither is not believed.
    """
    if not is_same_site(headers):
        return False
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    return urlsplit(headers.get("referer", "")).netloc == headers.get("host")


def local_path(address: str | None) -> str:
    """The address when it is a path of this portal, else `/`: nobody is sent elsewhere after signing in."""
    if not address or not address.startswith("/") or address[1:2] in {"/", "\\"} or any(ord(char) < 33 for char in address):
        return "/"
    parts = urlsplit(address)
    return "/" if parts.scheme or parts.netloc else address


def way_back(path: str, query: str) -> str:
    """The address to come back to after signing in: of what it asks for only what our own pages name, never a text somebody typed."""
    kept = [(name, said) for name, said in parse_qsl(query) if name in _SHOWS and _WORD.fullmatch(said) and mask(said) == said]
    return local_path(path + (f"?{urlencode(kept)}" if kept else ""))


def _host(said: str) -> str:
    """The host of a Host header, without its port; empty when it is none."""
    try:
        return urlsplit(f"//{said}").hostname or ""
    except ValueError:
        return ""
