"""A sentence is filled so that its number, its particle and its words fit what is shown."""

import pytest

from models.kit.wording import fill, slots


@pytest.mark.parametrize(
    ("rows", "said"),
    [(1, "1 row holds"), (0, "0 rows hold"), (2, "2 rows hold"), (1204, "1,204 rows hold"), (1.5, "1.5 rows hold"), (1.0, "1 row holds")],
)
def test_english_words_follow_the_number_shown(rows: float, said: str) -> None:
    assert fill("{rows:row holds/rows hold}", {"rows": rows}) == said


def test_the_number_as_shown_decides_and_not_the_one_behind_it() -> None:
    assert fill("{mean:minute/minutes|.1}", {"mean": 1.0}) == "1.0 minutes"
    assert fill("{mean:minute/minutes|.0}", {"mean": 1.2}) == "1 minute"
    assert fill("{mean:minute/minutes|.0}", {"mean": 0.7}) == "1 minute"


def test_what_is_missing_or_a_list_takes_the_words_for_many() -> None:
    assert fill("{rows:row/rows}", {"rows": None}) == "– rows"
    assert fill("{rows:row/rows}", {"rows": [1, 2]}) == "1, 2 rows"


def test_a_number_that_came_as_text_counts_as_it_is_shown() -> None:
    assert fill("{rows:row was/rows were} kept", {"rows": "1"}) == "1 row was kept"


def test_korean_particles_still_follow_the_last_sound() -> None:
    assert fill("{rows:을/를} {share:이/가|.1%}", {"rows": 3, "share": 0.5}) == "3을 50.0%가"


@pytest.mark.parametrize(
    ("share", "form", "said"),
    [
        (0.0004, ".1%", "<0.1%"), (0.00004, ".2%", "<0.01%"), (0.004, ".0%", "<1%"), (0.9997, ".1%", ">99.9%"), (0.996, ".0%", ">99%"),
        (0.0, ".1%", "0.0%"), (1.0, ".1%", "100.0%"), (1e-17, ".1%", "0.0%"), (0.0005001, ".1%", "0.1%"), (-0.0004, ".1%", "0.0%"),
        (1.0004, ".1%", "100.0%"),
    ],
)  # fmt: skip
def test_a_share_of_some_is_not_none_and_of_nearly_all_is_not_all(share: float, form: str, said: str) -> None:
    assert fill(f"{{share:{form}}}", {"share": share}) == said


def test_nothing_is_told_with_a_minus_before_it() -> None:
    assert fill("{low:.0}~{high:.1}", {"low": -0.4, "high": -0.04}) == "0~0.0"
    assert fill("{low:.0}", {"low": -0.6}) == "-1"


def test_the_facts_of_a_form_are_known_by_name() -> None:
    assert slots("{rows:row holds/rows hold} {mean:minute/minutes|.1} {title}") == {"rows", "mean", "title"}
