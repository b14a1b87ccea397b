"""A provider that does as it is told, however wrong: keys, tokens, descriptions, delays, huge answers, redirects."""

from __future__ import annotations

import base64
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from joserfc import jws
from joserfc.jwk import RSAKey

REGISTRY = jws.JWSRegistry(algorithms=["RS256", "HS256", "none", "PS256"], strict_check_header=False)
CLIENT = "modu-portal"
SECRET = "not:a real/one+with odd&characters%"
Reply = tuple[int, Mapping[str, str], bytes]


@cache
def key(name: str, bits: int = 2_048) -> RSAKey:
    """A key of a name: made once, for making one takes a while."""
    return RSAKey.generate_key(bits, {"kid": name, "use": "sig"}, auto_kid=False)


@dataclass
class Hostile:
    """The provider. `replies` answer a path in place of what is usual; `waits_s` delay it; `asked` is what was asked of it."""

    port: int = 0
    signs: str = "one"
    published: list[str] = field(default_factory=lambda: ["one"])
    said: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] | None = None
    token: Callable[[], str] | None = None
    replies: dict[str, Callable[[], Reply]] = field(default_factory=dict)
    waits_s: dict[str, float] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str], dict[str, str]]] = field(default_factory=list)
    nonce: str = ""

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}/realm"

    def reset(self) -> None:
        """As new, the keys the portal knows already kept."""
        self.signs, self.published, self.said, self.metadata, self.userinfo = "one", ["one"], {}, {}, None
        self.token, self.replies, self.waits_s, self.asked, self.nonce = None, {}, {}, [], ""

    def claims(self, **changes: Any) -> dict[str, Any]:
        """The claims of a good ID token, changed; a change to None takes a claim away."""
        now = int(time.time())
        usual = {
            "iss": self.issuer, "sub": "subject-1", "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": self.nonce,
            "preferred_username": "kim", "name": "김주무", "email": "kim@city.example", "groups": ["analyst-yuseong"],
        }  # fmt: skip
        return {name: value for name, value in {**usual, **self.said, **changes}.items() if value is not None}

    def sign(self, claims: Mapping[str, Any], *, alg: str = "RS256", by: Any = None, **header: Any) -> str:
        """A token of these claims; `by`: another key than the published one."""
        head = {"alg": alg, "kid": self.signs, **header}
        return jws.serialize_compact(
            {k: v for k, v in head.items() if v is not None}, json.dumps(claims), by or key(self.signs), registry=REGISTRY
        )

    def logout(self, **changes: Any) -> str:
        """A logout token."""
        now = int(time.time())
        usual = {
            "iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 120, "jti": f"jti-{time.monotonic_ns()}", "sub": "subject-1",
            "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
        }  # fmt: skip
        return self.sign({name: value for name, value in {**usual, **changes}.items() if value is not None}, typ="logout+jwt")

    def reply(self, path: str, form: dict[str, str], headers: dict[str, str]) -> Reply:
        """What is answered."""
        self.asked.append((path, form, headers))
        time.sleep(self.waits_s.get(path, 0))
        if path in self.replies:
            return self.replies[path]()
        base = f"http://127.0.0.1:{self.port}"
        if path == "/realm/.well-known/openid-configuration":
            return ok({
                "issuer": self.issuer, "authorization_endpoint": f"{base}/authorize", "token_endpoint": f"{base}/token",
                "jwks_uri": f"{base}/keys", "end_session_endpoint": f"{base}/end?realm=1", **self.metadata,
            })  # fmt: skip
        if path == "/keys":
            return ok({"keys": [key(name).as_dict(private=False) for name in self.published]})
        if path == "/token":
            token = self.token() if self.token else self.sign(self.claims())
            return ok({"access_token": "access-secret", "token_type": "Bearer", "expires_in": 60, "id_token": token})
        if path == "/userinfo" and self.userinfo is not None:
            return ok(self.userinfo)
        return 404, {}, b"{}"


def ok(said: Any) -> Reply:
    """An answer in JSON."""
    return 200, {"content-type": "application/json"}, json.dumps(said).encode()


def by_secret(claims: Mapping[str, Any], secret: bytes) -> str:
    """A token by HS256. Its secret may be the published key's own text: what a careless library is led to take."""
    said = [{"alg": "HS256", "kid": "one"}, claims]
    signed = ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in said)
    made = hmac.new(secret, signed.encode(), "sha256").digest()
    return f"{signed}.{base64.urlsafe_b64encode(made).decode().rstrip('=')}"


@contextmanager
def hostile() -> Iterator[Hostile]:
    """The provider, on a port of its own."""
    made = Hostile()

    class Talk(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
            self._answer({name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()})

        def _answer(self, form: dict[str, str]) -> None:
            status, headers, body = made.reply(self.path.partition("?")[0], form, dict(self.headers.items()))
            try:
                self.send_response(status)
                for name, value in {"content-length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)
            except OSError:
                pass  # whoever asked has gone

        def log_message(self, *words: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Talk)
    server.daemon_threads = True
    made.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
