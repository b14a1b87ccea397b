"""Drafts lose nothing: two tabs, two people, going back, doing it again."""

import threading

import pytest

from app.identity.person import Person
from app.services.catalogue import datasets
from app.services.drafts import drafts
from app.services.preparing import columns
from app.services.runs import my_runs
from app.services.uploads import uploads
from connectors.problem import Problem
from data_catalog.records.tables import Run
from tests.app.services.conftest import City
from tests.app.services.uploads.test_uploads import send


def test_what_is_saved_is_there_when_loaded_again(city: City, analyst: Person) -> None:
    draft = drafts.start(analyst, city.platform, "golden_hour")
    saved = {"settings.limit_min": 7, "mapping.dispatch.center": {"how": "column", "columns": ["센터"]}}
    drafts.save(analyst, city.platform, draft.id, saved, seen=0)
    drafts.go(analyst, city.platform, draft.id, "check")
    again = drafts.load(analyst, city.platform, draft.id)
    assert (again.settings, again.step, again.version) == ({"limit_min": 7}, "check", 1)
    assert again.mapping == {"dispatch": {"center": {"how": "column", "columns": ["센터"]}}}


def test_arriving_at_a_step_keeps_what_comes_with_it_in_one_go(city: City, analyst: Person) -> None:
    draft = drafts.start(analyst, city.platform, "golden_hour")
    drafts.save(analyst, city.platform, draft.id, {"settings.limit_min": 7}, seen=0)
    saved = drafts.go(analyst, city.platform, draft.id, "check", {"answers.reached": 2}, seen=0)
    assert saved is not None
    assert saved.others == {"settings.limit_min": 7}
    again = drafts.load(analyst, city.platform, draft.id)
    assert (again.step, again.answers, again.version) == ("check", {"reached": 2}, saved.version)
    assert drafts.go(analyst, city.platform, draft.id, "columns") is None
    with pytest.raises(Problem, match=r"draft\.field_unknown"):
        drafts.go(analyst, city.platform, draft.id, "run", {"no such field": 1})
    assert drafts.load(analyst, city.platform, draft.id).step == "columns", "refused as a whole"


def test_two_tabs_changing_different_fields_both_keep_theirs(city: City, analyst: Person) -> None:
    draft = drafts.start(analyst, city.platform, "golden_hour")
    drafts.save(analyst, city.platform, draft.id, {"settings.limit_min": 7}, seen=0)
    second = drafts.save(analyst, city.platform, draft.id, {"settings.sites": 3}, seen=0)
    assert second.others == {"settings.limit_min": 7}
    assert drafts.load(analyst, city.platform, draft.id).settings == {"limit_min": 7, "sites": 3}


def test_the_last_tab_to_save_a_field_wins_and_is_told_what_it_replaced(city: City, analyst: Person) -> None:
    draft = drafts.start(analyst, city.platform, "golden_hour")
    drafts.save(analyst, city.platform, draft.id, {"settings.limit_min": 7}, seen=0)
    second = drafts.save(analyst, city.platform, draft.id, {"settings.limit_min": 5}, seen=0)
    assert second.unseen == {"settings.limit_min": 7}
    third = drafts.save(analyst, city.platform, draft.id, {"settings.limit_min": 6}, seen=second.version)
    assert third.unseen == {}
    assert drafts.load(analyst, city.platform, draft.id).settings == {"limit_min": 6}


def test_saving_the_same_value_again_is_no_conflict(city: City, analyst: Person) -> None:
    draft = drafts.start(analyst, city.platform, "golden_hour")
    drafts.save(analyst, city.platform, draft.id, {"answers.understood.dispatch": "yes"}, seen=0)
    assert drafts.save(analyst, city.platform, draft.id, {"answers.understood.dispatch": "yes"}, seen=0).unseen == {}


