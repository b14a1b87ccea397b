"""Datasets: versions nobody can change, and a destruction that leaves only the ledger's record."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import func, select

from connectors.problem import Problem
from data_catalog import datasets, reading
from data_catalog.lake import Lake
from data_catalog.records.store import Records
from data_catalog.records.tables import (
    Base,
    Dataset,
    DatasetCheck,
    DatasetVersion,
    Draft,
    DraftField,
    LedgerRow,
    Membership,
    Message,
    Organisation,
    PersonRow,
    PolicyRow,
    RememberedMapping,
    Review,
    Run,
    RunInput,
    Share,
    ShareOpening,
    Source,
    Upload,
    VersionCheck,
    new_id,
)

SECRET = "노학동 123-45"
TOLD = {"how": "column", "columns": ["센터"], "values": {SECRET: None}, "names": {SECRET: "노학"}, "repairs": ["other_name", "date.dotted"]}
NAMED = {"how": "column", "columns": ["이름"], "values": {"중앙": "a"}}


@pytest.fixture
def lake(home: Path) -> Lake:
    made = Lake(home)
    made.make()
    return made


@pytest.fixture
def owner(records: Records) -> tuple[str, str]:
    """A person and their organisation."""
    person, body = new_id(), new_id()
    with records.session() as session:
        session.add(Organisation(id=body, kind="city", name_ko="한빛시", name_en="Hanbit", valid_from=date(2020, 1, 1)))
        session.flush()
        session.add(PersonRow(id=person, login="kim", name="김", organisation_id=body))
    return person, body


def origin(owner: tuple[str, str]) -> datasets.Origin:
    return datasets.Origin(owner[0], owner[1], "출동.csv", "f" * 64, date(2025, 5, 1))


def table(folder: Path) -> Path:
    path = folder / "read.parquet"
    rows = {"_line": list(range(2, 5002)), "장소": [SECRET] * 5000, "시각": [f"{n:06d}" for n in range(5000)], "신고자": ["홍길동"] * 5000}
    pl.DataFrame(rows).write_parquet(path)
    return path


def add(records: Records, lake: Lake, owner: tuple[str, str], folder: Path, **more: str) -> DatasetVersion:
    with records.session() as session:
        return datasets.add_version(session, lake, table(folder), ["시각", "장소"], origin(owner), **more)


def test_a_version_holds_the_columns_named_in_the_order_of_the_rows(records: Records, lake: Lake, owner, tmp_path: Path) -> None:
    version = add(records, lake, owner, tmp_path)
    kept = pl.read_parquet(lake.version_file(version.dataset_id, version.id))
    assert kept.columns == ["_line", "장소", "시각", "_repeats"]
    assert kept["시각"].to_list() == [f"{n:06d}" for n in range(5000)]
    assert (version.number, version.rows, version.columns) == (1, 5000, ["시각", "장소"])


def test_a_version_cannot_be_written_again_and_the_next_gets_its_own_file(records: Records, lake: Lake, owner, tmp_path: Path) -> None:
    first = add(records, lake, owner, tmp_path)
    second = add(records, lake, owner, tmp_path, dataset_id=first.dataset_id)
    assert (second.dataset_id, second.number) == (first.dataset_id, 2)
    paths = [lake.version_file(each.dataset_id, each.id) for each in (first, second)]
    assert paths[0] != paths[1]
    assert [path.stat().st_mode & 0o777 for path in paths] == [0o400, 0o400]


def test_several_versions_come_at_once_and_share_rows_only_where_asked_and_alike(
    records: Records, lake: Lake, owner, tmp_path: Path
) -> None:
    first = add(records, lake, owner, tmp_path)
    read, here, another = tmp_path / "read.parquet", origin(owner), replace(origin(owner), fingerprint="e" * 64)
    alike = datasets.Coming(read, ["시각", "장소"], here, shares=True)
    coming = [alike, replace(alike, shares=False), replace(alike, columns=["시각"]), replace(alike, origin=another),
              datasets.Coming(read, ["시각"], here, first.dataset_id)]  # fmt: skip
    with records.session() as session:
        made = datasets.add_versions(session, lake, coming)
    files = [lake.version_file(one.dataset_id, one.id) for one in made]
    assert [file.samefile(lake.version_file(first.dataset_id, first.id)) for file in files] == [True, False, False, False, False]
    assert [(one.number, one.rows, one.columns) for one in made] == [
        (1, 5000, ["시각", "장소"]), (1, 5000, ["시각", "장소"]), (1, 5000, ["시각"]), (1, 5000, ["시각", "장소"]), (2, 5000, ["시각"]),
    ]  # fmt: skip
    assert len({one.dataset_id for one in made}) == 5
    with records.session() as session, pytest.raises(Problem, match=r"not_found\.dataset"):
        datasets.add_versions(session, lake, [alike, datasets.Coming(read, ["시각"], here, new_id())])


def test_the_fingerprint_is_that_of_the_file(records: Records, lake: Lake, owner, tmp_path: Path) -> None:
    import hashlib

    version = add(records, lake, owner, tmp_path)
    content = lake.version_file(version.dataset_id, version.id).read_bytes()
    assert version.fingerprint == hashlib.sha256(content).hexdigest()
    assert version.size_bytes == len(content)


def test_rows_are_reached_only_by_their_owner(records: Records, lake: Lake, owner, tmp_path: Path) -> None:
    version = add(records, lake, owner, tmp_path)
    with records.reading() as session:
        opened = reading.open_version(session, lake, reading.Reader(owner[0]), version.id)
        workspace = reading.open_tables(tmp_path / "work", {"calls": opened.path})
        assert workspace.rows("calls") == 5000
        workspace.close()
        for reader, wanted in ((new_id(), version.id), (owner[0], new_id())):
            with pytest.raises(Problem, match=r"not_found\.dataset"):
                reading.open_version(session, lake, reading.Reader(reader), wanted)


@pytest.mark.parametrize("name", ["..", "../x", "", "a" * 31, "A" * 32, "a" * 32 + "/x", "/etc"])
def test_what_is_no_id_never_becomes_a_path(lake: Lake, name: str) -> None:
    for make in (lake.dataset_folder, lake.run_folder, lake.draft_folder):
        with pytest.raises(ValueError, match="not an id"):
            make(name)


def used(records: Records, lake: Lake, owner: tuple[str, str], version: DatasetVersion, state: str = "finished") -> tuple[str, str]:
    """A draft with this dataset, its run with result tables, a message about it; and another input that stays."""
    draft, run, upload = new_id(), new_id(), new_id()
    with records.session() as session:
        session.add(Draft(id=draft, person_id=owner[0], organisation_id=owner[1], model="golden_hour", run_id=run))
        session.flush()
        session.add(
            Upload(
                id=upload, draft_id=draft, person_id=owner[0], organisation_id=owner[1], input="dispatch", file_name="출동.csv",
                size_bytes=1,
                sha256="f" * 64, state="settled", retention_until=date(2025, 5, 1), dataset_version_id=version.id, read={"cells": [SECRET]},
            )
        )  # fmt: skip
        values = {
            "inputs.dispatch": {"upload": upload}, "inputs.center": {"upload": "other"}, "settings.limit_min": 7,
            "mapping.dispatch.place": {"how": "area", "columns": ["장소"], "value": json.dumps({SECRET: [1, 2]}, ensure_ascii=False)},
            "mapping.dispatch.center": TOLD, "mapping.center.center": NAMED, "answers.understood.dispatch": SECRET,
            "places.dispatch.2": {"name": SECRET}, "places.center.1": {"name": "남는 곳"},
        }  # fmt: skip
        session.add_all(DraftField(draft_id=draft, name=name, value=value, version=1) for name, value in values.items())
        session.get_one(DraftField, (draft, "mapping.dispatch.center")).unseen = {**TOLD, "part": "name"}
        for key, columns, said in (("a", list(version.columns), TOLD), ("b", ["이름", "위치"], NAMED)):
            session.add(
                RememberedMapping(
                    organisation_id=owner[1], model="m", input="dispatch", layout_key=key, columns=columns, mapping={"center": said}
                )
            )  # fmt: skip
        session.add(
            Run(
                id=run, draft_id=draft, person_id=owner[0], organisation_id=owner[1], model="golden_hour", model_version="1",
                model_hash="h", state=state, headline={"ko": SECRET},
            )
        )  # fmt: skip
        session.flush()
        session.add(RunInput(run_id=run, input="dispatch", dataset_version_id=version.id))
        session.add(Message(person_id=owner[0], key="inbox.run_finished", facts={}, link=f"/result?run={run}"))
        session.add(Message(person_id=owner[0], key="inbox.retention_near", facts={}, once=f"retention:{version.dataset_id}:2025-05-01"))
    for folder in (lake.run_folder(run) / "tables", lake.upload_folder(draft, upload)):
        folder.mkdir(parents=True)
        (folder / "rows.parquet").write_text(SECRET)
    return draft, run


def test_destruction_leaves_nothing_but_the_ledgers_record(records: Records, lake: Lake, owner, tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    version = add(records, lake, owner, source)
    draft, run = used(records, lake, owner, version)
    datasets.destroy(records, lake, version.dataset_id, person_id=owner[0], why="request")

    with records.reading() as session:
        for kept in (Dataset, DatasetVersion, Run, RunInput, Upload, Message):
            assert session.scalar(select(func.count()).select_from(kept)) == 0, kept
        names = set(session.scalars(select(DraftField.name).where(DraftField.draft_id == draft)))
        mapped = {"mapping.dispatch.place", "mapping.dispatch.center", "mapping.center.center"}
        assert names == {"inputs.center", "settings.limit_min", "places.center.1", *mapped}
        fields = {name: session.get_one(DraftField, (draft, name)).value for name in mapped}
        assert fields["mapping.dispatch.place"] == {"how": "area", "columns": ["장소"]}
        bare = {"how": "column", "columns": ["센터"], "repairs": ["date.dotted"]}
        assert (fields["mapping.dispatch.center"], fields["mapping.center.center"]) == (bare, NAMED)
        remembered = {row.layout_key: row.mapping for row in session.scalars(select(RememberedMapping))}
        assert remembered == {"a": {"center": bare}, "b": {"center": NAMED}}
        row = session.scalars(select(LedgerRow).where(LedgerRow.event == "dataset_destroyed")).one()
        assert (row.subject_id, row.facts) == (version.dataset_id, {"why": "request", "versions": 1, "runs": 1, "uploads": 1})
    left = [path for path in lake.home.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()]
    assert left == []
    assert not lake.run_folder(run).exists()
    assert not lake.dataset_folder(version.dataset_id).exists()


def test_a_dataset_a_run_is_reading_is_not_destroyed(records: Records, lake: Lake, owner, tmp_path: Path) -> None:
    version = add(records, lake, owner, tmp_path)
    used(records, lake, owner, version, state="running")
    with pytest.raises(Problem) as raised:
        datasets.destroy(records, lake, version.dataset_id, person_id=owner[0], why="request")
    assert (raised.value.code, raised.value.facts) == ("dataset.in_use", {"runs": 1})
    assert lake.version_file(version.dataset_id, version.id).exists()


def test_destroying_twice_says_it_is_not_there(records: Records, lake: Lake, owner, tmp_path: Path) -> None:
    version = add(records, lake, owner, tmp_path)
    datasets.destroy(records, lake, version.dataset_id, person_id=owner[0], why="request")
    with pytest.raises(Problem, match=r"not_found\.dataset"):
        datasets.destroy(records, lake, version.dataset_id, person_id=owner[0], why="request")


def test_what_a_crash_left_is_found_and_nothing_else(records: Records, lake: Lake, owner, tmp_path: Path) -> None:
    version = add(records, lake, owner, tmp_path)
    stray = lake.runs / new_id()
    stray.mkdir()
    assert datasets.orphans(records, lake) == (stray,)
    assert version.dataset_id


def test_every_table_is_thought_of_by_destruction_or_holds_no_rows_of_data() -> None:
    """A new table that could hold a person's rows must be added to destruction, and here."""
    cleared = {Dataset, DatasetVersion, DatasetCheck, VersionCheck, PolicyRow, Upload, DraftField, Run, RunInput, Message, Source,
               Share, ShareOpening, Review}  # fmt: skip
    without_rows = {Organisation, PersonRow, Membership, Draft, RememberedMapping, LedgerRow}
    named = {table.__tablename__ for table in cleared | without_rows}
    platform = {"sessions", "sign_in_guards", "upload_tokens", "workers", "step_timings", "settings"}
    platform |= {"organisation_salts", "organisation_attributes", "ledger_checks", "ledger_seals"}
    platform |= {"organisation_spells", "organisation_successions", "planned_changes", "claims"}
    # Destruction ends agreements; what was agreed, its names of columns and its reasons without personal values, stays as evidence.
    platform |= {"agreements", "agreement_numbers", "agreement_events"}
    # It ends releases; that a result left, for whom and what for, stays as evidence.
    platform |= {"releases", "release_events"}
    # Who took part in which workshop, and what was answered on a sample; the worker's turn purges it. No rows of data.
    platform |= {"workshops", "workshop_seats", "workshop_exercises", "workshop_certificates"}
    # What partners say of working together, without personal values; no rows of data.
    platform |= {"collaboration_checks", "collaboration_partners"}
    # What was decided with a result and what came of it stays on record when the result is gone; and proposals of analyses.
    platform |= {"use_cases", "use_case_events", "use_case_files", "use_case_outcomes", "use_case_rounds", "use_case_reviews"}
    platform |= {"proposals", "proposal_votes"}
    # Numbers and days of a year or a campaign; no rows of data.
    platform |= {"usage_targets", "campaigns", "campaign_organisations"}
    # Questions and their answers, articles and bookings, without personal values: of a file its counts, never a cell.
    platform |= {"help_tickets", "help_entries", "help_articles", "help_article_versions", "help_votes", "help_bookings", "tours_put_away"}
    platform |= {"identities", "identity_providers", "sign_on_attempts", "sign_ons", "used_logout_tokens"}
    assert set(Base.metadata.tables) == named | platform
