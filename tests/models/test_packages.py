"""Every package that is ready proves itself: its cases come out, and its sample gives every output in whole sentences."""

import re

import pytest

from models.kit import check, library
from tests.models.samples import sample_of, samples_of

IDS = [model.id for model in library.models()]


@pytest.mark.parametrize("name", IDS)
def test_the_package_passes_its_own_check(name: str) -> None:
    """Its files, cases and exercises; two runs alike; every output given with the sample."""
    assert check.check_folder(library.load(name).folder, samples_of(name)) == ()
    assert not sample_of(name).limited


@pytest.mark.parametrize("name", IDS)
def test_every_sentence_stands_alone_in_both_languages(name: str) -> None:
    assert len(sample_of(name).findings) > 15
    for said in (finding.text[lang] for finding in sample_of(name).findings for lang in ("ko", "en")):
        assert not re.search("[{}]|None|nan", said), said
        assert not re.search(r"(?<![\d~–-])-0(\.0+)?(?![\d.])", said), said


@pytest.mark.parametrize("name", IDS)
def test_what_a_step_refers_to_by_name_and_year_stands_in_full_among_the_references(name: str) -> None:
    model = library.load(name)
    full = [(one.split(",")[0], year) for one in model.references for year in re.findall(r"\((\d{4})\)", one)]
    for step in model.steps:
        for short in step.references:
            assert (short.split(",")[0], re.findall(r"\((\d{4})\)", short)[0]) in full, short


@pytest.mark.parametrize("name", IDS)
def test_every_figure_and_map_says_what_it_shows(name: str) -> None:
    for item in (*sample_of(name).figures, *sample_of(name).maps):
        for lang in ("ko", "en"):
            assert "{" not in item.spec.alt[lang]
            assert "–" not in item.spec.alt[lang], item.spec.name
