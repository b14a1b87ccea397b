"""What the page of usage tells: own tree only, periods and their comparison, where people stop, who works with what, what is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from app.charts.screen_figure import drawn
from app.identity import demo
from app.identity.person import Person
from app.services.organising import changing
from app.services.organising.changing import Change
from app.services.people import organisations
from app.services.people.history import Form, History
from app.services.usage import board, drilling, made_up, periods, pictures, report, seeing, targets, telling
from app.services.usage.board import Figure
from app.services.usage.periods import Span
from app.services.usage.scope import Asked
from app.services.usage.targets import Target
from app.texts import text
from connectors.problem import Problem
from data_catalog.records.tables import LedgerRow, Organisation, new_id
from tests.app.services.conftest import City

SPRING = Span(date(2024, 3, 1), date(2024, 5, 31))


def put(city: City, event: str, organisation: str, day: date, subject: str, person: str = "p", minutes: int = 0, **facts: Any) -> None:
    """One row of the ledger."""
    kind = {"draft_started": "draft", "mapping_confirmed": "draft", "checks_seen": "draft", "upload": "upload"}.get(event, "run")
    row = {
        "at_utc": datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=minutes), "day": day, "event": event,
        "person_id": person, "organisation_id": organisation, "subject_kind": kind, "subject_id": subject, "facts": facts,
        "model": facts.get("model"), "kind": facts.get("kind"), "cache_key": facts.get("cache_key"),
    }  # fmt: skip
    with city.platform.records.engine.begin() as connection:
        connection.execute(insert(LedgerRow), [row])


def real(city: City, organisation: str, day: date, run: str, person: str = "p", model: str = "golden_hour") -> None:
    put(city, "run_finished", organisation, day, run, person, model=model, kind="real")


@pytest.fixture
def chief(city: City) -> Person:
    return city.person("supervisor", city.root)


def counted(person: Person, city: City, span: Span = SPRING, **asked: Any) -> Any:
    return seeing.seen(person, city.platform, span, None, Asked(**asked)).board.figures["real"].value


def test_another_trees_numbers_are_not_had_by_its_id_nor_by_what_came_from_there(city: City, chief: Person) -> None:
    admin, local = city.person("admin", city.root), city.person("supervisor", city.fire)
    team = organisations.add(admin, city.platform, city.tax, "team", "징수팀", "Collectors").id
    with city.platform.records.session() as session:
        session.get_one(Organisation, team).valid_from = date(2024, 1, 1)
    real(city, team, date(2024, 3, 4), "a" * 32)
    real(city, team, date(2024, 5, 6), "b" * 32)
    real(city, city.tax, date(2024, 4, 4), "c" * 32)
    for own in (city.tax, team, city.root, "0" * 32):
        for ask in (
            lambda own=own: counted(local, city, organisation_id=own),
            lambda own=own: drilling.behind(local, city.platform, SPRING, own, "golden_hour"),
        ):
            with pytest.raises(Problem, match=r"not_found\.organisation"):
                ask()
    changing.make(admin, city.platform, Change("move", team, to_id=city.fire, on=date(2024, 5, 1)))
    # From May on it is fire's; what it did before stays with tax, asked for by its own id too.
    assert counted(local, city, organisation_id=team) == counted(local, city) == 1
    assert drilling.behind(local, city.platform, SPRING, team, "golden_hour").finished == 1
    assert counted(chief, city, organisation_id=team) == 2
    assert counted(chief, city) == 3


@pytest.mark.parametrize("role", ["analyst", "author", "trainer", "steward"])
def test_who_does_not_supervise_sees_nothing_of_it(city: City, role: str) -> None:
    person = city.person(role, city.root)
    for ask in (
        lambda: seeing.seen(person, city.platform, SPRING),
        lambda: board.viewed(person, city.platform, SPRING),
        lambda: drilling.behind(person, city.platform, SPRING, city.root, "golden_hour"),
        lambda: targets.listed(person, city.platform, 2024),
        lambda: targets.save(person, city.platform, city.root, 2024, {"real": 1}),
    ):
        with pytest.raises(Problem, match=r"rights\.role_needed"):
            ask()


def test_the_lines_lead_down_the_tree_and_each_level_sums_to_the_one_above(city: City, chief: Person) -> None:
    admin = city.person("admin", city.root)
    team = organisations.add(admin, city.platform, city.fire, "team", "구급팀", "EMS").id
    for at, own in enumerate((city.root, city.fire, team, team, city.tax)):
        real(city, own, date(2024, 4, 1 + at), f"{at}" * 32)
    found = seeing.seen(chief, city.platform, SPRING).board
    told = {line.organisation_id: (line.real, line.below) for line in found.lines}
    assert told == {city.root: (1, False), city.fire: (3, True), city.tax: (1, False)}
    below = seeing.seen(chief, city.platform, SPRING, None, Asked(city.fire)).board
    assert {line.organisation_id: line.real for line in below.lines} == {city.fire: 1, team: 2}
    behind = drilling.behind(chief, city.platform, SPRING, city.fire, "golden_hour")
    assert (behind.finished, behind.looked, behind.seen, behind.closed) == (3, 3, (), 3), "counted, and none for this person to open"
    assert [line.organisation_id for line in found.lines if line.alone] == [city.root]
    assert drilling.behind(chief, city.platform, SPRING, city.root, "golden_hour", alone=True).finished == 1


def test_people_are_new_or_back_and_never_both(city: City, chief: Person) -> None:
    real(city, city.tax, date(2024, 2, 1), "1" * 32, person="old")
    for person, run in (("old", "2"), ("new", "3"), ("new", "4")):
        real(city, city.fire, date(2024, 4, 2), run * 32, person=person)
    figures = seeing.seen(chief, city.platform, SPRING).board.figures
    assert {name: figures[name].value for name in ("people", "active", "new", "back")} == {"people": 2, "active": 2, "new": 1, "back": 1}


def test_periods_end_today_and_compare_like_with_like() -> None:
    today = date(2024, 5, 15)
    assert periods.of("month", today) == Span(date(2024, 5, 1), today)
    assert periods.of("last_month", today) == Span(date(2024, 4, 1), date(2024, 4, 30))
    assert periods.of("last_year", today) == periods.whole_year(2023)
    assert periods.against(Span(date(2024, 2, 1), date(2024, 2, 29)), "year_before") == Span(date(2023, 2, 1), date(2023, 2, 28))
    assert periods.against(SPRING, "before") == Span(date(2023, 11, 30), date(2024, 2, 29))
    assert periods.against(SPRING, "none") is None
    assert {one: periods.preset(periods.of(one, today), today) for one in ("month", "last_month", "year", "last_year")} == {
        one: one for one in ("month", "last_month", "year", "last_year")
    }
    assert periods.preset(SPRING, today) == "days"
    january = date(2024, 1, 9)
    assert periods.preset(periods.of("month", january), january) == "year", "of two that are the same, the longer"
    assert periods.against(Span(date.min, date.min), "before") is None
    assert [one.month for one in SPRING.months()] == [3, 4, 5]
    with pytest.raises(Problem, match=r"usage\.period"):
        Span(date(2024, 5, 2), date(2024, 5, 1))


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (12, 8, "4 more (+50.0%)"), (6, 8, "2 fewer (−25.0%)"), (8, 8, "no change"), (3, 0, "3 more (0 before)"),
        (0, 0, "no change"), (0, 5, "5 fewer (−100.0%)"), (None, 5, "no comparison"), (5, None, "no comparison"),
    ],
)  # fmt: skip
def test_a_change_is_told_in_words_and_never_of_nothing(now: int | None, before: int | None, said: str) -> None:
    assert telling.change(Figure("real", now, before), "en", SPRING) == said
    assert telling.change(Figure("real", now, before), "en", None) == ""


def test_the_change_of_a_share_is_in_points() -> None:
    assert telling.share_change(0.5, 0.4, "ko", SPRING) == "10.0%p 높아짐"
    assert telling.share_change(0.4, 0.5, "en", SPRING) == "10.0 percentage points lower"
    assert telling.share_change(0.4, None, "en", SPRING) == "no comparison"


def test_where_people_stop_counts_who_came_on_and_leaves_out_who_may_still(city: City, chief: Person) -> None:
    day = date(2024, 4, 10)
    steps = ("draft_started", "upload", "mapping_confirmed", "checks_seen", "run_queued", "run_finished", "result_viewed", "report_made")
    for number, (far, model) in enumerate(((8, "golden_hour"), (6, "golden_hour"), (3, "golden_hour"), (1, "cctv_siting"))):
        draft, run = f"{number}d" * 16, f"{number}e" * 16
        for at, step in enumerate(steps[:far]):
            facts: dict[str, Any] = {"model": model, "kind": "real"}
            subject = run if at > 3 else f"{number}f" * 16 if step == "upload" else draft
            facts |= {"draft": draft} if step in ("upload", "run_queued") else {}
            put(city, step, city.fire, day, subject, minutes=at * (10 + number), **facts)
    put(city, "draft_started", city.fire, date(2024, 5, 10), "9d" * 16, model="golden_hour", kind="real")
    put(city, "draft_started", city.fire, day, "8d" * 16, model="golden_hour", kind="sample")
    every, ems, cctv = seeing.seen(chief, city.platform, SPRING).funnels
    assert [step.reached for step in every.steps] == [4, 3, 3, 2, 2, 2, 1, 1]
    assert (every.alive, every.started, every.worst and every.worst.name) == (1, 4, "seen")
    assert [step.reached for step in ems.steps] == [3, 3, 3, 2, 2, 2, 1, 1]
    assert (cctv.model, [step.reached for step in cctv.steps]) == ("cctv_siting", [1, 0, 0, 0, 0, 0, 0, 0])
    lost = {step.name: step.lost for step in every.steps}
    assert lost["data"] == pytest.approx(1 / 4)
    assert lost["started"] is None
    assert {step.name: step.minutes for step in every.steps}["data"] == 11, "the median of 10, 11 and 12"
    assert cctv.steps[2].lost is None
    said = report.stop_said(every, "en")
    assert "Of 4 begun, 2 (50.0%) came to a result" in said


def test_what_was_taken_from_the_catalogue_counts_as_data_without_an_upload(city: City, chief: Person) -> None:
    for step in ("draft_started", "mapping_confirmed"):
        put(city, step, city.fire, date(2024, 4, 1), "d" * 32, model="golden_hour", kind="real")
    (every, *_rest) = seeing.seen(chief, city.platform, SPRING).funnels
    assert [step.reached for step in every.steps[:4]] == [1, 1, 1, 0]


def test_nobody_who_came_to_the_result_stopped_though_none_made_a_report(city: City, chief: Person) -> None:
    for at, step in enumerate(("draft_started", "mapping_confirmed", "checks_seen", "run_queued", "run_finished", "result_viewed")):
        subject = "d" * 32 if at < 3 else "e" * 32
        more = {"draft": "d" * 32} if at >= 3 else {}
        put(city, step, city.fire, date(2024, 4, 1), subject, model="golden_hour", kind="real", **more)
    (every, *_rest) = seeing.seen(chief, city.platform, SPRING).funnels
    assert (every.worst, every.steps[-1].lost) == (None, 1.0)
    assert report.stop_said(every, "en") == text("usage.stop_none", "en", started=1)
    assert "report" in report.stop_said(every, "en")


def test_few_months_without_anything_are_no_line_and_few_analyses_have_whole_ticks(city: City, chief: Person) -> None:
    assert pictures.trend_plan(seeing.seen(chief, city.platform, SPRING).board, "en") is None
    real(city, city.fire, date(2024, 4, 1), "1" * 32)
    plan = pictures.trend_plan(seeing.seen(chief, city.platform, SPRING).board, "en")
    assert plan is not None
    assert drawn(plan, "en", "light").layout.yaxis.dtick == 1


def test_adoption_tells_since_when_and_who_has_not_begun(city: City, chief: Person) -> None:
    real(city, city.fire, date(2023, 2, 3), "1" * 32)
    real(city, city.fire, date(2024, 4, 3), "2" * 32)
    real(city, city.fire, date(2024, 4, 4), "3" * 32, model="cctv_siting")
    found = seeing.seen(chief, city.platform, SPRING).adoption
    fire, *rest = found.rows
    assert (fire.organisation_id, dict(fire.since)) == (city.fire, {"golden_hour": date(2023, 2, 3), "cctv_siting": date(2024, 4, 4)})
    assert dict(fire.analyses) == {"golden_hour": 1, "cctv_siting": 1}
    assert {one.organisation_id for one in rest} == {city.root, city.tax}
    assert (found.begun, found.all) == (1, 3)
    hints = seeing.seen(chief, city.platform, SPRING).hints
    assert len(hints.not_begun) + found.begun == found.all, "one way of counting: who began and who did not are all there are"


def test_targets_are_set_by_administrators_and_what_is_missing_is_told(city: City, chief: Person) -> None:
    admin, other = city.person("admin", city.root), city.person("admin", city.tax)
    hints = seeing.seen(chief, city.platform, SPRING).hints
    assert report.nothing_missing(hints) == "usage.hint.unused"
    assert report.nothing_missing(replace(hints, used=1)) == "usage.hint.no_target", (
        "nothing is missing of targets only where there are some"
    )
    targets.save(admin, city.platform, city.fire, 2024, {"agreed": 2, "real": 1, "cases": 0})
    with pytest.raises(Problem, match=r"rights\.role_needed"):
        targets.save(chief, city.platform, city.fire, 2024, {"agreed": 1})
    with pytest.raises(Problem, match=r"not_found\.organisation"):
        targets.save(other, city.platform, city.fire, 2024, {"agreed": 1})
    for wrong in ({"agreed": -1}, {"agreed": targets.MOST + 1}):
        with pytest.raises(Problem, match=r"usage\.target_wrong"):
            targets.save(admin, city.platform, city.fire, 2024, wrong)
    with pytest.raises(Problem, match=r"policy\.choice_unknown"):
        targets.save(admin, city.platform, city.fire, 2024, {"avoided": 1})
    assert targets.listed(other, city.platform, 2024) == (), "another tree's"
    real(city, city.fire, date(2024, 4, 1), "1" * 32)
    put(city, "agreement_approved", city.fire, date(2024, 4, 1), "d" * 32)
    found = seeing.seen(chief, city.platform, SPRING).hints
    told = {one.target.name: (one.reached, one.missing) for one in found.targets}
    assert told == {"agreed": (1, 1), "real": (1, 0)}
    assert report.nothing_missing(found) == "usage.hint.none"
    assert [one["en"] for one in found.without_case] == ["Fire"]
    assert sorted(one["en"] for one in found.not_begun) == ["Hanbit", "Tax"], "each by itself"
    put(city, "use_case_registered", city.fire, date(2024, 4, 9), "c" * 32, model="golden_hour")
    assert seeing.seen(chief, city.platform, SPRING).hints.without_case == ()
    targets.save(admin, city.platform, city.fire, 2024, {"agreed": 5})
    kept = targets.listed(chief, city.platform, 2024)
    assert kept == (Target(city.fire, 2024, "agreed", 5), Target(city.fire, 2024, "real", 1)), "those named alone are changed"


def test_the_made_up_year_is_for_the_demo_and_is_in_no_record(city: City, chief: Person) -> None:
    with pytest.raises(Problem, match=r"usage\.no_practice"):
        counted(chief, city, practice=True)
    assert not made_up.may_see(chief, city.platform)
    first = [one.subject_id for one in made_up.happenings([city.fire], 2023)]
    more = [one.subject_id for one in made_up.happenings([city.fire, city.tax], 2023) if one.organisation_id == city.fire]
    assert first == more, "whatever other organisations there are"
    assert first == [one.subject_id for one in made_up.happenings([city.fire], 2023)], "the same every time"


def test_the_made_up_year_is_one_whatever_organisations_came_since_and_whatever_their_ids_are() -> None:
    def kept(*more: tuple[str, str]) -> History:
        named = {new_id(): ko for _, _, _, ko, _ in demo.ORGANISATIONS} | dict(more)
        return History({own: (Form(own, None, "department", {"ko": ko, "en": ko}, SPRING.first),) for own, ko in named.items()}, ())

    def told(held: History) -> list[tuple[int, str, date, str | None]]:
        ours = made_up.bodies(held)
        return sorted((ours.index(one.organisation_id), one.event, one.day, one.kind) for one in made_up.happenings(ours, 2024))

    plain = told(kept())
    assert plain == told(kept(("0" * 32, "실습 한 시간"), ("f" * 32, "교통도로과")))
    assert {at for at, *_ in plain} == set(range(len(demo.ORGANISATIONS)))
