"""Use cases: registered of a result, changed, told what came of them, taken back; what their result became; and whose they are."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from app.services import goals
from app.services.care import backup
from app.services.cases import evidence, library, looking, outcomes, registering
from app.services.cases.outcomes import Said, Turned
from app.services.sharing import handing_over
from app.texts import words
from connectors.problem import Problem
from data_catalog import datasets, destruction
from data_catalog.records.tables import DatasetVersion, Organisation, Run, RunInput, UseCaseEvent
from models.kit import library as packages
from tests.app.services.agreements.made import at_once
from tests.app.services.cases.made import SAID, Town, refused, town
from tests.app.services.catalogue.made import brought, calls
from tests.app.services.conftest import City


@pytest.fixture
def here(city: City) -> Town:
    return town(city)


def test_a_case_keeps_what_was_said_its_result_and_its_history(here: Town) -> None:
    case = here.case()
    found = here.seen(here.maker, case)
    assert (found.state, found.standing) == ("registered", "there")
    assert (found.decided, found.mine, found.edits, found.judges) == (True, True, True, False)
    assert (found.run_id, found.model, found.model_version) == (here.runs[0], "golden_hour", packages.load("golden_hour").version)
    assert found.said.documents == ("구급과-101",)
    assert "010-1234-5678" not in found.said.contact, "nothing personal is kept"
    registering.change(here.maker, here.city.platform, case, found.revision, replace(found.said, budget_won=None, lessons=""))
    last = here.seen(here.steward, case).history[0]
    assert (last.step, last.said) == (
        "use_case_changed", {"budget_won": [12_000_000, None], "lessons": ["센터와 먼저 이야기한다.", ""]},
    )  # fmt: skip
    registering.change(here.maker, here.city.platform, case, 2, here.seen(here.maker, case).said)
    assert len(here.seen(here.maker, case).history) == 2, "what changes nothing is no step"
    assert [name for name, _ in here.noted("use_case_")] == ["use_case_registered", "use_case_changed"]
    assert here.noted("use_case_registered")[0][1] == {"model": "golden_hour", "decided": True, "run": here.runs[0]}
    with pytest.raises(DBAPIError), here.city.platform.records.session() as session:
        session.execute(update(UseCaseEvent).values(comment="other"))


def test_what_cannot_be_registered_is_told(here: Town) -> None:
    platform, run = here.city.platform, here.run()
    for code, said in (
        ("cases.title_missing", {"title": " \x00"}), ("cases.sentence_missing", {"sentence": ""}),
        ("cases.decision_missing", {"decision": ""}), ("cases.missing", {"title": "", "decided_on": None}),
        ("cases.decided_on_missing", {"decided_on": None}),
        ("cases.day_wrong", {"decided_on": date(2024, 5, 16)}), ("cases.budget_wrong", {"budget_won": -1}),
        ("cases.documents_many", {"documents": tuple(map(str, range(21)))}), ("cases.indicator_missing", {"indicator": ""}),
        ("cases.number_wrong", {"before": float("nan")}), ("policy.choice_unknown", {"sdg": "3.14"}),
        ("policy.choice_unknown", {"decision": "hoped"}), ("policy.choice_unknown", {"driver": "money"}),
    ):  # fmt: skip
        refused(code, lambda said=said: registering.register(here.maker, platform, run, replace(SAID, **said)))
    for kind in ("sample", "training"):
        refused("cases.practice", lambda kind=kind: registering.register(here.maker, platform, here.run(kind), SAID))
    registering.register(here.maker, platform, run, SAID)
    refused("cases.already", lambda: registering.register(here.maker, platform, run, SAID))
    refused("not_found.run", lambda: registering.register(here.first, platform, run, SAID))
    refused("rights.role_needed", lambda: registering.register(here.city.person("auditor"), platform, run, SAID))


def test_the_second_of_two_who_change_at_once_is_told(here: Town) -> None:
    case, platform = here.case(), here.city.platform
    told = at_once(
        lambda: registering.change(here.maker, platform, case, 1, replace(SAID, title="가")),
        lambda: registering.change(here.steward, platform, case, 1, replace(SAID, title="나")),
    )
    assert [one.code for one in told if isinstance(one, Problem)] == ["cases.changed_meanwhile"]
    refused("cases.changed_meanwhile", lambda: registering.withdraw(here.maker, platform, case, 1, "까닭"))
    refused("cases.reason_missing", lambda: registering.withdraw(here.maker, platform, case, 2, " "))
    registering.withdraw(here.steward, platform, case, 2, "잘못 적음")
    found = here.seen(here.maker, case)
    assert (found.state, found.history[0].comment, here.told(here.maker)) == ("withdrawn", "잘못 적음", ["case_withdrawn"])
    refused(
        "cases.over", lambda: registering.change(here.maker, platform, case, 3, SAID),
        lambda: library.publish(here.maker, platform, case, 3, ()),
        lambda: evidence.add(here.maker, platform, case, "a.txt", b"a", nobody_in_it=True),
        lambda: outcomes.answer(here.maker, platform, case, 3, Said(30, "not_yet", False)),
    )  # fmt: skip
    assert here.case(title="다시"), "another is registered of another result"


def test_what_came_of_it_is_asked_for_at_30_and_180_days_and_told_in_the_right_words(here: Town) -> None:
    case, platform = here.case(), here.city.platform
    early = refused("cases.too_early", lambda: outcomes.answer(here.maker, platform, case, 1, Said(30, "not_yet", True)))
    assert early.facts["on"] == "2024-06-14"
    here.city.clock.move(days=29)
    assert outcomes.turn(platform) == Turned(0, 0)
    here.city.clock.move(days=1)
    assert [outcomes.turn(platform).reminded for _ in range(2)] == [1, 0], "once"
    assert [one.waits for one in looking.mine(here.maker, platform)] == ["follow_up"]
    outcomes.answer(here.maker, platform, case, 1, Said(30, "not_yet", True))
    assert [one.waits for one in looking.mine(here.maker, platform)] == [""]
    here.city.clock.move(days=30)
    assert outcomes.turn(platform).reminded == 1, "after not yet it is asked again"
    refused("cases.happened_missing", lambda: outcomes.answer(here.maker, platform, case, 2, Said(30, "measured", True, " ", 70)))
    refused("cases.choice_missing", lambda: outcomes.answer(here.maker, platform, case, 2, Said(30, "", True)))
    refused("cases.number_wrong", lambda: outcomes.answer(here.maker, platform, case, 2, Said(30, "measured", True, "옮김", float("inf"))))
    outcomes.answer(here.maker, platform, case, 2, Said(30, "measured", True, "옮겼다.", 70.0, "2024년 6월"))
    here.city.clock.move(days=120)
    assert outcomes.turn(platform).reminded == 1
    outcomes.answer(here.steward, platform, case, 3, Said(180, "measured", True, "이어진다.", 78.5, "2024년"))
    found = here.seen(here.maker, case)
    told = [(one.day, one.kind, one.value, one.waits) for one in found.follow_ups]
    assert told == [(30, "measured", 70.0, False), (180, "measured", 78.5, False)]
    assert found.change == {
        "ko": "7분 안에 도착한 비율이 63.1%에서 78.5%로 15.4%p 높아졌습니다.",
        "en": "7분 안에 도착한 비율 rose from 63.1% to 78.5%, by 15.4 percentage points.",
    }
    assert outcomes.turn(platform) == Turned(0, 0)
    assert here.noted("use_case_outcome")[-1][1] == {"model": "golden_hour", "day": 180, "decided": True, "outcome": "measured"}
    assert here.told(here.maker) == ["case_follow_up"] * 3


@pytest.mark.parametrize(
    ("before", "after", "unit", "said"),
    [
        (7.5, 6.0, "minutes", ("share_less", 0.2)), (63.1, 78.5, " % ", ("points_more", 15.4)), (0.0, 4.0, "", ("amount_more", 4.0)),
        (5, 5, "%", ("same", 0)), (-2.0, -3.0, "", ("amount_less", 1.0)),
    ],
)  # fmt: skip
def test_a_share_differs_by_points_and_a_measure_by_a_share_of_itself(
    before: float, after: float, unit: str, said: tuple[str, float]
) -> None:
    assert outcomes.difference(before, after, unit) == said


def test_what_was_only_looked_at_is_not_asked_after_and_what_was_planned_may_be_decided_since(here: Town) -> None:
    looked, planned = here.case(decision="looked", decided_on=None), here.case(decision="planned", decided_on=None)
    assert (here.seen(here.maker, looked).follow_ups, here.seen(here.maker, planned).decided) == ((), False)
    here.city.clock.move(days=30)
    assert outcomes.turn(here.city.platform).reminded == 1
    outcomes.answer(here.maker, here.city.platform, planned, 1, Said(30, "not_yet", True))
    assert here.seen(here.maker, planned).decided


def test_a_case_stays_when_its_result_is_held_closed_or_gone_and_cannot_be_published(here: Town) -> None:
    platform, city = here.city.platform, here.city
    case = here.published()
    assert [one.id for one in library.entries(platform)] == [case]
    own = brought(city, here.maker, calls(30), "a.csv")
    attach(here, own)
    with platform.records.session() as session:
        session.get_one(Organisation, city.fire).reviews_releases = ["working"]
    assert here.seen(here.maker, case).standing == "held"
    refused("cases.result_held", lambda: library.publish(here.maker, platform, case, here.revision(case), ()))
    assert (outcomes.turn(platform).left, outcomes.turn(platform).left, here.told(here.maker)[0]) == (1, 0, "case_left")
    assert library.entries(platform) == ()
    others = brought(city, city.person("analyst", city.tax), calls(30), "b.csv")
    attach(here, others)
    assert here.seen(here.steward, case).standing == "closed"
    refused("cases.result_closed", lambda: library.publish(here.maker, platform, case, here.revision(case), ()))
    with platform.records.session() as session:
        destruction.let_go_of_runs(session, [here.runs[0]])
    found = here.seen(here.maker, case)
    assert (found.standing, found.said.title) == ("gone", SAID.title)
    refused("cases.result_gone", lambda: library.publish(here.maker, platform, case, found.revision, ()))
    assert looking.mine(here.maker, platform)[0].gone


def attach(here: Town, dataset: str) -> None:
    """Makes the first run one that read this dataset."""
    with here.city.platform.records.session() as session:
        version = session.scalars(select(DatasetVersion.id).where(DatasetVersion.dataset_id == dataset)).one()
        session.execute(delete(RunInput).where(RunInput.run_id == here.runs[0]))
        session.add(RunInput(run_id=here.runs[0], input="dispatch", dataset_version_id=version))
        session.get_one(Run, here.runs[0]).inputs = {"dispatch": {"dataset_version": version}}


def test_a_case_of_others_is_not_there_by_its_id(here: Town) -> None:
    case, platform = here.case(), here.city.platform
    sent = evidence.add(here.maker, platform, case, "a.txt", "결정문".encode(), nobody_in_it=False)
    for stranger in (here.first, here.city.person("steward", here.city.tax), here.city.person("author", here.city.fire)):
        assert not looking.is_whole(stranger, platform, case)
        assert (looking.mine(stranger, platform), looking.to_review(stranger, platform)) == ((), ())
        refused(
            "not_found.case", lambda who=stranger: here.seen(who, case),
            lambda who=stranger: registering.change(who, platform, case, 2, SAID),
            lambda who=stranger: registering.withdraw(who, platform, case, 2, "x"),
            lambda who=stranger: outcomes.answer(who, platform, case, 2, Said(30, "not_yet", True)),
            lambda who=stranger: library.publish(who, platform, case, 2, ()),
            lambda who=stranger: library.unpublish(who, platform, case, 2),
            lambda who=stranger: evidence.taken(who, platform, case, sent), lambda who=stranger: evidence.remove(who, platform, case, sent),
            lambda who=stranger: evidence.mark(who, platform, case, sent, public=True),
            lambda who=stranger: evidence.add(who, platform, case, "b.txt", b"b", nobody_in_it=True),
        )  # fmt: skip
    refused("not_found.case", lambda: library.one(platform, case), lambda: registering.change(here.supervisor, platform, case, 2, SAID))
    assert here.seen(here.supervisor, case).judges


def test_a_file_is_what_its_bytes_say_and_names_nobody(here: Town) -> None:
    case, platform = here.case(), here.city.platform

    def add(name: str, data: bytes, *, sure: bool = False) -> str:
        return evidence.add(here.maker, platform, case, name, data, nobody_in_it=sure)

    for name, data in (("a.pdf", b"MZ\x90\x00"), ("a.txt", b"<html><script>"), ("a.xlsx", packed("xl/vbaProject.bin", "xl/workbook.xml")),
                       ("a.docx", packed("x.txt")), ("a.csv", b"a\0b"), ("a.zip", b"PK\x03\x04broken")):  # fmt: skip
        refused("cases.file_kind", lambda name=name, data=data: add(name, data))
    refused("upload.empty", lambda: add("a.txt", b""))
    refused("cases.file_large", lambda: add("a.txt", b"a" * (evidence.LIMIT_BYTES + 1)))
    for data in ("담당 010-1234-5678".encode("cp949"), packed("word/document.xml", said="010-1234-5678")):
        told = refused("cases.file_personal", lambda data=data: add("a.docx", data))
        assert told.facts["kinds"] == [words("personal.kind.phone")]
    refused("cases.file_unseen", lambda: add("a.pdf", b"%PDF-1.7 x"))
    sent = add("결재 010-1234-5678.pdf", b"%PDF-1.7 x", sure=True)
    (found,) = here.seen(here.maker, case).files
    assert (found.kind, found.looked, found.public, "1234-5678" in found.name) == ("pdf", False, False, False)
    assert evidence.taken(here.steward, platform, case, sent) == b"%PDF-1.7 x"
    for _ in range(evidence.MOST_FILES - 1):
        add("b.docx", packed("word/document.xml", said="결정"))
    refused("cases.files_many", lambda: add("c.txt", b"c"))
    refused("not_found.file", lambda: evidence.taken(here.maker, platform, case, "0" * 32))
    evidence.remove(here.maker, platform, case, sent)
    refused("not_found.file", lambda: evidence.taken(here.maker, platform, case, sent))
    assert here.seen(here.maker, case).history[0].said["file_removed"][1] == found.name


def packed(*names: str, said: str = "") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, f"<w>{said}</w>")
    return made.getvalue()


def test_who_takes_over_is_reminded_and_may_change_it(here: Town) -> None:
    case, platform = here.case(), here.city.platform
    taker = here.city.person("analyst", here.city.fire, "taker")
    handing_over.hand_over(here.maker, platform, here.maker.id, taker.id)
    here.city.clock.move(days=30)
    outcomes.turn(platform)
    assert "case_follow_up" in here.told(taker)
    assert here.seen(taker, case).mine
    refused("not_found.case", lambda: here.seen(here.maker, case))


def test_the_goals_have_169_targets() -> None:
    known = goals.targets()
    assert (len(goals.GOALS), len(known), len(set(known))) == (17, 169, 169)
    assert {"1.b", "3.d", "8.10", "16.10", "17.19"} <= set(known)
    assert goals.said("11.2", "en") == "11.2 cities and communities"


def test_the_account_of_a_turn_is_of_days_that_passed(here: Town) -> None:
    here.case()
    here.city.clock.move(days=179)
    assert [one.waits for one in here.seen(here.maker, looking.mine(here.maker, here.city.platform)[0].id).follow_ups] == [True, False]
    here.city.clock.at += timedelta(days=1)
    assert outcomes.turn(here.city.platform).reminded == 1, "of both the later is asked"


def test_files_of_evidence_are_in_a_backup_and_no_orphans(here: Town, tmp_path: Path) -> None:
    case, platform = here.case(), here.city.platform
    sent = evidence.add(here.maker, platform, case, "a.txt", "결정문".encode(), nobody_in_it=False)
    backup.make(platform, tmp_path / "all.zip")
    assert f"lake/cases/{case}/{sent}.bin" in {one.path for one in backup.verify(tmp_path / "all.zip").parts}
    assert datasets.orphans(platform.records, platform.lake) == ()
