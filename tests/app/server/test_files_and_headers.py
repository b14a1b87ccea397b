"""What every answer carries, files in and out, and how the portal tells it is well."""

import gzip
import http.client
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import quote

import pytest

from app.identity import person as people
from app.services.drafts import drafts
from app.services.uploads import uploads
from data_catalog.records import settings
from data_catalog.records.tables import PersonRow
from tests.app.server.conftest import Answer, Client, Served

CSV = "신고일시,출동센터,도착일시\n2024-01-01 10:00,노학,2024-01-01 10:07\n2024-01-02 11:00,조양,2024-01-02 11:09\n"


def signed_in(served: Served) -> tuple[Client, people.Person]:
    client = served.client()
    client.demo(0)
    with served.platform.records.session() as session:
        row = session.query(PersonRow).filter_by(login="demo-analyst").one()
        found = people.of(session, row)
    return client, found


@pytest.mark.parametrize("path", ["/", "/sign-in", "/plain", "/static/none.js", "/assets/portal.css", "/_stcore/health", "/nowhere"])
def test_every_answer_carries_the_headers_that_keep_it_to_itself(served: Served, path: str) -> None:
    client = served.client()
    client.demo()
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert "http" not in headers["content-security-policy"]


def test_no_page_names_another_host(served: Served) -> None:
    client = served.client()
    named = re.compile(r"""(?:src|href|action)=["'](?:https?:)?//""")
    for path in ("/sign-in", "/plain", "/nowhere"):
        assert not named.search(client.get(path).text)
    client.demo()
    assert not named.search(client.get("/").text)


def test_the_pages_scripts_come_compressed_and_equal(served: Served) -> None:
    client = served.client()
    name = re.search(r'href="(/static/js/[^"]+\.js)"', client.get("/sign-in").text)[1]  # type: ignore[index]
    packed, plain = client.get(name, Accept_Encoding="gzip"), client.get(name)
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < len(plain.body) / 2


def test_the_portal_says_it_is_well_and_no_more(served: Served) -> None:
    answer = served.client().get("/health")
    assert (answer.status, json.loads(answer.body)) == (200, {"state": "ok"})


def test_figures_are_for_this_machine_and_administrators(served: Served) -> None:
    assert served.client().get("/metrics").status == 200
    assert served.client().get("/metrics", X_Forwarded_For="10.0.0.1").status == 404
    assert served.client().get("/metrics", Host="a.example").status == 404, "a foreign name that leads to this machine"


def test_a_file_is_streamed_in_read_and_the_token_works_once(served: Served) -> None:
    client, person = signed_in(served)
    draft = drafts.start(person, served.platform, "golden_hour")
    token = uploads.token(person, served.platform, draft.id, "dispatch")
    answer = client.post(f"/upload/{token}", CSV.encode("cp949"), X_File_Name=quote("구급 출동.csv"))
    said = json.loads(answer.body)
    assert (answer.status, said["state"]) == (200, "read")
    view = uploads.load(person, served.platform, said["upload"])
    assert view.file_name == "구급 출동.csv"
    assert view.read is not None
    assert (view.read.encoding, view.read.rows_kept) == ("cp949", 2)
    again = client.post(f"/upload/{token}", b"x", X_File_Name="x.csv")
    assert again.status == 422
    assert json.loads(again.body)["problem"]


def test_an_upload_needs_a_session_and_the_persons_own_token(served: Served) -> None:
    _, person = signed_in(served)
    draft = drafts.start(person, served.platform, "golden_hour")
    token = uploads.token(person, served.platform, draft.id, "dispatch")
    assert served.client().post(f"/upload/{token}", b"x", X_File_Name="x.csv").status == 401
    other = served.client()
    other.demo(1)
    assert other.post(f"/upload/{token}", b"x", X_File_Name="x.csv").status == 422


