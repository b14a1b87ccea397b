"""Codes in a column get their words from the manifest, kept with the result."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors.problem import Problem
from models.kit import library, saved
from models.kit.cases import run_written
from models.kit.wording import word_of
from tests.models.kit.conftest import Change

_DESK = '{ name = "desk", title = { ko = "창구", en = "Desk" } },'
_LABELLED = '{ name = "desk", title = { ko = "창구", en = "Desk" }, labels = { "A" = { ko = "가 창구", en = "Desk one" } } },'


def test_labels_of_a_manifest_are_kept_with_the_result(package: Path, change: Change, tmp_path: Path) -> None:
    change("manifest.toml", _DESK, _LABELLED)
    result = run_written(library.load_folder(package), {"visits": "visit,desk,waited\n1,A,3\n2,B,4\n"}, {})
    result.save(tmp_path / "kept")
    column = saved.load(tmp_path / "kept").table("by_desk").spec.columns[0]
    assert column.labels == {"A": {"ko": "가 창구", "en": "Desk one"}}
    assert set(result.table("by_desk").rows["desk"]) == {"A", "B"}


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ('labels = { "A" = { ko = "가" } }', "has no text in en"),
        ('labels = { "add:" = { ko = "{rest}대", en = "more" } }', "label «add:»: must hold the slot {rest}"),
        ('labels = { "A" = { ko = "{n}대", en = "{n}" } }', "label «A»: must hold no slot"),
        ('kind = "integer", labels = { "A" = { ko = "가", en = "A" } }', "only a column of kind text holds codes"),
    ],
)
def test_labels_that_cannot_be_read_are_refused(package: Path, change: Change, said: str, fault: str) -> None:
    change("manifest.toml", _DESK, f'{{ name = "desk", title = {{ ko = "창구", en = "Desk" }}, {said} }},')
    with pytest.raises(Problem) as raised:
        library.load_folder(package)
    assert fault in "\n".join(raised.value.facts["faults"])


def test_a_code_with_a_rest_keeps_it_letter_by_letter() -> None:
    labels = {"move:": {"ko": "{rest}시 이동", "en": "move {rest}"}, "today": {"ko": "지금 배치", "en": "today's posts"}}
    assert word_of("move:08–11", labels, "ko") == "08–11시 이동"
    assert word_of("move:{rest}%s", labels, "en") == "move {rest}%s"
    assert word_of("today", labels, "ko") == "지금 배치"
    assert word_of("another:1", labels, "ko") == "another:1"
