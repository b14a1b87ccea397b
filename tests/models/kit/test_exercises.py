"""Exercises: what is asked is read off a result, answers are judged as people write them, faults are told line by line."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.kit import exercises, library
from models.kit.check import check_folder
from models.kit.exercises import Ask, Option
from models.kit.sampling import run_sample
from tests.models.kit.conftest import Change

WORDS = {"ko": "물음", "en": "question"}


@pytest.mark.parametrize(
    ("said", "number"), [("48.5", 48.5), (" １,204 ", 1204.0), ("48.5 %", 48.5), ("-3", -3.0), ("450건", 450.0), ("6.5 min", 6.5)]
)
def test_a_number_is_read_as_people_write_it(said: str, number: float) -> None:
    assert exercises.number_in(said) == number


@pytest.mark.parametrize("said", ["", "about", "1.2.3", "nan", "inf", "건", "450건 51"])
def test_what_is_no_number_is_none(said: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        exercises.number_in(said)


def test_answers_are_judged_by_the_result(package: Path) -> None:
    model = library.load_folder(package)
    result = run_sample(model)
    (exercise,) = exercises.exercises_of(model)
    (ask,) = exercise.asks
    share = 100 * exercises.value_at(result, ask.source)
    for said, right in ((f"{share:.1f}", True), (f"{share + 0.5:.2f}%", True), (f"{share + 0.7:.2f}", False)):
        assert exercises.is_right(result, ask, said) is right
    place = Ask("desk", "place", WORDS, {"table": "by_desk", "column": "desk"})
    names = exercises.places(result, place)
    assert set(names) == {"1번 창구", "2번 창구", "여권"}
    assert list(names) == sorted(names)
    first = exercises.value_at(result, place.source)
    assert [exercises.is_right(result, place, one) for one in names] == [one == first for one in names]
    assert exercises.is_right(result, place, f" {first[:2]} {first[2:]} ")
    choice = Ask("which", "choice", WORDS, options=(Option(WORDS, right=False, why=WORDS), Option(WORDS, right=True)))
    assert [exercises.is_right(result, choice, one) for one in ("0", "1", "2", "-1", "x")] == [False, True, False, False, False]
    assert exercises.value_at(result, {"table": "nowhere", "column": "a"}) is None
    assert exercises.wanted_settings(model, exercise) == {"limit_min": 10}


@pytest.mark.parametrize(
    ("old", "by", "said"),
    [
        ("hints = [", "hint = [", "write `hints`, 3 steps"),
        ('kind = "number"', 'kind = "riddle"', "its kind is one of number, place, choice, statement"),
        ('fact = "share"\ntimes', 'fact = "nothing"\ntimes', "the result has nothing there"),
        ('finding = "kept"\nfact = "share"\ntimes', "times", "say where it stands in the result"),
        ("[[exercise.ask]]", "[[exercise.asked]]", "asks nothing"),
        ('kind = "number"', 'kind = "choice"', "give two or more options in ko and en"),
    ],
)
def test_a_fault_is_one_line(package: Path, change: Change, old: str, by: str, said: str) -> None:
    change("exercises.toml", old, by)
    found = check_folder(package)
    assert any(said in line for line in found), found
