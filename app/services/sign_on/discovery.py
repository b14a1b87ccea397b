"""What a provider says of itself, and its keys: fetched when somebody needs them, kept for a while, never in a page's way.

What is guarded against: a provider that says it is another (its issuer must be the one an administrator wrote), that names addresses
nobody listed, that is late or silent (limits of time; one asks, the others wait for the answer; a failure is not repeated at once),
and tokens with made-up key ids that would have the keys fetched over and over (a few times a minute at most).
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import anyio

from app.identity.demo import is_loopback
from app.identity.provider import Provider
from connectors.outgoing import Gate
from connectors.problem import Problem
from connectors.services import provider as asking
from connectors.services.provider import Way

TOLD_S = 60.0
KEYS_S = 3_600.0
STALE_S = 86_400.0
JUST_NOW_S = 2.0
AGAIN_S = 3.0
_REFETCHES_A_MINUTE = 5
_NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_ENDPOINTS = (*_NEEDED, "userinfo_endpoint", "end_session_endpoint")
_LISTS = ("token_endpoint_auth_methods_supported", "id_token_signing_alg_values_supported", "code_challenge_methods_supported")
_SAID = ("issuer", "authorization_response_iss_parameter_supported", "backchannel_logout_supported", "backchannel_logout_session_supported")


@dataclass
class _Held:
    """What is held of one provider; `told` and `keyed` are seconds of the steady clock, `failed` the last failure and when."""

    lock: anyio.Lock = field(default_factory=anyio.Lock)
    metadata: Mapping[str, Any] | None = None
    told: float = 0.0
    keys: tuple[Mapping[str, Any], ...] = ()
    keyed: float = 0.0
    refetched: list[float] = field(default_factory=list)
    failed: tuple[float, Problem] | None = None


class Discovery:
    """What this process knows of its providers. `clock` is the steady clock; tests give their own."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._held: dict[Provider, _Held] = {}
        self._clock = clock
        self._asking: set[asyncio.Task[None]] = set()

    def ask_behind(self, one: Provider, seconds: float) -> None:
        """Asks without anybody waiting for it."""
        task = asyncio.create_task(self._ask(one, seconds))
        self._asking.add(task)  # without a hand on it, it would be dropped in the middle
        task.add_done_callback(self._asking.discard)

    async def metadata(self, one: Provider, seconds: float, *, now: bool = False) -> Mapping[str, Any]:
        """The provider's own description. While it is away, what was known for less than a day holds.

        `now`: it has to answer now, for somebody is to be sent there. Problems: sign_on.metadata_unusable, sign_on.other_issuer,
        and those of the transport.
        """
        held, kept_s = self._of(one), JUST_NOW_S if now else TOLD_S
        if held.metadata is not None and held.failed is None and self._clock() - held.told < kept_s:
            return held.metadata
        async with held.lock:
            if held.metadata is not None and held.failed is None and self._clock() - held.told < kept_s:
                return held.metadata
            if held.failed is None or self._clock() - held.failed[0] >= AGAIN_S:
                await self._tell(one, held, seconds)
            if held.failed is not None and (now or held.metadata is None or self._clock() - held.told >= STALE_S):
                raise Problem(held.failed[1].code, **held.failed[1].facts)
            if held.metadata is None:
                raise RuntimeError("nothing was asked")
            return held.metadata

    async def keys(self, one: Provider, kid: str | None, seconds: float, *, fresh: bool = False) -> tuple[Mapping[str, Any], ...]:
        """The provider's keys; fetched again, once, where none has the id. Problems: as `metadata`, sign_on.keys_unusable."""
        metadata = await self.metadata(one, seconds)
        held = self._of(one)
        now = self._clock()
        named = kid is None or any(key.get("kid") == kid for key in held.keys)
        if held.keys and now - held.keyed < KEYS_S and named and not fresh:
            return held.keys
        async with held.lock:
            if held.keys and held.keyed > now:  # somebody else fetched them meanwhile
                return held.keys
            held.refetched = [moment for moment in held.refetched if now - moment < 60]
            if held.keys and now - held.keyed < KEYS_S and len(held.refetched) >= _REFETCHES_A_MINUTE:
                return held.keys
            held.refetched.append(now)
            held.keys = key_set((await asking.get_json(way(one, seconds), metadata["jwks_uri"]))[0])
            held.keyed = self._clock()
        return held.keys

    def away(self, one: Provider) -> bool:
        """Whether the last question was not answered."""
        return self._of(one).failed is not None

    def is_due(self, one: Provider) -> bool:
        """Whether it is time to ask again."""
        held, now = self._of(one), self._clock()
        if held.lock.locked():
            return False
        return now - held.failed[0] >= AGAIN_S if held.failed else held.metadata is None or now - held.told >= TOLD_S

    async def _ask(self, one: Provider, seconds: float) -> None:
        with contextlib.suppress(Problem):  # that it is away is what is then known of it
            await self.metadata(one, seconds)

    def _of(self, one: Provider) -> _Held:
        if one not in self._held and len(self._held) > 200:  # settings that were changed leave theirs behind
            self._held.clear()
        return self._held.setdefault(one, _Held())

    async def _tell(self, one: Provider, held: _Held, seconds: float) -> None:
        try:
            held.metadata = described(one, (await asking.get_json(way(one, seconds), discovery_address(one)))[0])
            held.told, held.failed = self._clock(), None
        except Problem as problem:
            held.failed = (self._clock(), problem)


def way(one: Provider, seconds: float) -> Way:
    """The way to a provider, and to nowhere else."""
    return Way(Gate(one.listed), seconds, one.ca_file)


def discovery_address(one: Provider) -> str:
    """Where a provider describes itself (OpenID Connect Discovery 1.0, section 4)."""
    return one.issuer.rstrip("/") + "/.well-known/openid-configuration"


def described(one: Provider, said: Mapping[str, Any]) -> Mapping[str, Any]:
    """The description, when it is of this provider and names addresses that can be used."""
    if said.get("issuer") != one.issuer:
        raise Problem("sign_on.other_issuer", provider=one.name, said=str(said.get("issuer"))[:120])
    for name in _ENDPOINTS:
        address = said.get(name)
        if name in _NEEDED and address is None:
            raise Problem("sign_on.metadata_unusable", provider=one.name, field=name)
        if address is not None and not _usable(one, address):
            raise Problem("sign_on.metadata_unusable", provider=one.name, field=name)
    # No more of it: the client takes whatever else it finds there for settings of its own, a way around the gate among them.
    return {name: said[name] for name in (*_ENDPOINTS, *_LISTS, *_SAID) if isinstance(said.get(name), _kind(name))}


def key_set(said: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """The keys of a key set. Problem sign_on.keys_unusable."""
    keys = said.get("keys")
    found = [key for key in keys if isinstance(key, dict)] if isinstance(keys, list) else []
    if not found or len(found) > 100:
        raise Problem("sign_on.keys_unusable")
    return tuple(found)


def _kind(name: str) -> type:
    return list if name in _LISTS else bool if name in _SAID[1:] else str


def _usable(one: Provider, address: Any) -> bool:
    """https, or http where the issuer itself is on this machine."""
    if not isinstance(address, str) or len(address) > 2_000 or any(ord(char) <= 32 for char in address):
        return False
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        if parts.port == 0:
            return False
    except ValueError:
        return False
    plain = parts.scheme == "http" and one.issuer.startswith("http://") and is_loopback(host)
    return bool(host) and "@" not in parts.netloc and (parts.scheme == "https" or plain)
