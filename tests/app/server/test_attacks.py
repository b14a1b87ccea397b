"""What a stranger and a colleague try by address, by line and by cookie, against a portal really served."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest
from sqlalchemy import func, select
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from app.identity import demo
from app.identity.passwords import hash_password
from app.server import cookies
from app.services.drafts import drafts
from app.services.people import accounts
from app.services.uploads import uploads
from app.texts import text
from data_catalog import ledger
from data_catalog.records.tables import LedgerRow, PersonRow
from tests.app.finished import finished
from tests.app.sample_result import golden_hour
from tests.app.server.conftest import Client, Served, add_person
from tests.app.server.streaming import Drawn, Tab

ROLES = [role for role, _, _ in demo.PEOPLE]
ROWS = "".join(f"2024-01-{day:02d} 10:00,노학,2024-01-{day:02d} 10:07\n" for day in range(1, 21))
BAD = f"신고일시,출동센터,도착일시\n{ROWS}언젠가,조양,2024-01-02 11:09\n"
SECRETS = (b"root:", b"[project]", b"SQLite format", b"def draw", b"MODU_")


@dataclass(frozen=True)
class Victim:
    """An analyst with a result and a draft of their own, and every address these are handed out at."""

    client: Client
    run: str
    draft: str
    ticket: str

    @property
    def addresses(self) -> list[str]:
        result = golden_hour()
        table, figure = result.tables[0].spec.name, result.figures[0].spec.name
        files = [f"report.{form}" for form in ("pdf", "html", "xlsx", "hwpx")]
        files += [f"tables/{table}.csv", f"pictures/{figure}.png", f"pictures/{figure}.svg"]
        looks = [f"/look/run/{self.run}/{file}" for file in ("page.png", f"{figure}.png")]
        return [*(f"/download/run/{self.run}/{file}" for file in files), *looks, f"/download/draft/{self.draft}/rest_dispatch.xlsx"]


@pytest.fixture(scope="module")
def victim(served: Served) -> Victim:
    client = served.client()
    client.demo(0)
    signed = accounts.whose(served.platform, client.cookies[cookies.SESSION])
    assert signed is not None
    run = finished(signed.person, served.platform, golden_hour())
    draft = drafts.start(signed.person, served.platform, "golden_hour")
    ticket = uploads.token(signed.person, served.platform, draft.id, "dispatch")
    uploads.read(signed.person, served.platform, uploads.store_stream(signed.person, served.platform, ticket, "calls.csv", [BAD.encode()]))
    columns = {"call_at": "신고일시", "arrive_at": "도착일시", "center": "출동센터"}
    mapped = {f"mapping.dispatch.{field}": {"how": "column", "columns": [column]} for field, column in columns.items()}
    drafts.save(signed.person, served.platform, draft.id, mapped, seen=0)
    return Victim(client, run, draft.id, uploads.token(signed.person, served.platform, draft.id, "dispatch"))


@pytest.fixture(scope="module")
def analyst(served: Served) -> Client:
    """An analyst of another organisation, signed in."""
    served.client().demo()  # before anybody else is there: the demo people are made when the first page is asked for
    with served.platform.records.reading() as session:
        there = session.scalar(select(PersonRow.id).where(PersonRow.login == "attacker"))
    if there is None:
        add_person(served.platform, "attacker", hash_password("a sentence of my own"), must_change=False)
    client = served.client()
    client.get("/sign-in")
    form = {"mark": client.cookies["modu_form"], "name": "attacker", "password": "a sentence of my own", "back": "/"}
    assert client.post("/sign-in", form).status == 303
    return client


def test_the_owner_gets_each_of_the_files(victim: Victim) -> None:
    """Else the attacks below would show nothing."""
    assert {address: victim.client.get(address).status for address in victim.addresses} == dict.fromkeys(victim.addresses, 200)


def test_an_analyst_gets_no_file_of_anothers_run_or_draft_and_does_not_learn_that_there_is_one(victim: Victim, analyst: Client) -> None:
    for address in victim.addresses:
        other = analyst.get(address)
        none = analyst.get(address.replace(victim.run, "0" * 32).replace(victim.draft, "0" * 32))
        assert (other.status, other.body) == (404, none.body), address


@pytest.mark.parametrize("role", [role for role in ROLES if role != "analyst"])
def test_no_role_opens_the_files_of_anothers_run(served: Served, victim: Victim, role: str) -> None:
    client = served.client()
    client.demo(ROLES.index(role))
    assert {client.get(address).status for address in victim.addresses} == {404}


def test_a_stranger_gets_no_file_by_its_whole_address(served: Served, victim: Victim) -> None:
    assert {served.client().get(address).status for address in victim.addresses} == {401}


def test_an_upload_ticket_that_was_overheard_is_of_no_use(served: Served, victim: Victim, analyst: Client) -> None:
    for client, status in ((served.client(), 401), (analyst, 422)):
        assert client.post(f"/upload/{victim.ticket}", BAD.encode(), X_File_Name="calls.csv").status == status
    assert victim.client.post(f"/upload/{victim.ticket}", BAD.encode(), X_File_Name="calls.csv").status == 200


@pytest.mark.parametrize("page_name", ["wizard", "result", "report"])
def test_an_analyst_who_puts_anothers_id_into_an_address_sees_nothing_of_it(
    served: Served, victim: Victim, analyst: Client, page_name: str
) -> None:  # fmt: skip
    ids = {"wizard": {"draft": victim.draft, "step": "data"}, "result": {"run": victim.run}, "report": {"run": victim.run}}[page_name]

    async def journey(client: Client) -> Drawn:
        async with Tab(served.port, client.cookies) as tab:
            return await tab.show(page_name, **ids)

    seen = {"wizard": "calls.csv", "result": text("result.to_report", "ko"), "report": text("report.title", "ko")}[page_name]
    assert asyncio.run(journey(victim.client)).says(seen)
    assert not asyncio.run(journey(analyst)).says(seen)


@pytest.mark.parametrize("page_name", ["people", "settings", "audit", "usage", "campaigns", "sources"])
def test_an_analyst_who_asks_for_a_page_of_others_by_name_or_by_its_hash_is_shown_none(
    served: Served, analyst: Client, page_name: str
) -> None:  # fmt: skip
    admin = served.client()
    admin.demo(ROLES.index("admin"))

    async def journey() -> tuple[Drawn, Drawn, Drawn]:
        async with Tab(served.port, admin.cookies) as above:
            theirs = await above.show(page_name)
        async with Tab(served.port, analyst.cookies) as tab:
            by_name = await tab.show(page_name)
            await tab.ask(page=above.page)
            return theirs, by_name, await tab.drawn()

    theirs, by_name, by_hash = asyncio.run(journey())
    refused = text("frame.not_allowed", "ko")
    assert not theirs.says(refused)
    assert by_name.says(refused)
    assert by_hash.says(refused)
    assert not by_name.says("demo-steward")


def test_a_button_of_an_administrators_page_pressed_by_its_id_does_nothing(served: Served, analyst: Client) -> None:
    admin = served.client()
    admin.demo(ROLES.index("admin"))

    def renewals() -> int:
        with served.platform.records.reading() as session:
            return session.scalar(select(func.count()).where(LedgerRow.event == ledger.SALT_RENEWED)) or 0

    async def journey() -> None:
        async with Tab(served.port, admin.cookies) as above:
            drawn = await above.show("settings")
            sure = next(part.new_element.checkbox.id for part in drawn.parts if part.new_element.checkbox.id.endswith("salt.sure"))
            renew = drawn.button("salt.renew")
        async with Tab(served.port, analyst.cookies) as tab:
            await tab.show("settings")
            await tab.ask(page=above.page, clicked=renew)
            await tab.drawn()
            await tab.ask(page=above.page, clicked=sure)
            await tab.drawn()

    asyncio.run(journey())
    assert renewals() == 0


def test_a_file_a_page_was_given_is_for_the_person_of_that_page_alone(served: Served, analyst: Client) -> None:
    """The list of passwords of new people is such a file, and its address stays in the browser of a shared PC."""
    admin = served.client()
    admin.demo(ROLES.index("admin"))

    async def journey() -> None:
        async with Tab(served.port, admin.cookies) as tab:
            address = str(await tab.taken((await tab.show("people")).file("people.template")))
            given = admin.get(address)
            assert (given.body[:2], given.headers["cache-control"]) == (b"PK", "private, no-store")
            assert analyst.get(address).status == 404
            assert analyst.get(address.replace("/media/", "/media/./")).status == 404
            assert served.client().get(address).status == 401
            assert admin.get(address).status == 200

    asyncio.run(journey())


OUTSIDE = [
    "/static/../../pyproject.toml", "/static/%2e%2e/%2e%2e/pyproject.toml", "/static/..%2f..%2fpyproject.toml", "/static//etc/passwd",
    "/assets/../portal.py", "/assets/%2e%2e/portal.py", "/assets/..%5cportal.py", "/assets//etc/passwd",
    "/assets/../../.streamlit/config.toml",
    "/component/modu.upload/../../../../etc/passwd", "/component/..%2f..%2f..%2fetc/passwd", "/media/..%2f..%2f..%2fetc/passwd",
    "/download/run/..%2f..%2f..%2fetc/passwd", "/download/run/%2e%2e/records.sqlite", "/download/run/x/tables/..%2f..%2fx.csv",
    "/download/model/..%2fkit/package.zip", "/download/model/%2e%2e/package.zip", "/download/model/kit/package.zip",
    "/download/model/golden_hour/..%2f..%2f..%2fpyproject.toml", "/look/run/%2e%2e/records.sqlite", "/_stcore/agent/../host-config",
    "/static/../_stcore/host-config", "/static/../metrics/", "/app/static/../portal.py", "/%2e%2e/%2e%2e/etc/passwd", "/..;/etc/passwd",
]  # fmt: skip


@pytest.mark.parametrize("who", ["stranger", "analyst"])
@pytest.mark.parametrize("path", OUTSIDE)
def test_no_address_leads_out_of_the_folders_that_are_handed_out(served: Served, analyst: Client, path: str, who: str) -> None:
    answer = (analyst if who == "analyst" else served.client()).get(path)
    assert answer.status in {303, 400, 401, 404}
    assert not any(secret in answer.body for secret in SECRETS)


@pytest.mark.parametrize("before", ["/static/..", "/assets/..", "/static/x/../..", "/assets/%2e%2e", "//", "/static;", "/sign-in/with/.."])
def test_a_public_folder_named_first_does_not_open_the_gate(served: Served, victim: Victim, before: str) -> None:
    for address in victim.addresses:
        assert served.client().get(f"{before}{address}").status in {303, 400, 401, 404}, address


@pytest.mark.parametrize("before", ["/static/..", "/assets/..", "/static", "/assets", "/component", "/sign-in/with", "/health"])
def test_no_line_opens_beside_the_gate(served: Served, before: str) -> None:
    own = f"http://127.0.0.1:{served.port}"
    with pytest.raises(InvalidStatus), connect(f"ws://127.0.0.1:{served.port}{before}/_stcore/stream", origin=own):
        pass


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "POST"])
def test_a_way_of_asking_that_no_page_uses_changes_and_tells_nothing(served: Served, victim: Victim, analyst: Client, method: str) -> None:
    own = {"Origin": f"http://127.0.0.1:{served.port}"}
    for address in (*victim.addresses[:1], f"/upload/{victim.ticket}x", "/_stcore/upload_file/a/b", "/metrics"):
        answer = analyst.ask(method, address, b"x", own)
        assert answer.status in {400, 403, 404, 405, 422}, address
    assert victim.client.get(victim.addresses[0]).status == 200


def test_a_session_named_before_signing_in_is_not_the_one_that_begins(served: Served) -> None:
    planted = "a" * 43
    client = served.client()
    client.cookies[cookies.SESSION] = planted
    client.demo(0)
    assert client.cookies[cookies.SESSION] != planted
    other = served.client()
    other.cookies[cookies.SESSION] = planted
    assert other.get("/session").status == 401


@pytest.mark.parametrize("kept", ["", "x", "..", "a" * 9_000, "' or 1=1 --", "%00", '{"person":"admin"}', "null"])
def test_no_made_up_cookie_is_a_session(served: Served, kept: str) -> None:
    client = served.client()
    client.cookies[cookies.SESSION] = kept
    assert client.get("/session").status in {400, 401, 431}
    assert client.get("/people").status in {303, 400, 431}


def test_a_password_changed_by_its_owner_ends_what_a_thief_holds(served: Served) -> None:
    served.client().demo()
    add_person(served.platform, "robbed", hash_password("a sentence of theirs"), must_change=False)

    def signed_in() -> Client:
        client = served.client()
        client.get("/sign-in")
        form = {"mark": client.cookies["modu_form"], "name": "robbed", "password": "a sentence of theirs", "back": "/"}
        assert client.post("/sign-in", form).status == 303
        return client

    thief, owner = signed_in(), signed_in()
    assert thief.get("/").status == 200
    said = {"old": "a sentence of theirs", "new": "another sentence of theirs", "again": "another sentence of theirs"}
    assert owner.post("/password", {"mark": owner.cookies["modu_form"], **said}).status == 303
    assert thief.get("/session").status == 401
    assert owner.get("/").status == 200


@pytest.mark.parametrize("form", [{"name": "' or '1'='1", "password": "x"}, {"name": "demo-admin'--", "password": ""},
                                  {"name": "attacker\x00", "password": "a sentence of my own"}, {"name": "%", "password": "%"},
                                  {"demo": "' or 1=1 --"}, {"demo": "0" * 32}])  # fmt: skip
def test_nothing_typed_into_the_sign_in_page_signs_in_past_it(served: Served, analyst: Client, form: dict[str, str]) -> None:
    assert analyst.get("/").status == 200, "the account there is has that password"
    client = served.client()
    client.get("/sign-in")
    answer = client.post("/sign-in", {"mark": client.cookies["modu_form"], "back": "/", **form})
    assert answer.status == 401
    assert cookies.SESSION not in client.cookies


@pytest.mark.parametrize("name", ['"><script>alert(1)</script>', "<img src=x onerror=alert(1)>", "' onfocus=alert(1) autofocus x='"])
def test_what_is_typed_at_sign_in_comes_back_as_letters(served: Served, name: str) -> None:
    client = served.client()
    client.get("/sign-in")
    page = client.post("/sign-in", {"mark": client.cookies["modu_form"], "back": name, "name": name, "password": "x"}).text
    assert name not in page
    for address in (f"/nowhere/{'%3Cscript%3Ealert(1)%3C/script%3E'}", "/models?model=%22%3E%3Cscript%3Ealert(1)%3C/script%3E"):
        assert "<script>alert" not in served.client().get(address).text


@pytest.mark.parametrize(
    "elsewhere", ["//elsewhere.example/", "/%5celsewhere.example", "https://elsewhere.example/", "/\\elsewhere.example"]
)
@pytest.mark.parametrize("by", ["/language?to=en", "/theme?to=dark", "/sign-in?x=1"])
def test_no_link_of_ours_leads_to_another_host(served: Served, analyst: Client, by: str, elsewhere: str) -> None:
    here = f"http://127.0.0.1:{served.port}"
    for client in (served.client(), analyst):
        for headers in ({"Referer": f"{here}{elsewhere}"}, {"Referer": f"{here}/"}):
            for address in (by, f"{by}&back={elsewhere}"):
                answer = client.get(address, **headers)
                assert not answer.headers.get("location", "/").startswith(("//", "/\\", "http")), address
                assert f'href="{elsewhere}' not in answer.text


def test_a_foreign_name_that_leads_to_this_machine_is_written_into_no_page(served: Served) -> None:
    client = served.client()
    for path in ("/sign-in", "/nowhere", "/plain", "/result?run=abc"):
        answer = client.get(path, Host="elsewhere.example", X_Forwarded_Host="elsewhere.example")
        assert "elsewhere.example" not in answer.text + answer.headers.get("location", "")
