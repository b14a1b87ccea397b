"""Reviews: who may, what they say and where it stands; "not yet reviewed" in every format of a report until somebody else confirmed it."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import openpyxl
import pypdfium2
import pytest

from app.identity.person import Person
from app.reports import FORMATS
from app.services import inbox
from app.services.catalogue import policies
from app.services.drafts import drafts
from app.services.results import reports
from app.services.runs import runs
from app.services.sharing import giving, reviewing
from connectors.problem import Problem
from data_catalog.records.tables import Organisation, PersonRow
from tests.app.finished import finished
from tests.app.sample_result import golden_hour
from tests.app.services.catalogue.made import brought, calls
from tests.app.services.conftest import City
from tests.app.services.sharing.made import result_of
from tests.app.services.sharing.test_giving import events, give, policy

WAITING, DONE = "검토 전", "검토 완료 (김검토, 2024년 5월 15일)"


@pytest.fixture
def reviewer(city: City) -> Person:
    made = city.person("analyst")
    with city.platform.records.session() as session:
        session.get_one(PersonRow, made.id).name = "김검토"
    return replace(made, name="김검토")


def said(city: City, person: Person, run: str, format_name: str, lang: str = "ko") -> str:
    """Every word of a report, read back from its file."""
    data = reports.make(person, city.platform, run, format_name, lang)
    if format_name == "html":
        return data.decode()
    if format_name == "pdf":
        return " ".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(data))
    if format_name == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(data))
        return " ".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None)
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return re.sub(r"<[^>]*>", "", " ".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml")))


def holds(told: str, wanted: str) -> bool:
    """Whether a text holds another, wherever a line was broken."""
    return "".join(wanted.split()) in "".join(told.split())


@pytest.mark.parametrize("format_name", sorted(FORMATS))
def test_every_format_says_so_until_it_is_confirmed_and_then_by_whom(
    city: City, analyst: Person, reviewer: Person, format_name: str
) -> None:
    # What is said of the review does not hang on how much there is to draw: one table is enough.
    short = replace(golden_hour(), tables=golden_hour().tables[:1], figures=(), maps=())
    run = finished(analyst, city.platform, short)
    assert holds(said(city, analyst, run, format_name), WAITING)
    assert holds(said(city, analyst, run, format_name, "en"), "not yet reviewed")
    review = reviewing.ask(analyst, city.platform, run, reviewer.id)
    assert holds(said(city, reviewer, run, format_name), WAITING), "asking is not having been reviewed"
    reviewing.give_back(reviewer, city.platform, review, "표 2를 다시 보세요")
    assert holds(said(city, analyst, run, format_name), WAITING)
    reviewing.confirm(reviewer, city.platform, reviewing.ask(analyst, city.platform, run, reviewer.id))
    for person in (analyst, reviewer):
        told = said(city, person, run, format_name)
        assert holds(told, DONE)
        assert not holds(told, WAITING)
    assert holds(said(city, analyst, run, format_name, "en"), "reviewed (김검토, 15 May 2024)")
    city.clock.move(minutes=1)
    drafts.save(analyst, city.platform, runs.listed(analyst, city.platform)[0].draft_id or "", {"report.comment": "덧붙임"}, seen=0)
    assert holds(said(city, analyst, run, format_name), "고친 것은 검토하지 않았습니다")


def test_a_review_is_asked_told_answered_and_on_record(city: City, analyst: Person, reviewer: Person) -> None:
    platform = city.platform
    run = finished(analyst, platform, golden_hour())
    with pytest.raises(Problem, match=r"not_found\.run"):
        runs.result(reviewer, platform, run)
    review = reviewing.ask(analyst, platform, run, reviewer.id)
    assert runs.result(reviewer, platform, run), "who is asked may see it"
    assert [message.key for message in inbox.listed(reviewer, platform)] == ["inbox.review_asked"], "told once, not as a share too"
    (waits,) = reviewing.waiting(reviewer, platform)
    assert (waits.run_id, waits.asker) == (run, "아무개")
    found = reviewing.of_run(reviewer, platform, run)
    assert (found.state, found.mine, found.author, found.told) == ("asked", True, False, True)
    with pytest.raises(Problem, match=r"review\.comment_missing"):
        reviewing.give_back(reviewer, platform, review, " \n ")
    reviewing.give_back(reviewer, platform, review, "850101-1234567 님 줄을 빼세요")
    found = reviewing.of_run(analyst, platform, run)
    assert (found.state, found.reviewer, found.author) == ("returned", "김검토", True)
    assert "1234567" not in found.comment
    assert inbox.listed(analyst, platform)[0].key == "inbox.review_returned"
    for again in (lambda: reviewing.confirm(reviewer, platform, review), lambda: reviewing.give_back(reviewer, platform, review, "또")):
        with pytest.raises(Problem, match=r"review\.answered"):
            again()
    reviewing.confirm(reviewer, platform, reviewing.ask(analyst, platform, run, reviewer.id))
    with pytest.raises(Problem, match=r"review\.confirmed"):
        reviewing.ask(analyst, platform, run, city.person("analyst").id)
    told = events(city, "review_asked", "review_returned", "review_confirmed")
    assert [event for event, _, _ in told] == ["review_asked", "review_returned", "review_asked", "review_confirmed"]
    assert all("빼세요" not in str(facts) for _, _, facts in told)


def test_the_author_reviews_nothing_of_their_own_and_a_new_run_has_no_review(city: City, analyst: Person, reviewer: Person) -> None:
    platform = city.platform
    run = finished(analyst, platform, golden_hour())
    with pytest.raises(Problem, match=r"review\.author"):
        reviewing.ask(analyst, platform, run, analyst.id)
    reviewing.confirm(reviewer, platform, reviewing.ask(analyst, platform, run, reviewer.id))
    again = finished(analyst, platform, golden_hour())
    assert (reviewing.of_run(analyst, platform, run).state, reviewing.of_run(analyst, platform, again).state) == ("confirmed", "none")
    sample = finished(analyst, platform, golden_hour(sample=True), "sample")
    assert reviewing.of_run(reviewer, platform, sample).told is False
    assert not holds(said(city, analyst, sample, "html"), WAITING)
    with pytest.raises(Problem, match=r"review\.not_needed"):
        reviewing.ask(analyst, platform, sample, reviewer.id)


def test_anothers_review_is_as_if_there_were_none(city: City, analyst: Person, reviewer: Person) -> None:
    platform = city.platform
    run = finished(analyst, platform, golden_hour())
    review = reviewing.ask(analyst, platform, run, reviewer.id)
    attacker = city.person("analyst steward admin", city.tax)
    for person, way in (
        (attacker, reviewing.confirm), (analyst, reviewing.confirm), (attacker, reviewing.withdraw), (reviewer, reviewing.withdraw),
    ):  # fmt: skip
        with pytest.raises(Problem, match=r"not_found\.review"):
            way(person, platform, review)
    with pytest.raises(Problem, match=r"not_found\.run"):
        reviewing.ask(attacker, platform, run, attacker.id)
    with pytest.raises(Problem, match=r"not_found\.run"):
        reviewing.of_run(attacker, platform, run)
    assert reviewing.of_run(analyst, platform, run).state == "asked"
    reviewing.withdraw(analyst, platform, review)
    with pytest.raises(Problem, match=r"review\.answered"):
        reviewing.confirm(reviewer, platform, review)
    assert reviewing.of_run(analyst, platform, run).state == "none"


def test_who_may_not_see_what_it_was_made_of_is_not_asked_and_cannot_confirm_any_more(
    city: City, analyst: Person, reviewer: Person
) -> None:
    platform = city.platform
    dataset = brought(city, analyst, calls(40))
    run = result_of(city, analyst, dataset)
    with pytest.raises(Problem, match=r"share\.recipient_nothing"):
        reviewing.ask(analyst, platform, run, city.person("analyst", city.tax).id)
    review = reviewing.ask(analyst, platform, run, reviewer.id)
    policies.save(city.person("steward"), platform, dataset, policy(city, "출동센터", effect="deny", to=city.fire))
    with pytest.raises(Problem, match=r"share\.closed"):
        reviewing.confirm(reviewer, platform, review)
    taken = finished(analyst, platform, golden_hour())
    review = reviewing.ask(analyst, platform, taken, reviewer.id)
    share = give(city, analyst, "run", taken, person_id=reviewer.id).share_id
    giving.end(analyst, platform, share)
    with pytest.raises(Problem, match=r"not_found\.run"):
        reviewing.confirm(reviewer, platform, review)
    assert reviewing.of_run(analyst, platform, taken).state == "asked"


def test_an_organisation_that_does_not_want_it_said_says_so_and_a_confirmed_review_is_told_all_the_same(
    city: City, analyst: Person, reviewer: Person
) -> None:
    platform = city.platform
    run = finished(analyst, platform, golden_hour())
    admin = city.person("admin", city.fire)
    assert reviewing.own_choice(admin, platform) is None
    reviewing.choose(city.person("admin", city.root), platform, False)
    assert not holds(said(city, analyst, run, "html"), WAITING), "the city above says so"
    reviewing.choose(admin, platform, True)
    assert holds(said(city, analyst, run, "html"), WAITING), "the nearest that says anything counts"
    reviewing.choose(admin, platform, None)
    assert not reviewing.of_run(analyst, platform, run).told
    reviewing.confirm(reviewer, platform, reviewing.ask(analyst, platform, run, reviewer.id))
    assert holds(said(city, analyst, run, "html"), DONE)
    with pytest.raises(Problem, match=r"not_found\.organisation"):
        reviewing.choose(analyst, platform, False)
    with platform.records.reading() as session:
        assert session.get_one(Organisation, city.root).tells_review is False
