"""The flow with one provider: authorization code with PKCE, state and nonce, by Authlib's Starlette client.

Authlib asks and exchanges; where states are kept, what is believed of an ID token and how a provider is reached is ours. What is
guarded against besides what those say: an answer of another provider than the one asked (the `iss` of RFC 9207 where it is there, an
address of its own for each provider), userinfo of somebody else than the ID token is of, and a client secret with characters that
would change its meaning on the way (RFC 6749, 2.3.1).
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import quote_plus

from anyio import to_thread
from authlib.integrations.base_client import MismatchingStateError, OAuthError
from authlib.integrations.starlette_client import StarletteIntegration, StarletteOAuth2App
from starlette.requests import Request

from app.identity.provider import Provider
from app.services import settings
from app.services.platform import Platform
from app.services.sign_on import attempts, providers, tokens
from app.services.sign_on.discovery import Discovery, way
from app.services.sign_on.tokens import Expected
from connectors.problem import Problem
from connectors.services.provider import Transport

_THEIR_CODES = frozenset({
    "access_denied", "login_required", "consent_required", "interaction_required", "account_selection_required", "server_error",
    "temporarily_unavailable", "invalid_request", "invalid_client", "invalid_grant", "invalid_scope", "unauthorized_client",
    "unsupported_response_type", "unsupported_grant_type",
})  # fmt: skip


@dataclass(frozen=True)
class Answered:
    """What a provider vouches for: the claims of its ID token with what userinfo adds, the token itself, and what was asked for."""

    claims: Mapping[str, Any] = field(repr=False)
    id_token: str = field(repr=False)
    asked: Mapping[str, Any] = field(repr=False)


class Flow:
    """Sign-ins with one provider. `browser` is the secret this browser holds while a sign-in is under way."""

    def __init__(self, platform: Platform, discovery: Discovery, one: Provider) -> None:
        self._platform = platform
        self._discovery = discovery
        self._one = one

    async def address(self, request: Request, redirect_uri: str, browser: str, asked: Mapping[str, Any]) -> str:
        """Where the browser goes to sign in; `asked` is handed back with the answer. Problems: those of discovery, sign_on.too_many."""
        app = await self._app(browser, asked, now=True)
        response = await app.authorize_redirect(request, redirect_uri)
        return str(response.headers["location"])

    async def answered(self, request: Request, browser: str) -> Answered:
        """What the provider answered, checked. Problems: sign_on.… and those of the transport."""
        app = await self._app(browser, {})
        self._same_provider(request, app.server_metadata)
        try:
            token = await app.authorize_access_token(request)
            if not isinstance(token.get("id_token"), str) or app.claims is None:
                raise Problem("sign_on.token_incomplete", provider=self._one.name, claim="id_token")
            claims = await self._with_userinfo(app, token)
        except MismatchingStateError:
            raise Problem("sign_on.state") from None
        except OAuthError as fault:
            raise self._refused(fault) from None
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):  # an answer that is none
            raise Problem("sign_on.answer_unreadable", provider=self._one.name) from None
        return Answered(claims, token["id_token"], app.framework.found)

    async def _app(self, browser: str, asked: Mapping[str, Any], *, now: bool = False) -> _App:
        setting = partial(settings.value, self._platform)
        seconds = float(await to_thread.run_sync(setting, "sign_on_wait_s"))
        leeway_s = int(await to_thread.run_sync(setting, "sign_on_leeway_s"))
        metadata = await self._discovery.metadata(self._one, seconds, now=now)
        secret = (await to_thread.run_sync(providers.secret, self._platform, self._one)).reveal()
        client = {
            "scope": " ".join(self._one.scopes), "code_challenge_method": "S256", "transport": Transport(way(self._one, seconds)),
            "trust_env": False, "timeout": None, "leeway": 0, "token_endpoint_auth_method": _method(metadata, secret),
        }  # fmt: skip
        app = _App(
            _States(self._platform, self._one, browser, asked), name=self._one.key, client_id=self._one.client_id,
            client_secret=secret or None, client_kwargs=client, client_auth_methods=[("client_secret_basic", _basic)], **metadata,
        )  # fmt: skip
        app.check = partial(self._checked, leeway_s, seconds)
        return app

    async def _checked(self, leeway_s: int, seconds: float, token: Mapping[str, Any], nonce: str, asked: Mapping[str, Any]) -> Any:
        async def keys(kid: str | None, fresh: bool) -> Any:
            return await self._discovery.keys(self._one, kid, seconds, fresh=fresh)

        now = self._platform.now()
        expected = Expected(nonce, datetime.fromisoformat(asked["asked_at"]), now, leeway_s, str(token.get("access_token") or ""))
        return await tokens.id_token(str(token["id_token"]), self._one, keys, expected)

    async def _with_userinfo(self, app: _App, token: Mapping[str, Any]) -> Mapping[str, Any]:
        """The claims with those of userinfo, which must speak of the same person; what the ID token says comes first."""
        claims: Mapping[str, Any] = app.claims or {}
        if not self._one.ask_userinfo or "userinfo_endpoint" not in app.server_metadata:
            return claims
        answer = await app.get(app.server_metadata["userinfo_endpoint"], token=token)
        said = answer.json() if answer.status_code == 200 else None
        if not isinstance(said, dict):
            raise Problem("sign_on.userinfo_unreadable", provider=self._one.name)
        if said.get("sub") != claims["sub"]:
            raise Problem("sign_on.other_person", provider=self._one.name)
        return {**said, **claims}

    def _same_provider(self, request: Request, metadata: Mapping[str, Any]) -> None:
        said = request.query_params.get("iss")
        needed = metadata.get("authorization_response_iss_parameter_supported") is True and "error" not in request.query_params
        if (said is not None or needed) and said != self._one.issuer:
            raise Problem("sign_on.other_issuer", provider=self._one.name, said=str(said)[:120])

    def _refused(self, fault: OAuthError) -> Problem:
        """Of what a provider says only codes that are known: its own words may hold anything."""
        if fault.error == "access_denied":
            return Problem("sign_on.denied", provider=self._one.name)
        said = fault.error if fault.error in _THEIR_CODES else "error"
        return Problem("sign_on.provider_refused", provider=self._one.name, said=said)


class _App(StarletteOAuth2App):
    """Authlib's client, which leaves the checking of ID tokens to us."""

    check: Any = None
    claims: Mapping[str, Any] | None = None

    async def parse_id_token(self, token: Any, nonce: Any, claims_options: Any = None, claims_cls: Any = None, leeway: int = 0) -> Any:
        self.claims = await self.check(token, nonce, self.framework.found)
        return self.claims


