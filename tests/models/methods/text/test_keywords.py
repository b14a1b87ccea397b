"""Words that tell: counts, weights and odds equal to what can be computed by hand, and the network of those that meet."""

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfTransformer

from models.methods.text.counting import bags, npmi, pmi, together
from models.methods.text.keywords import counts, distinctive, rarity, tf_idf
from models.methods.text.network import communities, network
from tests.models.methods.text.planted import planted, spelled

FOUR = spelled(["나 가 가", "가 다", "다 나 가", ""])


def test_a_text_counts_a_word_once_and_its_rarity_falls_with_the_texts_it_stands_in():
    bag = bags(FOUR)
    assert (bag.words, bag.df.tolist(), counts(bag).toarray().tolist()) == (
        ["가", "나", "다"], [3, 2, 2], [[2, 1, 0], [1, 0, 1], [1, 1, 1], [0, 0, 0]],
    )  # fmt: skip
    assert rarity(bag).tolist() == pytest.approx([np.log(5 / 4) + 1, np.log(5 / 3) + 1, np.log(5 / 3) + 1])


def test_rare_common_and_surplus_words_are_left_out():
    assert bags(FOUR, max_df=0.5).words == ["나", "다"]
    assert bags(FOUR, min_df=3).words == ["가"]
    assert bags(FOUR, most=2).words == ["가", "나"]
    assert bags(FOUR, min_df=9).ptr.tolist() == [0] * 5


def test_weights_are_those_of_the_example_and_of_scikit_learn():
    assert tf_idf(bags(spelled(["가", "가 나"]))).toarray().tolist() == [pytest.approx([1, 0]), pytest.approx([0.5797, 0.8148], abs=5e-5)]
    bag = bags(planted(200, 3)[0])
    theirs = TfidfTransformer().fit_transform(counts(bag)).toarray()
    assert np.allclose(tf_idf(bag).toarray(), theirs, atol=1e-12)


def test_thirty_of_a_thousand_against_ten_is_a_log_odds_of_906():
    found = distinctive([30, 970], [10, 990], prior=[4, 96])
    assert (found.delta[0], found.z[0]) == (pytest.approx(0.9059, abs=1e-4), pytest.approx(2.853, abs=1e-3))


def test_without_a_prior_the_groups_words_are_it_and_turning_the_groups_turns_the_sign():
    one, other = distinctive([30, 5, 0], [10, 5, 40]), distinctive([10, 5, 40], [30, 5, 0])
    assert np.allclose(one.delta, -other.delta)
    assert one.delta[0] > 0 > one.delta[2]
    assert np.isfinite(distinctive([0, 0], [0, 0]).z).all()


def test_counts_that_do_not_fit_are_refused():
    for one, other in (([1], [1, 2]), ([-1], [1])):
        with pytest.raises(ValueError, match="counts"):
            distinctive(one, other)


def test_npmi_is_354_where_2_5_and_10_percent_meet():
    both, df = np.array([[50, 20], [20, 100]], np.int32), np.array([50, 100])
    assert pmi(both, df, 1_000)[0, 1] == pytest.approx(np.log(4), abs=1e-5)
    assert npmi(both, df, 1_000)[0, 1] == pytest.approx(0.35437, abs=1e-5)


def test_words_that_never_meet_have_minus_one_and_those_that_only_meet_one():
    bag = bags(spelled(["가 나", "가 나", "다", "라"]))
    strength = npmi(together(bag), bag.df, len(bag))
    assert (strength[0, 1], strength[0, 2]) == (1.0, -1.0)
    everywhere = bags(spelled(["가 나"] * 3))
    assert npmi(together(everywhere), everywhere.df, 3)[0, 1] == 1.0


def test_the_network_keeps_words_that_meet_five_times_strongest_first():
    tokens = spelled([*["가 나 다"] * 5, *["라 마"] * 6, *["바 사"] * 4, *["가 라"] * 2, *["자"] * 20])
    bag = bags(tokens)
    found = network(bag)
    named = [(bag.words[one], bag.words[other]) for one, other in zip(found.one, found.other, strict=True)]
    assert named == [("나", "다"), ("라", "마"), ("가", "나"), ("가", "다")]
    assert found.texts.tolist() == [5, 6, 5, 5]
    assert found.lift[0] == pytest.approx(5 * 37 / 25)
    assert [found.community[bag.words.index(word)] for word in "가나다라마바자"] == [0, 0, 0, 1, 1, -1, -1]
    assert network(bag, most=1).one.size == 1


def test_two_triangles_joined_by_one_tie_are_two_communities():
    one, other = np.array([0, 0, 1, 3, 3, 4, 2]), np.array([1, 2, 2, 4, 5, 5, 3])
    assert communities(one, other, np.ones(7), 7).tolist() == [0, 0, 0, 1, 1, 1, -1]
    assert communities(one[:0], other[:0], np.ones(0), 2).tolist() == [-1, -1]