def test_thirty_saves_at_once_all_land(city: City, analyst: Person) -> None:
    draft = drafts.start(analyst, city.platform, "golden_hour")
    faults: list[BaseException] = []

    def save(number: int) -> None:
        try:
            drafts.save(analyst, city.platform, draft.id, {f"settings.s{number}": number}, seen=0)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=save, args=(number,)) for number in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    after = drafts.load(analyst, city.platform, draft.id)
    assert faults == []
    assert after.settings == {f"s{number}": number for number in range(30)}
    assert after.version == 30


def test_a_field_taken_back_is_gone(city: City, analyst: Person) -> None:
    draft = drafts.start(analyst, city.platform, "golden_hour")
    drafts.save(analyst, city.platform, draft.id, {"settings.limit_min": 7}, seen=0)
    drafts.save(analyst, city.platform, draft.id, {"settings.limit_min": None}, seen=1)
    assert drafts.load(analyst, city.platform, draft.id).settings == {}


@pytest.mark.parametrize(
    "name", ["person_id", "settings", "settings.", "other.x", "settings.a\x00", "mapping.a.b.c.d", "settings." + "x" * 61]
)
def test_a_name_that_is_no_field_is_refused(city: City, analyst: Person, name: str) -> None:
    draft = drafts.start(analyst, city.platform, "golden_hour")
    with pytest.raises(Problem) as raised:
        drafts.save(analyst, city.platform, draft.id, {name: 1}, seen=0)
    assert raised.value.code == "draft.field_unknown"


def test_anothers_draft_looks_as_if_it_were_not_there(city: City, analyst: Person) -> None:
    draft = drafts.start(analyst, city.platform, "golden_hour")
    verbs = (
        lambda other: drafts.load(other, city.platform, draft.id),
        lambda other: drafts.save(other, city.platform, draft.id, {"settings.a": 1}, seen=0),
        lambda other: drafts.go(other, city.platform, draft.id, "run"),
        lambda other: drafts.rename(other, city.platform, draft.id, "x"),
        lambda other: drafts.discard(other, city.platform, draft.id),
        lambda other: drafts.again(other, city.platform, draft.id),
    )
    for other in (city.person("analyst"), city.person("admin supervisor", city.root)):
        for verb in verbs:
            with pytest.raises(Problem) as raised:
                verb(other)
            assert raised.value.code == "not_found.draft"


def test_an_auditor_cannot_start_an_analysis(city: City) -> None:
    with pytest.raises(Problem) as raised:
        drafts.start(city.person("auditor"), city.platform, "golden_hour")
    assert raised.value.code == "rights.role_needed"


def test_the_list_holds_what_was_begun_the_last_saved_first(city: City, analyst: Person) -> None:
    drafts.start(analyst, city.platform, "untouched")
    first, second = (drafts.start(analyst, city.platform, name) for name in ("one", "two"))
    for draft in (second, first):
        city.clock.move(minutes=1)
        drafts.save(analyst, city.platform, draft.id, {"settings.a": 1}, seen=0)
    assert [line.model for line in drafts.listed(analyst, city.platform)] == ["one", "two"]
    assert drafts.listed(city.person("analyst"), city.platform) == ()


def test_a_discarded_draft_is_gone(city: City, analyst: Person) -> None:
    draft = drafts.start(analyst, city.platform, "golden_hour")
    drafts.save(analyst, city.platform, draft.id, {"settings.a": 1}, seen=0)
    drafts.discard(analyst, city.platform, draft.id)
    with pytest.raises(Problem):
        drafts.load(analyst, city.platform, draft.id)


