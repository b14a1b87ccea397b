"""Planted topics are found without their number being told, and what everybody writes is no topic."""

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from models.methods.text.coherence import coherence, stability
from models.methods.text.counting import bags
from models.methods.text.factors import choose, factors
from models.methods.text.topics import topics
from tests.models.methods.text.planted import planted, spelled

LAMP, BIN = "가로등 고장 전구 골목", "쓰레기 투기 수거 봉투"
TWO = [f"{subject} 안녕 부탁 {number}" for number in range(40) for subject in (LAMP, BIN)]


def test_two_subjects_with_the_same_greeting_are_two_topics_and_the_greeting_is_neither():
    found = topics(spelled(TWO), max_df=1.0)
    assert found.texts.tolist() == [40, 40]
    assert {frozenset(found.words(topic)) for topic in range(2)} == {frozenset(LAMP.split()), frozenset(BIN.split())}
    assert len(set(found.of_text[::2].tolist())) == len(set(found.of_text[1::2].tolist())) == 1
    assert set(found.label(0).split(" · ")) < set(found.words(0))


@pytest.mark.parametrize(("many", "least"), [(5, 0.99), (12, 0.99), (30, 0.97)])
def test_planted_topics_are_found_among_phrases_that_stand_in_any_text(many, least):
    tokens, truth = planted(8_000, many)
    found = topics(tokens)
    assert normalized_mutual_info_score(truth, found.of_text) >= least
    assert abs(found.texts.size - many) <= 2
    spoken = {word for topic in range(found.texts.size) for word in found.words(topic)}
    assert max(int(word[1:]) for word in spoken) < many * 40


def test_topics_of_very_different_size_are_found():
    tokens, truth = planted(9_000, 10)
    kept = np.random.default_rng(1).random(9_000) < 1 / (1 + truth)
    sizes = np.diff(tokens.ptr)
    small = type(tokens)(np.append(0, np.cumsum(sizes[kept])), tokens.ids[np.repeat(kept, sizes)], tokens.words, "exact")
    assert normalized_mutual_info_score(truth[kept], topics(small).of_text) >= 0.98


def test_a_text_without_a_telling_word_is_about_nothing_and_topics_stand_by_size():
    found = topics(spelled([*TWO, LAMP, "안녕 부탁", "처음 듣는 말"]), max_df=1.0)
    assert found.of_text[-2:].tolist() == [-1, -1]
    assert found.sure[-2:].tolist() == [0.0, 0.0]
    assert found.texts.tolist() == [41, 40]
    assert "가로등" in found.words(0)


@pytest.mark.parametrize("texts", [[], [""], ["가로등"], ["같은 글 이다"] * 50])
def test_texts_that_hold_no_topics_give_none(texts):
    found = topics(spelled(texts))
    assert (found.texts.size, found.of_text.tolist()) == (0, [-1] * len(texts))


def test_the_same_seed_gives_the_same_topics():
    tokens, _ = planted(3_000, 8)
    one, other = topics(tokens, seed=4), topics(tokens, seed=4)
    assert np.array_equal(one.of_text, other.of_text)
    assert np.array_equal(one.lift, other.lift)


def test_a_petition_sent_a_hundred_times_makes_no_topic_where_one_copy_is_learnt_from():
    petition = " ".join(f"청원{number}" for number in range(30))
    texts = [*TWO, *[petition] * 100]
    first = np.arange(len(texts)) <= len(TWO)
    assert topics(spelled(texts), max_df=1.0).texts[0] == 100
    assert topics(spelled(texts), max_df=1.0, learnt=first).texts.tolist() == [40, 40]


def test_runs_that_share_one_topic_and_half_of_another_are_two_thirds_stable():
    assert stability([[[1, 2], [3, 4]], [[3, 4], [1, 5]]]) == pytest.approx(2 / 3)
    assert stability([[[1, 2], [3, 4]], [[3, 4]]]) == pytest.approx(1 / 2)
    assert np.isnan(stability([[[1, 2]]]))


def test_words_that_always_share_texts_are_coherent_and_words_that_never_do_are_not():
    bag = bags(spelled(TWO))
    place = {word: at for at, word in enumerate(bag.words)}
    both, none = [place["가로등"], place["고장"]], [place["가로등"], place["쓰레기"]]
    assert coherence(bag, [both, none]).tolist() == pytest.approx([1.0, -1.0], abs=1e-5)
    assert np.isnan(coherence(bag, [[place["가로등"]]])[0])


@pytest.mark.parametrize("seed", [0, 1])
def test_nmf_gives_every_text_of_the_planted_corpus_its_topic(seed):
    tokens, truth = planted(1_000, 5, length=(15, 15), phrases=0)
    bag = bags(tokens, 5, 0.5)
    assert adjusted_rand_score(truth, factors(bag, 5, seed=seed).of_text) == 1.0


def test_lda_finds_the_planted_corpus_too_and_its_shares_sum_below_one():
    tokens, truth = planted(1_000, 3, length=(15, 15), phrases=0)
    found = factors(bags(tokens, 5, 0.5), 3, "lda", rounds=20)
    assert adjusted_rand_score(truth, found.of_text) > 0.9
    assert 0 < found.share.min() <= found.share.max() <= 1


def test_the_number_of_planted_topics_is_chosen():
    tokens, _ = planted(600, 4, length=(15, 15), phrases=0)
    k, tried = choose(bags(tokens, 5, 0.5), [2, 4, 7])
    assert k == 4
    assert [one.k for one in tried] == [2, 4, 7]


def test_a_number_of_topics_that_does_not_fit_is_refused():
    bag = bags(spelled(TWO))
    for k in (1, 10_000):
        with pytest.raises(ValueError, match="smaller of texts and words"):
            factors(bag, k)
