"""Data of one organisation in the hands of another: what policies let through on every path, why, and that nothing else comes."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from app.identity.person import Person
from app.services import inbox
from app.services.catalogue import access, catalogue, datasets, declaring, explaining, fitting, judging, policies
from app.services.drafts import drafts
from app.services.preparing import columns, prepared
from app.services.runs import runs
from app.services.uploads import uploads
from app.worker import orders
from connectors.problem import Problem
from data_catalog import datasets as lake_datasets
from data_catalog.policy import ColumnRule, Condition, Policy, Subject
from data_catalog.policy.kept import write
from data_catalog.records.tables import Dataset, DatasetVersion, LedgerRow, OrganisationAttribute, PolicyRow, Run, new_id
from models.kit import library
from tests.app.services.catalogue.made import brought, calls
from tests.app.services.conftest import City, make_person

HIDDEN = "센터1"


def policy(city: City, **said: object) -> Policy:
    made = Policy(
        id="", title="세정과에 센터0의 출동", effect="allow", owner_organisation_id="", subject=Subject(city.tax),
        rows=(Condition("출동센터", "is", ("센터0",)),),
        columns=(ColumnRule("generalise", "신고일시", way="month"), ColumnRule("allow", "출동센터")), why="감사 대응",
    )  # fmt: skip
    return replace(made, **said)  # type: ignore[arg-type]


def version_of(city: City, person: Person, dataset: str) -> str:
    return datasets.line(person, city.platform, dataset).version_id


def test_without_a_policy_there_is_nothing_and_with_one_exactly_what_it_says(
    city: City, analyst: Person, steward: Person, other: Person, dataset: str
) -> None:
    with pytest.raises(Problem, match=r"not_found\.dataset"):
        catalogue.card(other, city.platform, dataset)
    policies.save(steward, city.platform, dataset, policy(city))
    line = datasets.line(other, city.platform, dataset)
    assert (line.own, line.granted, line.columns, line.rows, line.size_bytes) == (False, True, ("신고일시", "출동센터"), 20, 0)
    opened = access.opened(other, city.platform, {"dataset_version": line.version_id})
    rows = pl.read_parquet(opened.path)
    assert rows.columns == ["신고일시", "출동센터", "_line", "_repeats"]
    assert (set(rows["출동센터"]), set(rows["신고일시"]), rows.height) == ({"센터0"}, {"2024-01"}, 20)
    assert rows["_line"].to_list() == list(range(1, 21))
    own = access.opened(analyst, city.platform, {"dataset_version": line.version_id})
    assert (own.whole, own.rows, own.path) == (True, 60, city.platform.lake.version_file(dataset, line.version_id))
    with pytest.raises(Problem, match=r"not_found\.dataset"):
        catalogue.card(city.person("analyst", city.fire), city.platform, dataset)


def test_card_profile_contract_search_and_checks_tell_nothing_of_the_rest(city: City, steward: Person, other: Person, dataset: str) -> None:
    policies.save(steward, city.platform, dataset, policy(city))
    declaring.save(steward, city.platform, dataset, {"rule": "unique", "columns": ["출동센터"], "why": "시험"})
    card = catalogue.card(other, city.platform, dataset)
    assert [(column.name, column.filled, column.distinct) for column in card.columns] == [("신고일시", 20, 1), ("출동센터", 20, 1)]
    assert (card.quality, card.earlier) == (None, ())
    told = f"{card} {catalogue.exported(other, city.platform)} {judging.shown(other, city.platform, dataset)}"
    fits = fitting.fitting(other, city.platform, library.load("golden_hour")).fits
    assert all(fit.lacks for fit in fits), "a column that is not seen is not counted on"
    for hidden in (HIDDEN, "현장도착일시", "2024-01-2"):
        assert hidden not in told.replace(dataset, "").replace(card.line.version_id, ""), hidden
    with pytest.raises(Problem, match=r"not_found\.dataset"):
        declaring.listed(other, city.platform, dataset)
    with pytest.raises(Problem, match=r"not_found\.dataset"):
        datasets.destroy(other, city.platform, dataset)
    with pytest.raises(Problem, match=r"not_found\.dataset"):
        catalogue.describe(other, city.platform, dataset, {}, "내 것")


def test_the_wizard_and_a_run_read_what_the_person_sees_and_the_result_says_under_what(
    city: City, steward: Person, other: Person, dataset: str
) -> None:
    policies.save(steward, city.platform, dataset, policy(city))
    draft = drafts.start(other, city.platform, "golden_hour")
    version = version_of(city, other, dataset)
    mapping = {"call_at": {"how": "column", "columns": ["신고일시"]}, "center": {"how": "column", "columns": ["출동센터"]}}
    changes: dict[str, object] = {"inputs.dispatch": {"dataset_version": version}}
    changes |= {f"mapping.dispatch.{name}": said for name, said in mapping.items()}
    drafts.save(other, city.platform, draft.id, changes, seen=draft.version)
    draft = drafts.load(other, city.platform, draft.id)
    assert [column.name for column in columns.profiled(other, city.platform, draft, "dispatch").columns] == ["신고일시", "출동센터"]
    asked = library.load("golden_hour").input("dispatch")
    at_hand = prepared.at_hand(other, city.platform, draft, asked)
    assert at_hand is not None
    assert HIDDEN.encode() not in at_hand.path.read_bytes()
    settled = uploads.settle(other, city.platform, draft.id)["dispatch"]
    assert (settled.rows, settled.file_name) == (20, "출동기록.csv")
    assert HIDDEN not in json.dumps(settled.read, ensure_ascii=False)
    assert "현장도착일시" not in json.dumps(settled.read, ensure_ascii=False)
    order = _order(city, other, draft.id)
    given = order["inputs"]["dispatch"]
    assert Path(given["parquet"]) == settled.parquet
    assert "lake/datasets" in given["parquet"]
    assert str(city.platform.lake.version_file(dataset, version)) not in json.dumps(order, ensure_ascii=False)
    under = order["provenance"]["seen_under"]["dispatch"]
    assert (len(under["state"]), [revision for _, revision in under["policies"]]) == (16, [1])


def test_what_ends_is_closed_at_once_on_every_path(city: City, steward: Person, other: Person, dataset: str) -> None:
    made = policies.save(steward, city.platform, dataset, policy(city))
    draft = drafts.start(other, city.platform, "golden_hour")
    version = version_of(city, other, dataset)
    mapped = {"how": "column", "columns": ["출동센터"]}
    changes = {"inputs.dispatch": {"dataset_version": version}, "mapping.dispatch.center": mapped}
    drafts.save(other, city.platform, draft.id, changes, seen=draft.version)
    draft = drafts.load(other, city.platform, draft.id)
    asked = library.load("golden_hour").input("dispatch")
    assert prepared.at_hand(other, city.platform, draft, asked) is not None
    order = lambda: _order(city, other, draft.id)  # noqa: E731
    paths = (
        lambda: catalogue.card(other, city.platform, dataset),
        lambda: access.opened(other, city.platform, {"dataset_version": version}),
        lambda: prepared.at_hand(other, city.platform, draft, asked),
        lambda: columns.profiled(other, city.platform, draft, "dispatch"),
        lambda: uploads.settle(other, city.platform, draft.id),
        order,
    )
    for path in paths:
        path()
    policies.end(steward, city.platform, dataset, made)
    for path in paths:
        with pytest.raises(Problem, match=r"policy\.nothing_allowed") as closed:
            path()
        assert closed.value.facts["organisation"]["ko"] == "소방본부"
    assert datasets.listed(other, city.platform) == ()
    assert list(city.platform.lake.seen_folder(dataset).glob("*")) == []
    with pytest.raises(Problem, match=r"policy\.ended"):
        policies.end(steward, city.platform, dataset, made)


def test_the_last_day_passes_and_the_day_after_does_not(city: City, steward: Person, other: Person, dataset: str) -> None:
    policies.save(steward, city.platform, dataset, policy(city, subject=Subject(city.tax, ends=date(2024, 5, 15))))
    city.clock.at = city.clock.at.replace(hour=14, minute=59, second=59)  # 23:59:59 in Seoul
    assert datasets.line(other, city.platform, dataset).granted
    city.clock.move(seconds=1)
    with pytest.raises(Problem, match=r"policy\.nothing_allowed"):
        datasets.line(other, city.platform, dataset)


def test_a_purpose_is_stated_and_without_it_nothing_opens(city: City, steward: Person, other: Person, dataset: str) -> None:
    policies.save(steward, city.platform, dataset, policy(city, subject=Subject(city.tax, purpose="inspection")))
    line = datasets.line(other, city.platform, dataset)
    assert (line.granted, line.purpose, line.purposes) == (True, "inspection", ("inspection",))
    assert access.opened(other, city.platform, {"dataset_version": line.version_id, "purpose": "inspection"}).rows == 20
    for purpose in (None, "research", "made up"):
        with pytest.raises(Problem, match=r"policy\.nothing_allowed"):
            access.opened(other, city.platform, {"dataset_version": line.version_id, "purpose": purpose})


def test_a_filter_may_ask_for_the_area_of_the_readers_organisation(city: City, steward: Person, other: Person, dataset: str) -> None:
    policies.save(steward, city.platform, dataset, policy(city, rows=(Condition("출동센터", "is", own="area_name"),)))
    assert access.opened(other, city.platform, {"dataset_version": version_of(city, steward, dataset)}).rows == 0
    with city.platform.records.session() as session:
        session.add(OrganisationAttribute(organisation_id=city.tax, name="area_name", values=["센터2"]))
    opened = access.opened(other, city.platform, {"dataset_version": version_of(city, other, dataset)})
    assert set(pl.read_parquet(opened.path)["출동센터"]) == {"센터2"}


def test_hashes_meet_within_an_organisation_and_the_salt_is_nowhere_told(city: City, steward: Person, other: Person, dataset: str) -> None:
    policies.save(steward, city.platform, dataset, policy(city, rows=(), columns=(ColumnRule("hash", "출동센터"),)))
    opened = access.opened(other, city.platform, {"dataset_version": version_of(city, other, dataset)})
    hashes = set(pl.read_parquet(opened.path)["출동센터"])
    assert len(hashes) == 3
    assert all(len(one) == 21 and one.startswith("#") for one in hashes)
    with city.platform.records.reading() as session:
        events = session.query(LedgerRow).where(LedgerRow.event == "policy_added").all()
    assert [(one.subject_id, one.facts["for"]) for one in events] == [(dataset, city.tax)]


def test_why_is_told_by_column_and_by_row(city: City, steward: Person, other: Person, analyst: Person, dataset: str) -> None:
    policies.save(steward, city.platform, dataset, policy(city, subject=Subject(city.tax, ends=date(2024, 12, 31))))
    told = explaining.explained(other, city.platform, dataset)
    assert (told.whole, told.seen, len(told.columns), told.seen_rows, told.all_rows) == (False, 2, 3, 20, 20)
    by_name = {column.name: column for column in told.columns}
    ((rule, (because,)),) = by_name["신고일시"].rules
    assert (rule.rule, rule.way, because.title["ko"], because.until, because.made_by) == (
        "generalise", "month", "세정과에 센터0의 출동", date(2024, 12, 31), "아무개"
    )  # fmt: skip
    assert not by_name["현장도착일시"].shown
    assert [one.conditions for one in told.rows] == [(Condition("출동센터", "is", ("센터0",)),)]
    own = explaining.explained(analyst, city.platform, dataset)
    assert (own.whole, own.seen, own.seen_rows) == (True, 3, 60)


def test_a_steward_looks_as_another_and_the_ledger_has_it(
    city: City, steward: Person, other: Person, analyst: Person, dataset: str
) -> None:
    policies.save(steward, city.platform, dataset, policy(city))
    told = explaining.looked_as(steward, city.platform, dataset, other.id)
    assert (told.seen, told.seen_rows, told.all_rows) == (2, 20, 60)
    colleague = make_person(city.platform, "analyst", city.fire)
    assert explaining.looked_as(steward, city.platform, dataset, colleague.id).seen == 0
    assert explaining.looked_as(steward, city.platform, dataset, analyst.id).whole
    with city.platform.records.reading() as session:
        looked = session.query(LedgerRow).where(LedgerRow.event == "policy_looked_as").order_by(LedgerRow.id).all()
    assert [one.facts["as"] for one in looked] == [other.id, colleague.id, analyst.id]
    for somebody in (other, analyst, colleague):
        with pytest.raises(Problem, match=r"rights\.role_needed|not_found\.dataset"):
            explaining.looked_as(somebody, city.platform, dataset, other.id)


def test_the_effect_is_seen_before_it_is_saved(city: City, steward: Person, other: Person, dataset: str) -> None:
    before, after = explaining.tried(steward, city.platform, dataset, policy(city))
    assert [(one.seen, one.seen_rows, one.all_rows) for one in (before, after)] == [(0, 0, 60), (2, 20, 60)]
    assert policies.listed(steward, city.platform, dataset) == ()
    made = policies.save(steward, city.platform, dataset, policy(city))
    wider = policy(city, id=made, rows=())
    before, after = explaining.tried(steward, city.platform, dataset, wider)
    assert [one.seen_rows for one in (before, after)] == [20, 60]
    before, after = explaining.tried(steward, city.platform, dataset, wider, ending=True)
    assert [one.seen_rows for one in (before, after)] == [20, 0]
    policies.save(steward, city.platform, dataset, wider)
    assert [one.policy.revision for one in policies.listed(steward, city.platform, dataset)] == [2]
    assert datasets.line(other, city.platform, dataset).rows == 60


def test_only_a_steward_of_where_it_is_kept_sets_policies(city: City, analyst: Person, other: Person, dataset: str) -> None:
    for somebody, code in (
        (analyst, r"rights\.role_needed"),
        (other, r"not_found\.dataset"),
        (city.person("steward", city.tax), r"not_found"),
    ):
        with pytest.raises(Problem, match=code):
            policies.save(somebody, city.platform, dataset, policy(city))


def test_a_policy_of_another_dataset_is_not_changed_by_its_id(city: City, analyst: Person, steward: Person, dataset: str) -> None:
    made = policies.save(steward, city.platform, dataset, policy(city))
    city.clock.move(days=1)
    second = brought(city, analyst, calls(30, 5), "다른.csv")
    with pytest.raises(Problem, match=r"not_found\.policy"):
        policies.save(steward, city.platform, second, policy(city, id=made))
    with pytest.raises(Problem, match=r"policy\.column_unknown"):
        policies.save(steward, city.platform, dataset, policy(city, columns=(ColumnRule("allow", "없는열"),)))


def test_a_new_version_without_the_column_closes_the_policy_and_tells(
    city: City, steward: Person, other: Person, analyst: Person, dataset: str, tmp_path: Path
) -> None:
    policies.save(steward, city.platform, dataset, policy(city))
    frame = pl.DataFrame({"_line": [2, 3], "신고일시": ["2024-02-01", "2024-02-02"], "센터": ["센터0", "센터0"]})
    frame.write_parquet(tmp_path / "next.parquet")
    with city.platform.records.session() as session:
        row = session.get_one(Dataset, dataset)
        origin = lake_datasets.Origin(row.person_id, row.organisation_id, "다음.csv", "0" * 64, date(2025, 1, 1))
        lake_datasets.add_version(session, city.platform.lake, tmp_path / "next.parquet", ["신고일시", "센터"], origin, dataset_id=dataset)
    judging.arrived(city.platform, dataset)
    for somebody in (steward, analyst):
        assert [one.facts["column"] for one in inbox.listed(somebody, city.platform) if one.key == "inbox.policy_closed"] == ["출동센터"]
    assert [one.closed for one in policies.listed(steward, city.platform, dataset)] == [("policy.column_gone", "출동센터")]
    with pytest.raises(Problem, match=r"policy\.nothing_allowed"):
        datasets.line(other, city.platform, dataset)


def test_destroying_a_dataset_takes_its_policies_and_what_others_saw(city: City, steward: Person, other: Person, dataset: str) -> None:
    policies.save(steward, city.platform, dataset, policy(city))
    opened = access.opened(other, city.platform, {"dataset_version": version_of(city, other, dataset)})
    datasets.destroy(steward, city.platform, dataset)
    assert not opened.path.exists()
    with pytest.raises(Problem, match=r"not_found\.dataset"):
        datasets.line(other, city.platform, dataset)


def test_the_same_work_under_other_policies_is_not_taken_for_done(city: City, steward: Person, other: Person, dataset: str) -> None:
    made = policies.save(steward, city.platform, dataset, policy(city))
    version = version_of(city, other, dataset)
    first = access.opened(other, city.platform, {"dataset_version": version})
    policies.save(steward, city.platform, dataset, policy(city, id=made, rows=()))
    second = access.opened(other, city.platform, {"dataset_version": version})
    assert first.fingerprint != second.fingerprint
    assert first.state != second.state
    with city.platform.records.reading() as session:
        assert session.get_one(DatasetVersion, version).source_fingerprint not in (first.fingerprint, second.fingerprint)


def test_reading_again_makes_nothing_anew_and_old_files_go(city: City, steward: Person, other: Person, dataset: str) -> None:
    policies.save(steward, city.platform, dataset, policy(city))
    version = version_of(city, other, dataset)
    first = access.opened(other, city.platform, {"dataset_version": version}).path
    made_at = first.stat().st_mtime_ns
    assert access.opened(other, city.platform, {"dataset_version": version}).path == first
    assert first.stat().st_mtime_ns == made_at
    assert city.platform.lake.forget_old_seen() == 0
    (city.platform.lake.dataset_folder(dataset) / "guard-crashed").mkdir()
    for path in (first, city.platform.lake.dataset_folder(dataset) / "guard-crashed"):
        os.utime(path, (0, 0))
    assert city.platform.lake.forget_old_seen() == 2
    assert not first.exists()
    assert access.opened(other, city.platform, {"dataset_version": version}).path == first, "made again"


def test_no_organisation_says_its_own_area(city: City, steward: Person) -> None:
    own_admin, above = city.person("admin", city.tax), city.person("admin", city.root)
    for somebody in (own_admin, steward, city.person("steward", city.root)):
        with pytest.raises(Problem, match=r"not_found\.organisation"):
            policies.set_area(somebody, city.platform, city.tax, {"area_code": ["30200"]})
    policies.set_area(above, city.platform, city.tax, {"area_code": ["30200", " 30200 ", ""]})
    assert policies.area_of(above, city.platform, city.tax) == {"area_code": ("30200",), "area_name": ()}
    with pytest.raises(Problem, match=r"policy\.area_wrong"):
        policies.set_area(above, city.platform, city.tax, {"area_code": [str(n) for n in range(501)]})


def test_a_policy_for_all_data_of_a_tier_and_of_a_kind_of_column_holds_for_each(
    city: City, steward: Person, other: Person, dataset: str
) -> None:
    everything = policy(city, rows=(), columns=(), others="allow", dataset_id=None, owner_organisation_id=city.root, tier="official")
    capped = Policy("", "때는 달까지만", "deny", city.root, columns=(ColumnRule("generalise", kind="moment", way="month"),))
    with city.platform.records.session() as session:
        for one in (everything, capped):
            session.add(write(PolicyRow(id=new_id(), made_by=steward.id, made_at_utc=city.platform.now()), one))
    with pytest.raises(Problem, match=r"not_found\.dataset"):
        datasets.line(other, city.platform, dataset)
    catalogue.describe(steward, city.platform, dataset, {"tier": "official"})
    opened = access.opened(other, city.platform, {"dataset_version": version_of(city, other, dataset)})
    rows = pl.read_parquet(opened.path)
    assert (rows.height, set(rows["신고일시"]), set(rows["현장도착일시"])) == (60, {"2024-01"}, {"2024-01"})
    assert len(set(rows["출동센터"])) == 3
    listed = [line for line in datasets.listed(other, city.platform) if line.granted]
    assert [line.id for line in listed] == [dataset]


def _order(city: City, person: Person, draft_id: str) -> dict[str, object]:
    """The order a worker makes of the draft's run, as it stands now."""
    with city.platform.records.reading() as session:
        model = library.load("golden_hour")
        draft = drafts.load(person, city.platform, draft_id)
        run = Run(
            id="0" * 32, organisation_id=person.organisation_id, person_id=person.id, model=model.id, model_version=model.version,
            model_hash=model.hash, kind="real", settings={}, mapping=dict(draft.mapping), inputs=dict(draft.inputs),
        )  # fmt: skip
        return orders.order(session, city.platform, run, city.platform.lake.run_folder("0" * 32), orders.bounds())


def test_a_result_cannot_be_had_from_a_file_that_was_not_opened_for_the_person(
    city: City, other: Person, dataset: str, analyst: Person
) -> None:
    draft = drafts.start(other, city.platform, "golden_hour")
    chosen = {"inputs.dispatch": {"dataset_version": version_of(city, analyst, dataset)}}
    drafts.save(other, city.platform, draft.id, chosen, seen=draft.version)
    with pytest.raises(Problem, match=r"not_found\.dataset"):
        runs.queue(other, city.platform, draft.id)
