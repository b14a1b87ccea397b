"""Small counts are hidden once, before there is a Result: alike on screen, in every file, in pictures and in sentences."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from app.charts.plan import plan
from app.charts.tips import tips as tips_of
from app.parts.sheet import told
from app.reports import make
from app.reports.clip import table_html, table_tsv
from app.reports.sheets import sheet
from app.services.results.downloads import _table as csv_of
from models.kit import library, saved
from models.kit.cases import run_written
from models.kit.check import check_at_rest
from models.kit.contract import LayerSpec
from models.kit.result import Result
from tests.models.kit.conftest import Change

# Desk A: 3 visits, 1 kept. B: 20 visits. C: 9 visits, 2 late. D: nothing.
_VISITS = "visit,desk,waited\n" + "".join(
    f"{desk}{n},{desk},{minutes}\n"
    for desk, waits in (("A", [3, 30, 31]), ("B", [5] * 20), ("C", [5] * 7 + [40, 41]))
    for n, minutes in enumerate(waits)
)


@pytest.fixture
def counted(package: Path, change: Change) -> Path:
    change("manifest.toml", 'disclosure = "none"', 'disclosure = "counts"')
    change(
        "manifest.toml",
        'title = { ko = "방문", en = "Visits" }, kind = "integer"',
        'title = { ko = "방문", en = "Visits" }, kind = "integer", counts = true',
    )
    change("manifest.toml", 'en = "Within the limit" }, kind = "integer"', 'en = "Within the limit" }, kind = "integer", counts = true')
    change("manifest.toml", 'key = "slowest"', 'key = "slowest"\ncounts = ["visits"]')
    change("steps.py", '("slowest", {"desk"', '("slowest", {"visits": first["visits"], "desk"')
    return package


@pytest.fixture
def result(counted: Path, tmp_path: Path) -> Result:
    made = run_written(library.load_folder(counted), {"visits": _VISITS}, {}, disclosed=True)
    made.save(tmp_path / "kept")
    return saved.load(tmp_path / "kept")


def test_the_rows_hold_nothing_of_a_hidden_count(result: Result) -> None:
    rows = {row["desk"]: row for row in result.table("by_desk").rows.iter_rows(named=True)}
    assert rows["B"] == {"desk": "B", "visits": 20, "kept": 20, "share": 1.0}
    assert rows["A"] == {"desk": "A", "visits": None, "kept": None, "share": None}
    assert rows["C"]["visits"] is None, "else the total less the others would tell the visits of A"
    assert "가렸습니다" in result.table("by_desk").spec.note["ko"]


def test_a_sentence_about_a_few_is_left_out_and_that_is_said(result: Result) -> None:
    said = {item.key: item for item in result.findings}
    assert "slowest" not in said
    assert said["few_unsaid"].text["en"] == "Sentences left out because they would tell of fewer than 5 persons: 1."
    assert said["kept"].facts["visits"] == 32


@pytest.mark.parametrize(("lang", "few", "other"), [("ko", "5 미만", "가림"), ("en", "<5", "hidden")])
def test_every_form_shows_the_mark_and_never_the_count(result: Result, tmp_path: Path, lang: str, few: str, other: str) -> None:
    table = result.table("by_desk")
    at = table.rows["desk"].to_list().index("A")
    tips = tips_of(LayerSpec("points", "by_desk", {"ko": "가", "en": "a"}, "site", label="desk"), table, lang)
    shown = {
        "page": told(table, lang)["rows"][at],
        "report": sheet(table, lang).rows[at],
        "clipboard": table_tsv(result, "by_desk", lang).splitlines()[at + 1].split("\t"),
        "download": csv_of(result, "by_desk", lang).data.decode("utf-8-sig").splitlines()[at + 1].split(","),
        "map": [line.partition(": ")[2] for line in tips(at).splitlines()],
    }
    for form, cells in shown.items():
        assert list(cells) == ["A", few, few, other], form
    assert few.replace("<", "&lt;") in table_html(result, "by_desk", lang)
    make(result, lang, ["html", "xlsx", "pdf", "hwpx"], tmp_path)
    assert few.replace("<", "&lt;") in (tmp_path / "report.html").read_text("utf-8")
    for name, inside in (("report.xlsx", "xl/sharedStrings.xml"), ("report.hwpx", "Contents/section0.xml")):
        with zipfile.ZipFile(tmp_path / name) as packed:
            assert few.replace("<", "&lt;") in packed.read(inside).decode("utf-8"), name
    spec = result.figures[0].spec
    assert "2" in (plan(result, spec, lang).note or "")


def test_a_case_proves_the_reckoning_and_may_prove_the_hiding(counted: Path) -> None:
    model = library.load_folder(counted)
    assert run_written(model, {"visits": _VISITS}, {}).table("by_desk").hidden == {}


_PLAIN = 'title = { ko = "방문", en = "Visits" }, kind = "integer"'


@pytest.mark.parametrize(
    ("old", "by", "said"),
    [
        ('disclosure = "none"', 'disclosure = "counts"', "none of its columns says `counts = true`"),
        (_PLAIN, f"{_PLAIN}, counts = true", 'say disclosure = "counts"'),
        ('rank = "share"', 'rank = "share"\ntotals = [["nowhere"]]', "totals names 'nowhere'"),
    ],
)  # fmt: skip
def test_a_manifest_that_only_half_says_it_is_refused(package: Path, change: Change, old: str, by: str, said: str) -> None:
    change("manifest.toml", old, by)
    assert any(said in line for line in check_at_rest(package))
