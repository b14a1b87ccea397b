"""Checks what a provider signed: ID tokens (OpenID Connect Core 1.0, 3.1.3.7) and logout tokens (Back-Channel Logout 1.0, 2.6).

What is guarded against: a token without a signature or signed by a secret (only keys that cannot sign are taken, whatever a header or
a provider says), by another's or a weak key, for another portal or another asking, by another issuer, too old, from a clock that is
off, replayed, or of the other kind: an ID token ends nobody's session and a logout token lets nobody in.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from authlib.oidc.core.util import create_half_hash
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey, import_key
from joserfc.util import to_bytes

from app.identity.provider import Provider
from connectors.problem import Problem

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
EVENT = "http://schemas.openid.net/event/backchannel-logout"
_LONGEST = 200_000
_LEAST_RSA_BITS = 2_048
_LOGOUT_AGE_S = 600
_ANY_HEADER = jws.JWSRegistry(strict_check_header=False)
_PUBLIC = ("kty", "n", "e", "crv", "x", "y")
_KINDS = {"RS": "RSA", "PS": "RSA", "ES": "EC", "Ed": "OKP"}
Keys = Callable[[str | None, bool], Awaitable[Sequence[Mapping[str, Any]]]]
"""Gives the keys for a key id; `True` asks for them anew."""


@dataclass(frozen=True)
class Expected:
    """What an ID token must answer: the asking it belongs to, and the clock here. `leeway_s`: how far the clocks may be apart."""

    nonce: str
    asked_at: datetime
    now: datetime
    leeway_s: int
    access_token: str = ""


async def id_token(token: str, one: Provider, keys: Keys, expected: Expected) -> Mapping[str, Any]:
    """The claims of an ID token that is in order.

    Problems: sign_on.token_unreadable, algorithm, signature, token_issuer, token_audience, nonce, token_incomplete,
    clock_ahead, clock_behind, expired.
    """
    claims, algorithm = await _signed(token, one, keys)
    _issued_by(claims, one)
    if "events" in claims:
        raise Problem("sign_on.token_unreadable", provider=one.name)
    if not isinstance(claims.get("nonce"), str) or not hmac.compare_digest(claims["nonce"].encode(), expected.nonce.encode()):
        raise Problem("sign_on.nonce", provider=one.name)
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        raise Problem("sign_on.token_incomplete", provider=one.name, claim="sub")
    _in_time(claims, one, expected)
    half = claims.get("at_hash")
    if half is not None and expected.access_token:
        made = create_half_hash(expected.access_token, algorithm)
        if made is None or not isinstance(half, str) or not hmac.compare_digest(made, to_bytes(half)):
            raise Problem("sign_on.signature", provider=one.name)
    return claims


async def logout_token(token: str, one: Provider, keys: Keys, now: datetime, leeway_s: int) -> Mapping[str, Any]:
    """The claims of a logout token that is in order; whether it was used before is for the records to say. Problems: as `id_token`."""
    claims, _ = await _signed(token, one, keys)
    _issued_by(claims, one)
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(EVENT), dict) or "nonce" in claims:
        raise Problem("sign_on.token_unreadable", provider=one.name)
    issued, ends = _moment(claims, "iat", one), claims.get("exp")
    ends_s = issued + _LOGOUT_AGE_S if ends is None else _moment(claims, "exp", one)
    seconds = now.timestamp()
    if issued > seconds + leeway_s or min(ends_s, issued + _LOGOUT_AGE_S) <= seconds - leeway_s:
        raise Problem("sign_on.expired", provider=one.name)
    for name in ("jti", "sid", "sub"):
        said = claims.get(name)
        if (said is None and name == "jti") or (said is not None and (not isinstance(said, str) or not 0 < len(said) <= 255)):
            raise Problem("sign_on.token_incomplete", provider=one.name, claim=name)
    if claims.get("sid") is None and claims.get("sub") is None:
        raise Problem("sign_on.token_incomplete", provider=one.name, claim="sid")
    return claims


async def _signed(token: str, one: Provider, keys: Keys) -> tuple[Mapping[str, Any], str]:
    """Claims and algorithm of a token that one of the provider's keys signed."""
    try:
        if len(token) > _LONGEST:
            raise ValueError(token[:10])
        header = jws.extract_compact(token.encode("ascii"), registry=_ANY_HEADER).headers()
    except (JoseError, ValueError, RecursionError, UnicodeError):
        raise Problem("sign_on.token_unreadable", provider=one.name) from None
    algorithm, kid = header.get("alg"), header.get("kid")
    if algorithm not in ALGORITHMS or "crit" in header:
        raise Problem("sign_on.algorithm", provider=one.name, said=str(algorithm)[:20])
    kid = kid if isinstance(kid, str) else None
    claims = _by_any(token, algorithm, kid, await keys(kid, False))
    if claims is None and kid is None:
        claims = _by_any(token, algorithm, kid, await keys(kid, True))
    if claims is None:
        raise Problem("sign_on.signature", provider=one.name)
    return claims, algorithm


