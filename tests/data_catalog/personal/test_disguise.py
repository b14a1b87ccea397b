"""A personal value is hidden also where it is written so that a pattern does not see it, and nothing else is touched."""

from pathlib import Path

import polars as pl
import pytest

from connectors.duck import open_workspace
from data_catalog.personal import mask, masked_texts

DISGUISED = {
    "invisible space": "010-12\u200b34-5678",
    "soft hyphen": "010\u00ad-1234-5678",
    "word joiner": "010-1234-56\u206078",
    "direction marks": "010\u200e-1234-\u202c5678",
    "control character": "010\x08-1234-5678",
    "full width": "０１０－１２３４－５６７８",
    "other digits": "٠١٠-١٢٣٤-٥٦٧٨",
    "circled": "⓪①⓪-①②③④-⑤⑥⑦⑧",
    "dashes": "010–1234−5678",
    "blanks": "010\u00a01234\u30005678",
    "around dashes": "010 - 1234 - 5678",
    "broken line": "010-\r\n1234-5678",
    "resident number": "800101-1\u200b234567",
    "e-mail": "kim\u200b@exam\u200bple.com",
}
PLAIN = ("한빛\u00a0아파트 앞 ①번 가로등", "１００건\r\n접수", "2010 - 2024", "3\u200b번 출구", "café – 12시")


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
