"""Counts told with noise or rounded: one number in every form of a result, and the true one in none."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

import polars as pl
import pypdfium2
import pytest

from app.charts.tips import tips as tips_of
from app.cli.running import _with_marks
from app.parts.sheet import told
from app.reports import make
from app.reports.clip import table_html, table_tsv
from app.reports.sheets import sheet
from app.services.results.downloads import _table as csv_of
from data_catalog.disclosure import Noise, Protection
from models.kit import library, saved
from models.kit.cases import run_written
from models.kit.contract import LayerSpec
from models.kit.result import Result
from tests.models.kit.conftest import Change
from tests.models.kit.test_disclosed import counted  # noqa: F401

_TRUE = {"East": 4, "North": 1_723, "South": 2_003}
_VISITS = "visit,desk,waited\n" + "".join(
    f"{desk}{n},{desk},{4 if n % 3 else 14}\n" for desk, visits in _TRUE.items() for n in range(visits)
)
_SECRET = b"the secret of the platform, 1"
_KEYED, _ROUNDED = Protection("cell_key", Noise(), _SECRET), Protection("round", secret=_SECRET)


def _run(package: Path, protection: Protection, visits: str = _VISITS, limit: int = 10) -> Result:
    return run_written(library.load_folder(package), {"visits": visits}, {"limit_min": limit}, disclosed=True, protection=protection)


def _visits(result: Result) -> dict[str, int]:
    rows = result.table("by_desk").rows
    return dict(zip(rows["desk"].to_list(), rows["visits"].to_list(), strict=True))


@pytest.mark.parametrize("protection", [_KEYED, _ROUNDED], ids=["cell key", "rounded"])
def test_one_number_stands_in_every_form_of_a_result_and_the_true_one_in_none(
    counted: Path,  # noqa: F811
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    protection: Protection,
) -> None:
    result = _run(counted, protection)
    result.save(tmp_path / "kept")
    result = saved.load(tmp_path / "kept")
    said = _visits(result)
    for desk in ("North", "East"):
        assert said[desk] != _TRUE[desk], "chosen so that the noise is not none"
    assert said["East"] not in {1, 2, 4}
    table, lang = result.table("by_desk"), "en"
    at = table.rows["desk"].to_list().index("North")
    wanted = f"{said['North']:,}"
    tips = tips_of(LayerSpec("points", "by_desk", {"ko": "가", "en": "a"}, "site", label="desk"), table, lang)
    make(result, lang, ["html", "xlsx", "pdf", "hwpx"], tmp_path)
    with zipfile.ZipFile(tmp_path / "report.hwpx") as packed:
        hangul = "\n".join(re.findall(r"<hp:t[^>]*>([^<]*)", packed.read("Contents/section0.xml").decode()))
    book = pl.read_excel(tmp_path / "report.xlsx", sheet_id=0, has_header=False, engine="calamine")
    pdf = pypdfium2.PdfDocument((tmp_path / "report.pdf").read_bytes())
    download = pl.read_csv(io.BytesIO(csv_of(result, "by_desk", lang).data))
    forms = {
        "screen": told(table, lang)["rows"][at][1],
        "report": sheet(table, lang).rows[at][1],
        "clipboard": f"{int(table_tsv(result, 'by_desk', lang).splitlines()[at + 1].split(chr(9))[1]):,}",
        "download": f"{download.row(at)[1]:,}",
        "command": f"{int(_with_marks(table)['visits'][at]):,}",
        "map": next(line.partition(": ")[2] for line in tips(at).splitlines() if "Visits" in line),
        "rows on disk": f"{pl.read_parquet(tmp_path / 'kept/tables/by_desk.parquet')['visits'][at]:,}",
        "run again": f"{_visits(_run(counted, protection))['North']:,}",
    }
    assert forms == dict.fromkeys(forms, wanted)
    workbook = "\n".join(str(row) for one in book.values() for row in one.iter_rows())
    texts = {
        "page": table_html(result, "by_desk", lang),
        "html": (tmp_path / "report.html").read_text("utf-8"),
        "pdf": "\n".join(page.get_textpage().get_text_bounded() for page in pdf),
        "xlsx": workbook,
        "hwpx": hangul,
        "result.json": json.dumps(result.to_json(), ensure_ascii=False),
        "log": "".join(capfd.readouterr()),
    }
    true = ("1723", "1,723", "3730", "3,730")
    for form, text in texts.items():
        if form not in ("result.json", "log"):
            assert wanted in text or wanted.replace(",", "") in text, form
        found = [one for one in true if one in text.replace(result.inputs[0].fingerprint or "-", "")]
        assert not found, f"{form} tells {found}"


def test_a_sentence_tells_the_number_of_its_table_and_the_total_by_noise(counted: Path, change: Change) -> None:  # noqa: F811
    facts = {item.key: item.facts for item in _run(counted, _KEYED).findings}
    assert facts["kept"]["visits"] != sum(_TRUE.values())
    assert abs(facts["kept"]["visits"] - sum(_TRUE.values())) <= 5
    change("steps.py", "first = by_desk.row(0, named=True)", 'first = by_desk.sort("visits").row(-1, named=True)')
    result = _run(counted, _KEYED)
    slowest = next(item for item in result.findings if item.key == "slowest")
    assert slowest.facts["visits"] == _visits(result)["South"]


def test_what_is_reckoned_from_a_count_is_told_about_and_from_a_few_not_at_all(counted: Path) -> None:  # noqa: F811
    visits = "visit,desk,waited\n" + "".join(
        f"{desk}{n},{desk},{5 if n < kept else 20}\n" for desk, kept, of in (("A", 2, 3), ("B", 9, 14), ("C", 40, 40)) for n in range(of)
    )
    table = _run(counted, _KEYED, visits).table("by_desk")
    rows = {row["desk"]: row for row in table.rows.iter_rows(named=True)}
    assert rows["A"]["share"] is None
    assert rows["B"]["share"] != 9 / 14
    assert rows["B"]["share"] == pytest.approx(9 / 14, rel=5 / 14 + 0.01)
    assert 0 < rows["C"]["share"] <= 1
    assert rows["C"]["kept"] == rows["C"]["visits"], "the same persons are counted alike"


def test_the_method_says_how_persons_were_protected(counted: Path) -> None:  # noqa: F811
    for protection, said in ((_KEYED, "cell keys: up to 5"), (_ROUNDED, "multiples of 3"), (Protection(), "protected by hiding")):
        last = _run(counted, protection, _VISITS[:400]).method[-1]
        assert said in last.explains["en"]
        assert "보호되었습니다" in last.explains["ko"]


def test_nothing_is_said_or_changed_where_no_persons_are_counted(package: Path) -> None:
    result = _run(package, _KEYED)
    assert _visits(result) == _TRUE
    assert [step.name for step in result.method] == ["by_desk", "findings"]


@pytest.mark.parametrize("secret", [b"", b"short"])
def test_noise_by_no_secret_is_refused(secret: bytes) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        Protection("cell_key", secret=secret)
    with pytest.raises(ValueError, match="one of"):
        Protection("none")
