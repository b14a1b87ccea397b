"""What every answer carries, files in and out, and how the portal tells it is well."""

import gzip
import json
import re
from urllib.parse import quote

import pytest

from app.identity import person as people
from app.services import drafts, uploads
from data_catalog.records.tables import PersonRow
from tests.app.server.conftest import Client, Served

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
