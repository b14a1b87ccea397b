"""A provider of another make than the certified one: Django OAuth Toolkit (oauthlib, jwcrypto), in a process of its own.

Run as a program with a JSON of what it should be; `another` starts it for a test.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.servers import WHERE, begun, free_port, stop, tells
from tests.sign_on.hostile import CLIENT, SECRET, key

ROOT = Path(__file__).resolve().parents[2]
PEOPLE = {"song": {"name": "송주무", "groups": ["author-dong"]}, "yoon": {"name": "윤주무", "groups": ["nothing"]}}
PASSWORD = "a word for the trial"


@contextmanager
def another(folder: Path, portal: str) -> Iterator[str]:
    """The provider, until the end of the block; gives its issuer."""
    port = free_port()
    asked = {"port": port, "portal": portal, "folder": str(folder), "key": key("django").as_pem(private=True).decode()}
    environment = {"PATH": WHERE, "HOME": str(folder), "MODU_TRIAL_PROVIDER": json.dumps(asked), "PYTHONPATH": str(ROOT)}
    issuer = f"http://127.0.0.1:{port}/o"
    process = begun([sys.executable, "-m", "tests.sign_on.another_make"], folder / "log", lambda: tells(issuer), env=environment)
    try:
        yield issuer
    finally:
        stop(process)


def main() -> None:
    """Serves it; a person signs in by a form at /login, with no question after it."""
    asked = json.loads(os.environ["MODU_TRIAL_PROVIDER"])
    _configure(asked)
    import django

    django.setup()
    from django.core.management import call_command
    from django.core.servers.basehttp import WSGIRequestHandler as Handler
    from django.core.servers.basehttp import WSGIServer, get_internal_wsgi_application

    call_command("migrate", verbosity=0)
    _fill(asked)
    server = WSGIServer(("127.0.0.1", asked["port"]), Handler)
    server.set_app(get_internal_wsgi_application())
    server.serve_forever()


def _configure(asked: dict[str, Any]) -> None:
    from django.conf import settings

    settings.configure(
        SECRET_KEY="only for tests", ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF=__name__, USE_TZ=True, LOGIN_URL="/login",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(Path(asked["folder"]) / "django.db")}},
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "oauth2_provider"],
        MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware", "django.contrib.auth.middleware.AuthenticationMiddleware"],
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"], DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        OAUTH2_PROVIDER={
            "OIDC_ENABLED": True, "OIDC_RSA_PRIVATE_KEY": asked["key"], "PKCE_REQUIRED": True,
            "SCOPES": {"openid": "who you are", "profile": "name", "email": "e-mail", "groups": "groups"},
            "OAUTH2_VALIDATOR_CLASS": f"{_validator.__module__}.Validator",
            "OIDC_RP_INITIATED_LOGOUT_ENABLED": True, "OIDC_RP_INITIATED_LOGOUT_ALWAYS_PROMPT": False,
        },
    )  # fmt: skip


def _validator() -> Any:
    """What it says of a person."""
    from oauth2_provider.oauth2_validators import OAuth2Validator

    class Validator(OAuth2Validator):
        oidc_claim_scope = None

        def get_additional_claims(self, request: Any) -> dict[str, Any]:
            login = request.user.username
            return {"preferred_username": login, **PEOPLE[login]}

    return Validator


def _fill(asked: dict[str, Any]) -> None:
    from django.contrib.auth.models import User
    from oauth2_provider.models import Application

    for login in PEOPLE:
        User.objects.create_user(login, password=PASSWORD)
    Application.objects.create(
        name="portal", client_id=CLIENT, client_secret=SECRET, client_type="confidential", authorization_grant_type="authorization-code",
        redirect_uris=f"{asked['portal']}/sign-in/from/another", post_logout_redirect_uris=f"{asked['portal']}/sign-in/left",
        algorithm="RS256", skip_authorization=True,
    )  # fmt: skip


def _login(request: Any) -> Any:
    from django.contrib.auth import authenticate, login
    from django.http import HttpResponse, HttpResponseRedirect

    if request.method == "POST":
        user = authenticate(username=request.POST["login"], password=request.POST["password"])
        if user is not None:
            login(request, user)
            return HttpResponseRedirect(request.GET["next"])
    return HttpResponse('<form method="post"><input name="login"><input name="password" type="password"><button>in</button></form>')


def __getattr__(name: str) -> Any:
    """What Django looks for in its module of addresses, and its validator: made when it asks, for it must be set up first."""
    if name == "Validator":
        return _validator()
    if name == "urlpatterns":
        from django.urls import include, path

        return [path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")), path("login", _login)]
    raise AttributeError(name)


if __name__ == "__main__":
    # Django imports it by its name.
    from tests.sign_on import another_make

    another_make.main()