def test_a_result_stays_to_be_looked_at_when_its_draft_is_discarded(city: City, analyst: Person) -> None:
    draft = drafts.start(analyst, city.platform, "golden_hour")
    with city.platform.records.session() as session:
        session.add(
            Run(
                id="a" * 32, draft_id=draft.id, organisation_id=analyst.organisation_id, person_id=analyst.id, model="golden_hour",
                model_version="1.0.0", model_hash="0" * 64, kind="real", state="finished", queued_at_utc=city.platform.now(),
            )
        )  # fmt: skip
        drafts.bind_run(session, draft.id, "a" * 32)
    drafts.discard(analyst, city.platform, draft.id)
    assert my_runs.load(analyst, city.platform, "a" * 32).draft_id is None


def test_again_takes_mapping_and_settings_and_waits_for_new_files(city: City, analyst: Person) -> None:
    old = drafts.start(analyst, city.platform, "golden_hour", name="5월")
    saved = {
        "settings.limit_min": 7, "mapping.dispatch.center": {"how": "column", "columns": ["센터"]},
        "inputs.dispatch": {"upload": "x"}, "answers.understood.dispatch": "yes",
    }  # fmt: skip
    drafts.save(analyst, city.platform, old.id, saved, seen=0)
    new = drafts.again(analyst, city.platform, old.id)
    assert (new.copied_from, new.step, new.name) == (old.id, "data", "5월")
    assert set(new.fields) == {"settings.limit_min", "mapping.dispatch.center"}
    assert set(drafts.load(analyst, city.platform, old.id).fields) == set(saved)


def test_again_takes_the_data_of_what_stays_unless_it_is_destroyed(city: City, analyst: Person) -> None:
    old = drafts.start(analyst, city.platform, "golden_hour")
    for name, field in (("center", "center"), ("candidate", "name"), ("dispatch", "center")):
        uploads.read(analyst, city.platform, send(city, analyst, old.id, name=f"{name}.csv", input_name=name))
        drafts.save(analyst, city.platform, old.id, {f"mapping.{name}.{field}": {"how": "column", "columns": ["출동센터"]}}, seen=9)
    kept = uploads.settle(analyst, city.platform, old.id)
    gone = next(line for line in datasets.listed(analyst, city.platform) if line.version_id == kept["candidate"].dataset_version_id)
    datasets.destroy(analyst, city.platform, gone.id)
    new = drafts.again(analyst, city.platform, old.id, ("center", "candidate", "hospital"))
    assert new.inputs == {"center": {"dataset_version": kept["center"].dataset_version_id}}
    once_more = drafts.again(analyst, city.platform, new.id, ("center",))
    assert once_more.inputs == new.inputs


def test_again_asks_nothing_when_the_new_file_has_the_columns_of_the_last(city: City, analyst: Person) -> None:
    old = drafts.start(analyst, city.platform, "golden_hour")
    for name in ("dispatch", "center"):
        uploads.read(analyst, city.platform, send(city, analyst, old.id, name=f"{name}.csv", input_name=name))
        drafts.save(analyst, city.platform, old.id, {f"mapping.{name}.center": {"how": "column", "columns": ["출동센터"]}}, seen=9)
    uploads.settle(analyst, city.platform, old.id)
    new = drafts.again(analyst, city.platform, old.id, ("center",))
    had = {line.version_id: line.columns for line in datasets.listed(analyst, city.platform)}
    assert not columns.as_before(new, uploads.of_draft(analyst, city.platform, new.id), had), "the calls are still missing"
    uploads.read(analyst, city.platform, send(city, analyst, new.id, name="다음 달.csv"))
    new = drafts.load(analyst, city.platform, new.id)
    sent = uploads.of_draft(analyst, city.platform, new.id)
    assert columns.as_before(new, sent, had)
    assert not columns.as_before(new, sent, dict.fromkeys(had, ("주소",))), "another dataset without the column used"
    uploads.read(analyst, city.platform, send(city, analyst, new.id, name="candidate.csv", input_name="candidate"))
    new = drafts.load(analyst, city.platform, new.id)
    sent = uploads.of_draft(analyst, city.platform, new.id)
    assert not columns.as_before(new, sent, had), "a table that was not there before, and of which nothing is matched"
