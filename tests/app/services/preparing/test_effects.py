"""The settings step tells what each setting would do with the person's own data, at once; of the rows nothing stays behind."""

import os
from pathlib import Path

import psutil
import pytest

from app.identity.person import Person
from app.services.catalogue import datasets
from app.services.drafts import drafts
from app.services.drafts.drafts import Draft
from app.services.preparing import effects
from app.services.uploads import uploads
from models.kit import library, new
from tests.app.services.conftest import City, bytes_anywhere
from tests.app.services.uploads.test_uploads import map_columns, send

ROWS = [f"2024-01-{day:02d} 10:00,노학센터,2024-01-{day:02d} 10:{day:02d}" for day in range(1, 11)]
CALLS = "\n".join(["신고일시,출동센터,도착일시", *ROWS, ""])
MODEL = library.load("golden_hour")


@pytest.fixture
def draft(city: City, analyst: Person) -> Draft:
    """Ten calls, reached after one to ten minutes."""
    made = drafts.start(analyst, city.platform, "golden_hour")
    uploads.read(analyst, city.platform, send(city, analyst, made.id, CALLS))
    map_columns(city, analyst, made.id, call_at="신고일시", arrive_at="도착일시", center="출동센터")
    return drafts.load(analyst, city.platform, made.id)


def told(city: City, person: Person, draft: Draft, **settings: object) -> dict[str, str]:
    brought = effects.inputs_at_hand(person, city.platform, draft, MODEL)
    return {name: said["ko"] for name, said in effects.effects(city.platform, MODEL, brought, settings).items()}


def test_the_effect_of_a_setting_is_told_and_follows_it(city: City, analyst: Person, draft: Draft) -> None:
    assert told(city, analyst, draft)["target_min"] == "7분 기준이면 출동 10건 가운데 70.0%가 시간 안에 도착했습니다."
    assert told(city, analyst, draft, target_min=5)["target_min"] == "5분 기준이면 출동 10건 가운데 50.0%가 시간 안에 도착했습니다."


def test_what_the_data_cannot_tell_is_not_told(city: City, analyst: Person, draft: Draft) -> None:
    drafts.save(analyst, city.platform, draft.id, {"mapping.dispatch.center": None, "mapping.dispatch.arrive_at": None}, seen=99)
    said = told(city, analyst, drafts.load(analyst, city.platform, draft.id))
    assert "target_min" not in said
    assert "add_units" not in said
    assert "max_moves" not in said, "nothing is moved where no place is known"
    assert said["band_starts"] == "시간대가 1개이고, 출동이 가장 적은 시간대는 08–11시(10건)입니다."


def test_a_draft_without_rows_of_its_own_tells_nothing(city: City, analyst: Person) -> None:
    sample = drafts.start(analyst, city.platform, "golden_hour", kind="sample")
    assert told(city, analyst, sample) == {}


def test_rows_are_prepared_once_and_anew_when_the_mapping_changes(city: City, analyst: Person, draft: Draft) -> None:
    (first,) = [item.path for item in effects.inputs_at_hand(analyst, city.platform, draft, MODEL).values()]
    made_at = first.stat().st_mtime_ns
    assert [item.path for item in effects.inputs_at_hand(analyst, city.platform, draft, MODEL).values()] == [first]
    assert first.stat().st_mtime_ns == made_at
    drafts.save(analyst, city.platform, draft.id, {"mapping.dispatch.center": None}, seen=99)
    changed = drafts.load(analyst, city.platform, draft.id)
    (second,) = [item.path for item in effects.inputs_at_hand(analyst, city.platform, changed, MODEL).values()]
    assert second != first
    assert not first.exists()


def test_discarding_the_draft_or_its_file_leaves_nothing_of_the_rows(city: City, analyst: Person, draft: Draft) -> None:
    effects.inputs_at_hand(analyst, city.platform, draft, MODEL)
    uploads.remove(analyst, city.platform, draft.inputs["dispatch"]["upload"])
    assert bytes_anywhere(city.platform.lake.staging, "노학센터") == []


def test_destroying_a_dataset_takes_what_was_prepared_of_it_along(city: City, analyst: Person, draft: Draft) -> None:
    uploads.settle(analyst, city.platform, draft.id)
    for each in (draft, _second(city, analyst, draft)):
        effects.inputs_at_hand(analyst, city.platform, each, MODEL)
    assert _parquets(city) != []
    (line,) = datasets.listed(analyst, city.platform)
    datasets.destroy(analyst, city.platform, line.id)
    assert _parquets(city) == []


def _second(city: City, person: Person, draft: Draft) -> Draft:
    """Another draft, on the dataset the first one left."""
    (line,) = datasets.listed(person, city.platform)
    again = drafts.start(person, city.platform, "golden_hour")
    fields = {name: value for name, value in draft.fields.items() if name.startswith("mapping.")}
    drafts.save(person, city.platform, again.id, {**fields, "inputs.dispatch": {"dataset_version": line.version_id}}, seen=0)
    return drafts.load(person, city.platform, again.id)


def _parquets(city: City) -> list[Path]:
    return [*city.platform.lake.staging.rglob("*.parquet"), *city.platform.lake.datasets.rglob("*.parquet")]


VISITS = "\n".join(["접수번호,창구,대기시간(분)", *(f"A-{n},{n % 3 + 1}번 창구,{n % 20}" for n in range(60)), ""])
BOMB = "list_reduce(range(1000000000), lambda x, y: x + y)"


@pytest.fixture
def elsewhere(city: City, analyst: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Draft]:
    """A package that did not come with the product, and a draft of sixty visits for it."""
    monkeypatch.setenv("MODU_MODELS", str(tmp_path / "packages"))
    package = new.create("waiting", tmp_path / "packages")
    made = drafts.start(analyst, city.platform, "waiting")
    uploads.read(analyst, city.platform, send(city, analyst, made.id, VISITS, input_name="visits"))
    columns = {"visit": "접수번호", "desk": "창구", "waited": "대기시간(분)"}
    mapped = {f"mapping.visits.{field}": {"how": "column", "columns": [column]} for field, column in columns.items()}
    drafts.save(analyst, city.platform, made.id, mapped, seen=10**6)
    return package, drafts.load(analyst, city.platform, made.id)


def told_of(city: City, person: Person, draft: Draft) -> dict[str, str]:
    model = library.load(draft.model)
    brought = effects.inputs_at_hand(person, city.platform, draft, model)
    return {name: said["ko"] for name, said in effects.effects(city.platform, model, brought, {}).items()}


def test_a_package_from_elsewhere_tells_its_effects_too(city: City, analyst: Person, elsewhere: tuple[Path, Draft]) -> None:
    assert told_of(city, analyst, elsewhere[1]) == {"limit_min": "10분 기준이면 방문 60건 가운데 55.0%가 시간 안에 응대되었습니다."}


def test_the_sql_of_a_package_from_elsewhere_cannot_take_the_portals_memory(
    city: City, analyst: Person, elsewhere: tuple[Path, Draft]
) -> None:
    preview = elsewhere[0] / "sql" / "preview_limit_min.sql"
    preview.write_text(preview.read_text("utf-8").replace("count(*) as visits", f"{BOMB} as visits"), "utf-8")
    assert BOMB in preview.read_text("utf-8")
    before = psutil.Process(os.getpid()).memory_info().rss
    assert told_of(city, analyst, elsewhere[1]) == {}
    assert psutil.Process(os.getpid()).memory_info().rss - before < 300_000_000