def _by_any(token: str, algorithm: str, kid: str | None, keys: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    registry = jws.JWSRegistry(algorithms=[algorithm], strict_check_header=False)
    for said in keys:
        if said.get("kty") != _KINDS[algorithm[:2]] or said.get("use", "sig") != "sig" or said.get("alg", algorithm) != algorithm:
            continue
        if kid is not None and said.get("kid") != kid:
            continue
        try:
            key = import_key({name: said[name] for name in _PUBLIC if name in said})
            if isinstance(key, RSAKey) and key.raw_value.key_size < _LEAST_RSA_BITS:
                continue
            claims = _object(jws.deserialize_compact(token, key, registry=registry).payload)
        except (JoseError, ValueError, TypeError, KeyError, RecursionError):
            continue
        if claims is not None:
            return claims
    return None


def _object(payload: bytes | None) -> Mapping[str, Any] | None:
    said = json.loads(payload or b"null")
    return said if isinstance(said, dict) else None


def _issued_by(claims: Mapping[str, Any], one: Provider) -> None:
    if claims.get("iss") != one.issuer:
        raise Problem("sign_on.token_issuer", provider=one.name)
    for_whom = claims.get("aud")
    audience = [for_whom] if isinstance(for_whom, str) else for_whom if isinstance(for_whom, list) else []
    party = claims.get("azp")
    if one.client_id not in audience or (party is not None and party != one.client_id) or (len(audience) > 1 and party is None):
        raise Problem("sign_on.token_audience", provider=one.name)


def _in_time(claims: Mapping[str, Any], one: Provider, expected: Expected) -> None:
    """In time by both clocks. An ID token is made while we ask: one from before or after that tells of a clock that is off."""
    issued, ends = _moment(claims, "iat", one), _moment(claims, "exp", one)
    begins = _moment(claims, "nbf", one) if "nbf" in claims else issued
    now, leeway = expected.now.timestamp(), expected.leeway_s
    early = max(issued, begins) - now
    if early > leeway:
        raise Problem("sign_on.clock_ahead", provider=one.name, minutes=_minutes(early), leeway_s=leeway)
    if ends > now - leeway:
        return
    late = expected.asked_at.timestamp() - issued
    if late > leeway:
        raise Problem("sign_on.clock_behind", provider=one.name, minutes=_minutes(late), leeway_s=leeway)
    raise Problem("sign_on.expired", provider=one.name)


def _moment(claims: Mapping[str, Any], name: str, one: Provider) -> float:
    said = claims.get(name)
    if isinstance(said, bool) or not isinstance(said, (int, float)) or not 0 <= said < 1e11:
        raise Problem("sign_on.token_incomplete", provider=one.name, claim=name)
    return float(said)


def _minutes(seconds: float) -> int:
    return max(1, round(seconds / 60))
