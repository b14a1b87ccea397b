"""Manuals by their parts: every model has one to read at every step, in both languages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.services.packages import manual_parts, package_texts
from app.services.packages.manual_parts import OF_STEP, PARTS
from models.kit import library
from models.kit.wording import LANGUAGES


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", [model.id for model in library.models()])
def test_every_manual_has_every_part_once(name: str, lang: str) -> None:
    model = library.load(name)
    found = manual_parts.parts(model, lang)
    assert sorted(one.name for one in found) == sorted(PARTS)
    for step in OF_STEP:
        (part,) = manual_parts.of_step(model, step, lang)
        assert part.heading
        assert len(part.text) > 200, step
        assert part.text in package_texts.manual(model, lang), "word for word"


def test_a_manual_with_other_headings_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "manual.en.md").write_text("# Title\n\nBefore.\n\n## Something else\n\nAll of it.\n", encoding="utf-8")
    (one,) = manual_parts.of_step(replace(library.load("golden_hour"), folder=tmp_path, hash="none"), "data", "en")
    assert (one.name, one.heading, one.text) == ("whole", "", "Before.\n\n## Something else\n\nAll of it.")
