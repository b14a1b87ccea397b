"""A labelled set of invented complaints, 20 to 90 a department: the advice is calibrated on texts it never saw and beats the majority."""

import functools

import numpy as np
import polars as pl

from models.civil_complaints import words
from models.methods.text.calibration import judged
from models.methods.text.routing import Router, learn
from models.methods.text.tokens import Tokens

# Of each department what it alone hears of; some matters are two departments' and nobody can tell from the text whose.
OWN = {
    "도로과": ("보도블록이 깨져", "도로가 패여", "맨홀 뚜껑이 흔들려", "차선이 지워져"),
    "교통행정과": ("불법 주정차 차량이 많아", "버스 정류장 의자가 부서져", "신호등 시간이 짧아", "견인이 늦어"),
    "공원녹지과": ("가로수 가지가 늘어져", "놀이터 그네가 끊어져", "산책로 벤치가 썩어", "잔디밭에 잡초가 무성해"),
    "자원순환과": ("쓰레기 봉투가 쌓여", "재활용품 수거가 늦어", "무단 투기한 가구가 있어", "음식물 수거통이 넘쳐"),
    "환경관리과": ("공장 굴뚝 연기가 나", "공사장 소음이 심해", "하천에 거품이 떠", "하수구 악취가 올라와"),
    "건축과": ("옥상 증축 공사를 해", "외벽 타일이 떨어져", "공사장 가림막이 쓰러져", "건물 균열이 벌어져"),
    "상하수도과": ("수도관이 터져", "수돗물 색이 누레", "하수구 악취가 올라와", "맨홀 뚜껑이 흔들려"),
    "보건소": ("모기가 많아", "식당 위생이 나빠", "금연 구역에서 담배를 피워", "음식물 수거통이 넘쳐"),
}
SIZES = (90, 80, 60, 55, 45, 35, 25, 20)
# What every department hears: such a text says nothing of whose it is.
VAGUE = ("담당자와 통화가 어려워", "지난번 답변이 없어", "언제 처리되는지 몰라")
PLACES = ("시장 앞", "학교 뒤", "역 둘레", "아파트 정문", "주민센터 옆", "다리 아래")
ENDS = ("불편합니다. 살펴봐 주세요.", "위험합니다. 조치 바랍니다.", "여러 번 말했는데 그대로입니다.")


def written(rng: np.random.Generator, department: int) -> str:
    own = list(OWN.values())[department]
    if rng.random() < 0.25:
        return f"{PLACES[rng.integers(6)]} {VAGUE[rng.integers(3)]} {ENDS[rng.integers(3)]}"
    said = [own[rng.integers(4)]] + ([own[rng.integers(4)]] if rng.random() < 0.2 else [])
    return f"{PLACES[rng.integers(6)]} {' 그리고 '.join(said)} {ENDS[rng.integers(3)]}"


@functools.cache
def labelled() -> tuple[Tokens, list[str], np.ndarray]:
    """(texts, their departments, which are to learn from): the same sizes again and again are kept back, 5,000 of them."""
    rng = np.random.default_rng(17)
    share = np.array(SIZES) / sum(SIZES)
    place = np.concatenate([rng.permutation(np.repeat(np.arange(len(OWN)), SIZES)), rng.choice(len(OWN), 5_000, p=share)])
    texts = pl.DataFrame({"text": range(place.size), "said": [written(rng, int(one)) for one in place]})
    texts = texts.with_columns(papers=pl.lit(1, pl.Int64), language=pl.lit(0, pl.Int64))
    made = words.read(texts, None, "quick")
    terms, stream = made["terms"], made["text_terms"]
    assert terms is not None
    assert stream is not None
    names = list(OWN)
    return words.as_tokens(texts.height, stream, terms), [names[at] for at in place], np.arange(place.size) < sum(SIZES)


@functools.cache
def taught() -> Router:
    tokens, department, known = labelled()
    return learn(tokens, [name if here else None for name, here in zip(department, known, strict=True)])


def test_every_department_of_twenty_or_more_is_learnt_and_the_advice_beats_the_majority() -> None:
    router = taught()
    assert (router.why, sorted(router.departments), router.refused) == ("", sorted(OWN), {})
    assert router.judged is not None
    assert router.judged.better
    assert router.judged.accuracy[1] > router.judged.majority[2], "the intervals of both do not meet"


def test_on_five_thousand_texts_kept_back_a_probability_is_how_often_it_is_right() -> None:
    router, (tokens, department, known) = taught(), labelled()
    assert router.model is not None
    choices, probability = router.model.choices(router.model.bag_of(tokens))
    names = {name: at for at, name in enumerate(router.departments)}
    truth = np.array([names[name] for name in department])[~known]
    told = judged(choices[~known], probability[~known], truth, names["도로과"])
    assert told.accuracy[0] > 0.75 > 0.3 > told.majority[0]
    assert told.error < 0.06
    assert told.right_when_shown[0] > told.accuracy[0]


def test_a_text_that_any_department_may_get_is_given_no_advice() -> None:
    router, (tokens, _, known) = taught(), labelled()
    advice = router.advise(tokens)
    vague = np.array([bool({"담당자", "통화", "답변"} & set(tokens.of(at))) for at in range(len(tokens))]) & ~known
    assert vague.sum() > 200
    assert advice.given[vague].mean() < 0.02
    assert advice.given[~vague & ~known].mean() > 0.7
