"""Cells hold codes; every code has words, and sentences use the same words as the tables."""

import numpy as np
import polars as pl

from models.golden_hour import placing, sentences_places, times
from models.kit.contract import ColumnSpec, Model
from models.kit.result import Result
from models.kit.wording import word_of
from models.methods.siting import cover_near, mclp


def column(model: Model, table: str, name: str) -> ColumnSpec:
    tables = {item.name: item for output in model.outputs for item in output.tables}
    return next(item for item in tables[table].columns if item.name == name)


def test_every_code_of_the_sample_has_words_in_both_languages(sample_result: Result) -> None:
    for table in sample_result.tables:
        for spec in table.spec.columns:
            if spec.labels is None or (table.spec.name, spec.name) == ("gate", "post"):
                continue
            for code in table.rows[spec.name].unique().drop_nulls():
                for lang in ("ko", "en"):
                    assert not code or word_of(code, spec.labels, lang) != code, (table.spec.name, spec.name, code)


def test_no_cell_holds_two_languages_at_once(sample_result: Result) -> None:
    for table in sample_result.tables:
        for name in table.rows.select(pl.selectors.string()).columns:
            assert table.rows[name].str.contains(" / ").sum() == 0, (table.spec.name, name)


def test_sentences_and_tables_word_a_code_alike(model: Model) -> None:
    for table, name, words in (
        ("travel_fit", "way", times.WAYS), ("travel_fit", "curve", times.CURVES), ("yardsticks", "yardstick", placing.YARDSTICKS),
    ):  # fmt: skip
        assert column(model, table, name).labels == words
    labels = column(model, "curve", "status").labels or {}
    for code in ("optimal", "gap:2.0", "clock:2.0"):
        assert sentences_places.proof(code) == {lang: word_of(code, labels, lang) for lang in ("ko", "en")}


def test_a_solution_is_said_to_be_proven_or_how_far_off(sample_result: Result) -> None:
    said = next(item for item in sample_result.findings if item.key == "cover_all").text
    assert "최적임이 증명됨" in said["ko"] or "최적과의 차이" in said["ko"]
    assert "proven optimal" in said["en"] or "of the optimum" in said["en"]
    assert sentences_places.proof("gap:2.0") == {"ko": "최적과의 차이 2.0% 이내", "en": "within 2.0% of the optimum"}


def test_a_solution_that_the_clock_ended_is_said_to_be_one_that_another_run_may_change() -> None:
    cover = cover_near(*np.random.default_rng(1).random((2, 400, 2)), 0.08)
    code = placing.status(mclp(cover, None, 30, wall_limit_s=0.0))
    assert code.startswith("clock:")
    assert "다시 실행하면" in sentences_places.proof(code)["ko"]
    assert placing.status(mclp(cover, None, 30, work_s=0.0)).startswith("gap:")


def test_moves_replayed_together_are_named_together() -> None:
    moves = pl.DataFrame({"start_name": ["가 센터", "다 센터"], "end_name": ["나 마을", "라 언덕"]})
    assert sentences_places._shifts(moves) == ["가 센터 → 나 마을", "다 센터 → 라 언덕"]
