"""A personal value is hidden also where it is written so that a pattern does not see it, and nothing else is touched."""

from pathlib import Path

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.duck import open_workspace
from data_catalog.personal import disguise, mask, masked_texts
from tests.data_catalog.personal.disguises import NOTHING, OTHERS, PHONES

DISGUISED = {**PHONES, **{f"{kind} {at}": text for kind, texts in OTHERS.items() for at, text in enumerate(texts)}}
PLAIN = NOTHING


@pytest.mark.parametrize("text", DISGUISED.values(), ids=DISGUISED.keys())
def test_a_disguised_value_is_hidden(text: str) -> None:
    hidden = mask(text)
    assert hidden != text
    assert "*" in hidden
    assert mask(hidden) == hidden


@pytest.mark.parametrize("text", PLAIN)
def test_a_text_without_a_personal_value_stays_as_it_was_written(text: str) -> None:
    assert mask(text) == text


def test_free_texts_reach_a_model_with_disguised_values_hidden(tmp_path: Path) -> None:
    texts = [*DISGUISED.values(), *PLAIN]
    file = tmp_path / "a.parquet"
    pl.DataFrame({"_line": range(len(texts)), "text": texts}).write_parquet(file)
    workspace = open_workspace(tmp_path / "work", memory_mb=512, reads=[file, tmp_path])
    try:
        assert masked_texts(workspace, file, ["text"]) == {"text": len(DISGUISED)}
    finally:
        workspace.close()
    assert pl.read_parquet(file)["text"].to_list() == [mask(text) for text in texts]


ODD = st.text(st.sampled_from("0123456789 -.~·ㅡ–−～０１⑤⑩²٣\u200b\u00ad\u00a0\u3000\x08\r\n가나Ａ＠ab①\u1100\u1161\u20e3"), max_size=40)


@settings(max_examples=400, deadline=None)
@given(ODD)
def test_the_engine_reads_a_text_as_python_does(text: str) -> None:
    read = duckdb.execute(f"select {disguise.plain_sql('t')} from (select ?::varchar as t)", [text]).fetchone()
    assert read == (disguise.undisguised(text),)


def test_every_character_that_is_read_as_another_makes_a_text_be_looked_at() -> None:
    letters = [chr(code) for code in disguise.table()]
    looked = duckdb.execute(f"select list_transform(?::varchar[], lambda x: {disguise.maybe_sql('x')})", [letters]).fetchone()
    assert looked is not None
    # A carriage return counts only where it parts a number.
    assert [letter for letter, is_looked in zip(letters, looked[0], strict=True) if not is_looked and letter != "\r"] == []


def test_ordinary_texts_are_not_looked_at_twice() -> None:
    ordinary = "구로동 12-3 「가로등」 점검: 3건(2024.1.3., 14:00~15:00) · 완료… 100㎡ ★ ℃ → “좋음” 😀 café Ω 山 1,234.5 02-123-4567"
    assert duckdb.execute(f"select {disguise.maybe_sql('t')} from (select ?::varchar as t)", [ordinary]).fetchone() == (False,)
