"""A portal with one provider, that does as it is told, and one administrator with a password."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from sqlalchemy import select

from app.services.people import accounts
from app.services.platform import Platform, open_platform
from app.texts import words
from data_catalog.records import settings
from data_catalog.records.tables import Identity, Membership, Organisation, PersonRow, new_id, utc_now
from tests.app.server.conftest import Answer, Client, Served, serving
from tests.sign_on.hostile import CLIENT, SECRET, Hostile, hostile

PASSWORD = "a sentence of my own"
RULES = """
rules = [
    "groups has analyst-yuseong: analyst in 유성구",
    "groups has author-dong: author, analyst in 대전광역시 > 동구",
    "groups has lead: supervisor in Daejeon",
]
"""
PROVIDER = f"""
[provider.hostile]
name_ko = "시험 기관"
name_en = "Trial office"
issuer = "ISSUER"
client_id = "{CLIENT}"
secret_env = "MODU_TRIAL_SECRET"
{RULES}
"""


@dataclass
class SignOn:
    """The portal and its provider; the moves of somebody who signs in there."""

    served: Served
    provider: Hostile

    @property
    def platform(self) -> Platform:
        return self.served.platform

    def begin(self, client: Client, way: str = "/sign-in/with/hostile") -> dict[str, str]:
        """Presses the button; what the provider is asked."""
        answer = client.get(way)
        assert answer.status == 303
        asked = {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}
        self.provider.nonce = asked.get("nonce", "")
        return asked

    def back(self, client: Client, asked: dict[str, str], **changes: str) -> Answer:
        """Comes back from the provider with a code."""
        said = {"code": "code-secret", "state": asked["state"], **changes}
        return client.get(f"/sign-in/from/hostile?{urlencode(said)}")

    def sign_in(self, client: Client | None = None, **said: Any) -> Client:
        """Signs somebody in, of whom the provider says this."""
        client = client or self.served.client()
        self.provider.said = said
        answer = self.back(client, self.begin(client))
        assert answer.headers["location"] == "/", self.reason(client, answer)
        return client

    def reason(self, client: Client, answer: Answer) -> str:
        """The sentence that says why a sign-in did not come to be."""
        assert (answer.status, answer.headers["location"].partition("&")[0]) == (303, "/sign-in?refused=1"), answer.headers
        page = client.get(answer.headers["location"]).text
        found = re.search(r'role="alert"[^>]*>([^<]*)', page)
        assert found is not None
        assert "modu_session" not in client.cookies
        return html.unescape(found[1])

    def roles(self, subject: str = "subject-1") -> set[tuple[str, str]]:
        """The roles somebody holds, and where."""
        with self.platform.records.reading() as session:
            rows = session.execute(
                select(Membership.role, Organisation.name_ko)
                .join(Identity, Identity.person_id == Membership.person_id)
                .join(Organisation, Organisation.id == Membership.organisation_id)
                .where(Identity.subject == subject)
            ).all()
        return {(role, name) for role, name in rows}

    def person(self, subject: str = "subject-1") -> PersonRow | None:
        with self.platform.records.reading() as session:
            found: PersonRow | None = session.scalar(
                select(PersonRow).join(Identity, Identity.person_id == PersonRow.id).where(Identity.subject == subject)
            )
            return found


def is_told(said: str, key: str, lang: str = "ko") -> bool:
    """Whether a sentence is the one of a problem, whatever its facts."""
    parts = re.split(r"\{[^}]*\}", words(f"problem.{key}")[lang])
    return re.fullmatch(".+?".join(re.escape(part) for part in parts), said) is not None


def set_up(platform: Platform, **chosen: Any) -> None:
    """An administrator with a password, and a city with two districts."""
    person = accounts.create_first_admin(platform, "chief", "장관리", PASSWORD, "대전광역시", "Daejeon")
    with platform.records.session() as session:
        for ko, en in (("유성구", "Yuseong-gu"), ("동구", "Dong-gu")):
            session.add(
                Organisation(
                    id=new_id(), parent_id=person.organisation_id, kind="city", name_ko=ko, name_en=en, valid_from=platform.now().date()
                )
            )
        for name, value in chosen.items():
            settings.change(session, name, value, by=person.id, at=utc_now())


@pytest.fixture(scope="package")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SignOn]:
    home = tmp_path_factory.mktemp("sign_on")
    platform = open_platform(home)
    set_up(platform, sign_on_wait_s=1)
    platform.records.close()
    with hostile() as provider:
        (home / "providers.toml").write_text(PROVIDER.replace("ISSUER", provider.issuer), "utf-8")
        # A proxy's word about whom it forwards for is taken too: it must not become the address a gateway is believed at.
        with serving(home, MODU_TRIAL_SECRET=SECRET, MODU_PROXY="127.0.0.1") as served:
            yield SignOn(served, provider)


@pytest.fixture
def sign_on(portal: SignOn) -> Iterator[SignOn]:
    """The portal with its provider as new."""
    portal.provider.reset()
    yield portal
    portal.provider.reset()