def test_an_empty_file_is_refused_in_words(served: Served) -> None:
    client, person = signed_in(served)
    draft = drafts.start(person, served.platform, "golden_hour")
    token = uploads.token(person, served.platform, draft.id, "dispatch")
    answer = client.post(f"/upload/{token}", b"", X_File_Name=quote("빈 파일.csv"))
    assert answer.status == 422
    assert "빈 파일.csv" in json.loads(answer.body)["problem"]


def test_a_file_over_the_limit_is_refused_in_words_while_it_is_still_sent(served: Served) -> None:
    client, person = signed_in(served)
    draft = drafts.start(person, served.platform, "golden_hour")
    with limit_of(served, 1):
        for told in (True, False):
            token = uploads.token(person, served.platform, draft.id, "dispatch")
            answer = send(client, token, size=12 << 20, told=told)
            said = json.loads(answer.body)["problem"]
            assert answer.status == 422
            assert "큰 파일.csv" in said
            assert "1 MB" in said
    assert not [path for path in served.platform.lake.draft_folder(draft.id).rglob("*") if path.is_file()]


def test_a_large_file_goes_to_disk_and_not_through_memory(served: Served) -> None:
    client, person = signed_in(served)
    draft = drafts.start(person, served.platform, "golden_hour")
    token = uploads.token(person, served.platform, draft.id, "dispatch")
    seen: list[float] = []
    before = served.rss_mb()
    answer = send(client, token, size=400 << 20, told=True, between=lambda: seen.append(served.rss_mb()))
    assert max(seen) - before < 40, (before, max(seen))
    assert answer.status in {200, 422}


@contextmanager
def limit_of(served: Served, limit_mb: int) -> Iterator[None]:
    """A smaller limit of a file for a while."""
    for value in (limit_mb, settings.SETTINGS["upload_limit_mb"].default):
        with served.platform.records.session() as session:
            settings.change(session, "upload_limit_mb", value, by=None, at=served.platform.now())
        if value == limit_mb:
            yield


def send(client: Client, token: str, *, size: int, told: bool, between: Callable[[], None] = lambda: None) -> Answer:
    """Sends a file block by block, its size told beforehand or not."""
    connection = http.client.HTTPConnection("127.0.0.1", client.port, timeout=120)
    connection.putrequest("POST", f"/upload/{token}")
    headers = {"Origin": f"http://127.0.0.1:{client.port}", "X-File-Name": quote("큰 파일.csv"),
               "Cookie": "; ".join(f"{name}={value}" for name, value in client.cookies.items())}  # fmt: skip
    for name, value in (headers | ({"Content-Length": str(size)} if told else {"Transfer-Encoding": "chunked"})).items():
        connection.putheader(name, value)
    connection.endheaders()
    block = b"2024-01-01,10:00,7\n" * ((1 << 20) // 19)
    block = b"a,b,c\n" + block + b"x" * ((1 << 20) - len(block) - 7) + b"\n"
    for _ in range(size >> 20):
        connection.send(block if told else b"%x\r\n%b\r\n" % (len(block), block))
        between()
    if not told:
        connection.send(b"0\r\n\r\n")
    said = connection.getresponse()
    return Answer(said.status, {}, said.read())


def test_the_standard_form_and_the_package_are_handed_out(served: Served) -> None:
    client, _ = signed_in(served)
    form = client.get("/download/model/golden_hour/form_dispatch.xlsx")
    assert form.status == 200
    assert form.body[:2] == b"PK"
    assert "attachment" in form.headers["content-disposition"]
    assert client.get("/download/model/golden_hour/package.zip").body[:2] == b"PK"


@pytest.mark.parametrize(
    "path", ["model/golden_hour/..%2fmanifest.toml", "model/nothing/package.zip", "run/abc/report.pdf", "run/../x/report.pdf"]
)
def test_what_is_not_there_cannot_be_downloaded(served: Served, path: str) -> None:
    client, _ = signed_in(served)
    assert client.get(f"/download/{path}").status in {400, 404}
