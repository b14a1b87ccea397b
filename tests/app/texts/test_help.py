"""The words of the field are whole, and every one that is linked to is there; tours speak both languages and name what stays."""

from __future__ import annotations

import re

from app.parts.support.glossary import OF_STEP, PARTS, standing
from app.sitemap import SCREENS
from app.texts import LANGUAGES, keys, words
from app.texts.tours import tours

HANGUL = re.compile("[가-힣]")
STEPS = ("data", "columns", "check", "settings", "run")


def known() -> set[str]:
    return {key.split(".")[1] for key in keys() if key.startswith("glossary.")}


def test_every_word_has_a_meaning_a_place_and_a_source() -> None:
    assert len(known()) >= 60
    assert [one for one in known() for part in ("", *(f".{part}" for part in PARTS)) if f"glossary.{one}{part}" not in keys()] == []
    said = [words(f"glossary.{one}")[lang] for one in known() for lang in LANGUAGES]
    same = {words(f"glossary.{one}")["ko"] for one in known() if words(f"glossary.{one}")["ko"] == words(f"glossary.{one}")["en"]}
    assert len(set(said)) == len(said) - len(same), "no word twice"


def test_every_word_of_a_step_is_there() -> None:
    linked = [word for words_there in OF_STEP.values() for word in words_there]
    assert len(linked) > 10
    assert [word for word in linked if word not in known()] == []


def test_a_word_is_told_where_it_stands_and_nowhere_else() -> None:
    assert standing("중앙값은 5.2분(95% 신뢰구간 4.9~5.6)이고 후보지마다 다릅니다.", "ko") == (
        "median",
        "confidence_interval",
        "candidate_site",
    )
    assert standing("This means that the medians of a rate differ.", "en") == ("median", "rate")
    assert standing("주제 62개로 묶었습니다.", "ko") == ()
    unlike = [word for word in known() for lang in LANGUAGES if word not in standing(words(f"glossary.{word}")[lang], lang)]
    assert unlike == [], "each is found by its own name"


def test_every_screen_that_needs_one_has_a_tour_in_both_languages() -> None:
    wanted = {"home", "model", "result", "report", "data", "usage", "support", "workshops_board", *(f"wizard_{step}" for step in STEPS)}
    assert wanted <= set(tours())
    names = {one.name for one in SCREENS} | {"model", "workshops_board"} | {f"wizard_{step}" for step in STEPS}
    assert set(tours()) <= names
    for tour in tours().values():
        assert len(tour.stops) >= 3, tour.name
        for stop in tour.stops:
            for said in (stop.title, stop.text):
                assert set(said) == set(LANGUAGES)
                assert HANGUL.search(said["ko"]), stop
                assert said["en"].strip(), stop
                assert not HANGUL.search(said["en"]), stop
            assert "nth-child" not in stop.target, "a place that moves is no target"
