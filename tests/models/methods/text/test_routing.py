"""Who should handle a text is learnt from who did, said with a probability that means something, or refused with the reason."""

import numpy as np
import pytest

from models.methods.text.calibration import calibration, judged, ladder, temperature
from models.methods.text.routing import learn
from models.methods.text.tokens import Tokens
from tests.models.methods.text.planted import planted, spelled

NAMES = ["도로과", "공원과", "청소과", "주택과", "교통과", "환경과"]


def mixed(texts: int, wrong: float, seed: int = 0) -> tuple[Tokens, list[str]]:
    """Texts of six departments, a share of which another one handled."""
    tokens, truth = planted(texts, 6, length=(1, 3), seed=seed)
    rng = np.random.default_rng(seed)
    handled = np.where(rng.random(texts) < wrong, rng.integers(0, 6, texts), truth)
    return tokens, [NAMES[at] for at in handled]


def test_departments_are_learnt_and_the_advice_beats_the_most_frequent_one_on_texts_not_seen():
    tokens, department = mixed(3_000, 0.2)
    router = learn(tokens, department)
    assert (router.why, router.departments, router.by_time) == ("", sorted(NAMES), False)
    assert router.judged is not None
    assert router.judged.texts == 600
    assert router.judged.accuracy[0] > 0.75 > 0.3 > router.judged.majority[0]
    assert router.judged.accuracy[1] < router.judged.accuracy[0] < router.judged.accuracy[2]
    assert router.judged.top3[0] > router.judged.accuracy[0]
    found = router.advise(tokens)
    assert found.department.shape == found.probability.shape == (3_000, 3)
    assert (np.diff(found.probability, axis=1) <= 0).all()
    right = np.array([router.departments[at] for at in found.department[:, 0]]) == np.array(department)
    assert right[found.given].mean() > right.mean() > 0.75


@pytest.mark.parametrize("wrong", [0.1, 0.4])
def test_a_probability_is_how_often_it_is_right(wrong):
    router = learn(*mixed(6_000, wrong))
    assert router.judged is not None
    assert router.judged.error < 0.05
    assert router.judged.size.sum() == router.judged.texts
    shown = router.judged.right_when_shown
    assert shown[0] >= 0.5


def test_the_latest_fifth_is_judged_on_where_times_are_known():
    tokens, department = mixed(1_000, 0.0)
    late = [("교통과" if at >= 800 else name) for at, name in enumerate(department)]
    assert learn(tokens, late, received=np.arange(1_000)).why == "no_better"
    router = learn(tokens, department, received=np.arange(1_000)[::-1])
    assert (router.why, router.by_time, router.learnt_from) == ("", True, 1_000)


def test_near_copies_of_what_was_learnt_are_not_judged_on():
    tokens, department = mixed(1_000, 0.0)
    router = learn(tokens, department, received=np.arange(1_000), copies=np.arange(1_000) % 900)
    assert router.judged is not None
    assert router.judged.texts == 100


def test_departments_with_few_texts_are_refused_by_name():
    tokens, department = mixed(1_000, 0.0)
    small = ["작은과" if at < 19 else name for at, name in enumerate(department)]
    router = learn(tokens, [*small[:-1], None])
    assert (router.refused, "작은과" in router.departments) == ({"작은과": 19}, False)


def test_a_hundred_and_ten_departments_with_three_texts_each_are_refused_and_why_is_said():
    tokens, _ = planted(330, 6)
    router = learn(tokens, [f"과{at % 110}" for at in range(330)])
    assert (router.why, router.departments, len(router.refused), router.judged) == ("few_departments", [], 110, None)
    with pytest.raises(ValueError, match="few_departments"):
        router.advise(tokens)


def test_departments_that_texts_do_not_tell_apart_are_refused():
    tokens, _ = planted(1_000, 6)
    name = np.random.default_rng(2).choice(NAMES, 1_000, p=[0.75, 0.05, 0.05, 0.05, 0.05, 0.05]).tolist()
    router = learn(tokens, name)
    assert router.why == "no_better"
    assert router.judged is not None
    assert router.judged.majority[0] > 0.65


def test_a_text_without_a_known_word_gets_no_advice_shown():
    router = learn(*mixed(1_000, 0.0))
    found = router.advise(spelled(["", "처음 보는 말"]))
    assert found.given.tolist() == [False, False]
    assert np.allclose(found.probability[0], found.probability[1])


def test_two_departments_have_two_places_of_three():
    texts = [f"{'가로등 고장' if at % 2 else '쓰레기 수거'} {at % 7}" for at in range(200)]
    router = learn(spelled(texts), ["도로과" if at % 2 else "청소과" for at in range(200)])
    found = router.advise(spelled(["가로등", "쓰레기"]))
    assert found.department.tolist() == [[0, 1, -1], [1, 0, -1]]
    assert found.given.all()


def test_the_same_texts_give_the_same_router():
    tokens, department = mixed(800, 0.1)
    one, other = learn(tokens, department).advise(tokens), learn(tokens, department).advise(tokens)
    assert np.array_equal(one.probability, other.probability)


def test_the_calibration_error_of_four_texts_is_three_tenths():
    error, said, right, size = calibration([0.9, 0.9, 0.6, 0.6], [True, True, False, True])
    assert (error, said.tolist(), right.tolist(), size.tolist()) == (pytest.approx(0.3), [0.6, 0.6, 0.9, 0.9], [0, 1, 1, 1], [1] * 4)
    assert np.isnan(calibration([], [])[0])


def test_odds_that_promise_too_much_are_divided_by_1_82():
    assert temperature(np.array([[2.0, 0.0]] * 4), [0, 0, 0, 1]) == pytest.approx(2 / np.log(3), abs=1e-3)


def test_probabilities_that_fall_out_of_order_are_pooled_and_none_is_certain():
    found = ladder([0.2, 0.4, 0.6, 0.8], [False, True, False, True])
    assert found(np.array([0.2, 0.4, 0.6, 0.8, 0.9])).tolist() == pytest.approx([1 / 6, 0.5, 0.5, 5 / 6, 5 / 6])


def test_a_classifier_that_wins_five_texts_and_loses_none_is_surely_not_better_and_one_that_wins_six_is():
    for won, better in ((5, False), (6, True)):
        truth = np.array([1] * won + [0] * 20)
        choices = np.column_stack([truth, 1 - truth, np.full(truth.size, -1)]).astype(np.int32)
        assert judged(choices, np.full((truth.size, 3), 0.9), truth, 0).better is better
