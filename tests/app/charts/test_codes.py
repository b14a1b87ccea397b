"""Codes are read as words of the language, in figures, tables and reports alike."""

import dataclasses

import polars as pl
import pytest

from app import charts
from app.charts.numbers import shown, worded_column
from app.charts.plan import plan
from app.reports.clip import table_tsv
from app.reports.sheets import sheet
from app.services.results.downloads import _table
from tests.app.sample_result import golden_hour

CODED = "performance"


@pytest.fixture(scope="module")
def coded():
    """The sample whose first post is the code `first`, with words for it."""
    result = golden_hour()
    tables = []
    for item in result.tables:
        if item.spec.name == CODED:
            columns = tuple(
                dataclasses.replace(one, labels={"first": {"ko": "첫째 센터", "en": "First post"}}) if one.name == "center" else one
                for one in item.spec.columns
            )
            names = ["first", *item.rows["center"].to_list()[1:]]
            rows = item.rows.with_columns(center=pl.Series(names))
            item = dataclasses.replace(item, spec=dataclasses.replace(item.spec, columns=columns), rows=rows)
        tables.append(item)
    return dataclasses.replace(result, tables=tuple(tables))


@pytest.mark.parametrize(("lang", "word"), [("ko", "첫째 센터"), ("en", "First post")])
def test_a_code_is_a_word_in_every_table_and_on_every_axis(coded, lang, word):
    table = coded.table(CODED)
    column = next(one for one in table.spec.columns if one.name == "center")
    assert shown("first", column, lang) == word
    assert any(word in row for row in sheet(table, lang).rows)
    assert word in table_tsv(coded, CODED, lang)
    drawn = plan(coded, next(item.spec for item in coded.figures if item.spec.table == CODED), lang)
    assert word in (drawn.x.labels or ())
    assert charts.picture(coded, "by_center", lang, "png").startswith(b"\x89PNG")
    assert word in _table(coded, CODED, lang).data.decode("utf-8-sig")


def test_a_value_without_a_label_stays_and_a_missing_one_stays_missing(coded):
    column = next(one for one in coded.table(CODED).spec.columns if one.name == "center")
    assert worded_column(pl.Series(["first", None, "other"]), column, "en").to_list() == ["First post", None, "other"]
