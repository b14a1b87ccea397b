"""Joining by a code over the wire: what a stranger may ask, what a seat's cookie opens, the wall, the paper, the certificate."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from sqlalchemy import select

from app.identity import person as people
from app.server import cookies
from app.services.workshops import board, codes, making
from app.services.workshops.making import Wanted
from app.texts import text
from data_catalog.records.tables import PersonRow, Workshop, WorkshopCertificate
from tests.app.server.conftest import Client, Served
from tests.app.server.streaming import Tab

pytestmark = pytest.mark.usefixtures("served")


@pytest.fixture(scope="module")
def workshop(served: Served) -> tuple[str, str]:
    """A workshop of the demo trainer: its id and code."""
    return begun(served, "골든타임 실습")


def begun(served: Served, title: str) -> tuple[str, str]:
    """A workshop of two seats that begins in five minutes."""
    served.client().get("/sign-in")
    with served.platform.records.reading() as session:
        trainer = people.of(session, session.scalars(select(PersonRow).where(PersonRow.login == "demo-trainer")).one())
    start = served.platform.now() + timedelta(minutes=5)
    own = making.make(trainer, served.platform, Wanted(title, ("golden_hour",), 2, start, 120, "ko"))
    return own, board.of(trainer, served.platform, own).code


def ask(client: Client, **fields: str) -> tuple[int, str]:
    """Sends the join form; gives the status and where it leads or what it says."""
    client.get("/join")
    answer = client.post("/join", {"mark": client.cookies["modu_form"], **fields})
    return answer.status, answer.headers.get("location") or answer.text


def test_a_code_and_a_name_are_enough_and_the_cookie_opens_the_class_alone(served: Served, workshop: tuple[str, str]) -> None:
    own, code = workshop
    guest = served.client()
    form = guest.get(f"/join?code={code}").text
    assert f'value="{code}"' in form
    assert f'href="/sign-in?back={quote(f"/join?code={code}")}"' in form, "who signs in first need not write the code again"
    status, said = ask(guest, code="QQQQ QQQQ", name="가람", how="guest")
    assert (status, text("problem.join.code_unknown", "ko", said="QQQQ QQQQ") in said) == (422, True)
    assert re.findall(r'id="(\w+)"[^>]* autofocus', said) == ["code"], "what is to be written anew"
    assert ask(guest, code=codes.spaced(code), name="가람", how="guest") == (303, f"/class?workshop={own}")
    assert guest.get("/class").status == 200
    assert ask(guest, code=code, name="다시", how="guest") == (303, f"/class?workshop={own}"), "the same browser has its seat"
    for path in (f"/projector/{own}", f"/handout/{own}"):
        assert guest.get(path).status == 404
    assert guest.get("/download/run/" + "0" * 32 + "/report.pdf").status == 404
    assert guest.post("/upload/" + "0" * 32, b"x", X_File_Name="a.csv").status == 422
    other = served.client()
    with served.platform.records.reading() as session:
        row = session.get_one(Workshop, own)
        seated = select(PersonRow.name).where(PersonRow.workshop_id == own, PersonRow.disabled.is_(False))
        assert (row.state, session.scalars(seated).all()) == ("ready", ["가람"]), "a seat taken early does not begin it"
    status, said = ask(other, code=code, name="가람", how="guest")
    assert (status, text("problem.join.name_taken", "ko", name="가람") in said) == (422, True)
    assert re.findall(r'id="(\w+)"[^>]* autofocus', said) == ["name"]
    said = ask(other, code=code, word="QQQQQ", name="나래", how="guest")[1]
    assert re.findall(r'id="(\w+)"[^>]* autofocus', said) == ["word"], "Enter in the field of the word presses the first button"
    said = ask(other, code=code, word="QQQQQ", how="back")[1]
    assert re.findall(r'id="(\w+)"[^>]* autofocus', said) == ["word"]
    other.demo()
    assert text("join.lead", "ko") not in other.get("/join").text, "whoever is signed in is not told that no account is needed"
    assert ask(other, code=code, how="self") == (303, f"/class?workshop={own}")
    status, said = ask(served.client(), code=code, name="셋째", how="guest")
    assert (status, text("problem.join.full", "ko", title="골든타임 실습", seats=2) in said) == (422, True)


def test_a_seat_keeps_the_language_of_the_page_it_joined_on(served: Served) -> None:
    own, code = begun(served, "두 말로")
    for lang, name in (("en-GB", "Ruth"), ("ko-KR", "라온")):
        assert ask(served.client(lang), code=code, name=name, how="guest")[0] == 303
    with served.platform.records.reading() as session:
        seated = select(PersonRow.name, PersonRow.language).where(PersonRow.workshop_id == own, PersonRow.disabled.is_(False))
        assert {one.name: one.language for one in session.execute(seated)} == {"Ruth": "en", "라온": "ko"}


def test_each_step_of_a_seat_is_drawn_once(served: Served) -> None:
    own, code = begun(served, "한 번씩")
    guest = served.client()
    assert ask(guest, code=code, name="다솜", how="guest")[0] == 303

    async def journey() -> list[tuple[str, int]]:
        async with Tab(served.port, guest.cookies) as tab:
            drawn = await tab.show("class", workshop=own)
            drawn = await tab.again(clicked=drawn.button("class.analysis.golden_hour"))
            found = []
            for step in ("data", "columns", "check"):
                drawn = await tab.again(clicked=drawn.button(f"{step}.next"))
                found.append((tab.query.partition("step=")[2], drawn.begun))
            return found

    assert asyncio.run(journey()) == [("columns", 1), ("check", 1), ("settings", 1)]


def test_a_form_of_another_site_or_without_its_mark_takes_no_seat(served: Served, workshop: tuple[str, str]) -> None:
    _, code = workshop
    stranger = served.client()
    stranger.get("/join")
    fields = {"code": code, "name": "몰래", "how": "guest", "mark": stranger.cookies["modu_form"]}
    assert stranger.post("/join", fields, Origin="http://elsewhere.example").status == 403
    answer = stranger.post("/join", {**fields, "mark": "x"})
    assert (answer.status, text("problem.form.expired", "ko") in answer.text) == (422, True)
    assert cookies.SESSION not in stranger.cookies
    page = served.client().get('/join?code="><script>alert(1)').text
    assert "<script>alert" not in page


def test_the_wall_and_the_paper_are_for_who_leads_it(served: Served, workshop: tuple[str, str]) -> None:
    own, code = workshop
    assert served.client().get(f"/projector/{own}").status == 401
    analyst, trainer = served.client(), served.client()
    analyst.demo(0)
    trainer.demo(2)
    for path in ("projector", "handout"):
        assert analyst.get(f"/{path}/{own}").status == 404
        shown = trainer.get(f"/{path}/{own}").text
        assert (text("projector.soon", "ko", time="")[-12:] in shown) == (path == "projector"), "it has not begun"
        assert codes.spaced(code) in shown
        assert "<svg" in shown
        assert f"127.0.0.1:{served.port}/join" in shown
        assert trainer.get(f"/{path}/{'0' * 32}").status == 404
    assert text("handout.words", "ko") in trainer.get(f"/handout/{own}").text


def test_a_certificate_is_confirmed_to_a_stranger_without_a_name_in_any_address(served: Served, workshop: tuple[str, str]) -> None:
    own, _ = workshop
    number = codes.certificate_number()
    with served.platform.records.session() as session:
        day = served.platform.today()
        session.add(WorkshopCertificate(number=number, workshop_id=own, name_hash=codes.name_hash(number, "한 가람"), day=day))
    stranger = served.client("en-GB")
    page = stranger.get(f"/certificate/{number}").text
    assert text("certificate.valid", "en", number=number) in page
    assert "골든타임 실습" in page
    unknown = stranger.get("/certificate/QQQQ-QQQQ-QQQQ")
    assert (unknown.status, "is no certificate" in unknown.text) == (404, True)
    for name, key in (("한가람", "certificate.is_of"), ("한가름", "certificate.not_of")):
        fields = {"mark": stranger.cookies["modu_form"], "number": number, "name": name}
        said = stranger.post("/certificate", fields).text
        assert text(key, "en", name=name) in said
    assert stranger.get(f"/certificate/{number}/x").status == 404
