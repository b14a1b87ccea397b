"""Tries a provider step by step, and says of each what was found: nothing is changed, and nothing waits for it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import anyio

from app.identity.person import Person
from app.identity.provider import Provider
from app.services import settings
from app.services.platform import Platform
from app.services.sign_on import providers
from app.services.sign_on.discovery import described, discovery_address, key_set, way
from app.services.sign_on.places import Places
from app.services.sign_on.tokens import ALGORITHMS
from connectors.problem import Problem
from connectors.services.provider import get_json

GOOD, CARE, BAD = "good", "care", "bad"


@dataclass(frozen=True)
class Step:
    """One step. `name`: a key of the texts, `sign_on.try.<name>`, which `facts` fill; `problem`: why it went no further."""

    name: str
    state: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    problem: Problem | None = None


def attempt(person: Person, platform: Platform, key: str) -> tuple[Step, ...]:
    """What was found, in order; a step that fails is the last of those that stand on it. Problems: rights.*, provider_unknown."""
    settings.need_for_all(person, platform)
    one = providers.need(platform, key)
    steps = [_secret(platform, one), *_rules(platform, one)]
    seconds = float(settings.value(platform, "sign_on_wait_s"))
    return (*anyio.run(_asked, one, seconds, platform, int(settings.value(platform, "sign_on_leeway_s"))), *steps)


async def _asked(one: Provider, seconds: float, platform: Platform, leeway_s: int) -> list[Step]:
    begun = time.monotonic()
    try:
        said, headers = await get_json(way(one, seconds), discovery_address(one))
    except Problem as problem:
        return [Step("answers", BAD, problem=problem)]
    steps = [Step("answers", GOOD, {"host": urlsplit(one.issuer).netloc, "ms": round(1_000 * (time.monotonic() - begun))})]
    steps.append(_clock(headers.get("date"), platform.now(), leeway_s))
    try:
        metadata = described(one, said)
    except Problem as problem:
        return [*steps, Step("describes", BAD, problem=problem)]
    steps.append(Step("describes", GOOD))
    steps += [_algorithms(metadata), _sign_out(metadata), *_hosts(one, metadata)]
    try:
        keys = key_set((await get_json(way(one, seconds), metadata["jwks_uri"]))[0])
        steps.append(Step("keys", GOOD, {"count": len(keys)}))
    except Problem as problem:
        steps.append(Step("keys", BAD, problem=problem))
    return steps


def _clock(said: str | None, now: datetime, leeway_s: int) -> Step:
    try:
        apart_s = round(abs((parsedate_to_datetime(said or "") - now).total_seconds()))
    except (ValueError, TypeError):
        return Step("clock_unknown", CARE)
    # The header counts whole seconds, and was a moment on the way.
    return Step("clock", GOOD if apart_s <= min(leeway_s, 30) else CARE if apart_s <= leeway_s else BAD, {"seconds": apart_s})


def _algorithms(metadata: Mapping[str, Any]) -> Step:
    offered = [str(one) for one in metadata.get("id_token_signing_alg_values_supported", ["RS256"])]
    usable = [one for one in offered if one in ALGORITHMS]
    return Step("algorithms", GOOD if usable else BAD, {"usable": usable or ["–"]})


def _sign_out(metadata: Mapping[str, Any]) -> Step:
    there = "end_session_endpoint" in metadata
    return Step("sign_out" if there else "sign_out_none", GOOD if there else CARE)


def _hosts(one: Provider, metadata: Mapping[str, Any]) -> list[Step]:
    """Addresses the portal itself asks that lie at hosts nobody listed."""
    listed = {(entry.host, entry.port) for entry in one.listed}
    asked = [urlsplit(metadata[name]) for name in ("token_endpoint", "jwks_uri", "userinfo_endpoint") if name in metadata]
    missing = {f"{parts.hostname}:{parts.port or 443}" for parts in asked if (parts.hostname, parts.port or 443) not in listed}
    return [Step("hosts", BAD, {"hosts": sorted(missing)})] if missing else []


def _secret(platform: Platform, one: Provider) -> Step:
    try:
        there = bool(providers.secret(platform, one))
    except Problem as problem:
        return Step("secret", BAD, problem=problem)
    return Step("secret" if there else "secret_none", GOOD if there else CARE)


def _rules(platform: Platform, one: Provider) -> list[Step]:
    grants = [rule.grant for rule in one.rules] + ([one.otherwise] if one.otherwise else [])
    with platform.records.reading() as session:
        places = Places(session)
    unknown = sorted({grant.place for grant in grants if places.of(grant.place) is None})
    if not grants:
        return [Step("rules_none", CARE)]
    return [Step("places", BAD, {"places": unknown[:20]})] if unknown else [Step("rules", GOOD, {"count": len(one.rules)})]