class _States(StarletteIntegration):
    """Keeps what was asked in the records, for one use by one browser."""

    def __init__(self, platform: Platform, one: Provider, browser: str, asked: Mapping[str, Any]) -> None:
        super().__init__(one.key)
        self._platform, self._browser, self._asked = platform, browser, asked
        self.found: Mapping[str, Any] = {}

    async def set_state_data(self, session: Any, state: str, data: Any) -> None:
        kept = {name: data[name] for name in ("nonce", "code_verifier", "redirect_uri") if name in data}
        facts = {**self._asked, **kept, "asked_at": self._platform.now().isoformat()}
        await to_thread.run_sync(attempts.keep, self._platform, self.name, state, self._browser, facts)

    async def get_state_data(self, session: Any, state: str | None) -> Any:
        if not state or not self._browser:
            return None
        found = await to_thread.run_sync(attempts.find, self._platform, self.name, state, self._browser)
        if found is None or not await to_thread.run_sync(attempts.take, self._platform, state, self._browser):
            return None
        self.found = found
        return dict(found)

    async def clear_state_data(self, session: Any, state: str | None) -> None:
        """It is gone as soon as it was looked at."""


def _method(metadata: Mapping[str, Any], secret: str) -> str:
    if not secret:
        return "none"
    offered = metadata.get("token_endpoint_auth_methods_supported")
    return "client_secret_post" if offered and "client_secret_basic" not in offered else "client_secret_basic"


def _basic(client: Any, method: str, uri: str, headers: Any, body: Any) -> Any:
    said = f"{quote_plus(client.client_id)}:{quote_plus(client.client_secret)}"
    headers["Authorization"] = f"Basic {base64.b64encode(said.encode()).decode()}"
    return uri, headers, body
