"""The library of legal bases is whole: both languages, one sentence each, ids that stay, addresses of the national law centre."""

from __future__ import annotations

import re

from data_catalog import legal_bases
from models.kit.wording import LANGUAGES

# An id stands in agreements for good: one may be added here, none taken away.
STAY = [
    "pipa-15-1-3", "pipa-17-1-2", "pipa-18-2-2", "pipa-18-2-5", "pipa-18-2-10", "pipa-28-2", "pipa-28-3", "pipa-58-2", "aidba-8-1",
    "aidba-9-1", "aidba-10-1", "aidba-11-1", "opendata-17-1", "opendata-27-1", "egov-36-1", "egov-39-1", "stat-24-1", "stat-30-1",
]  # fmt: skip


def test_every_article_speaks_both_languages_in_one_sentence_and_says_where_it_is_read() -> None:
    wrong = []
    for own, one in legal_bases.articles().items():
        for words in (one.law, one.number, one.title, one.allows):
            wrong += (
                [own] if set(words) != set(LANGUAGES) or re.search("[가-힣]", words["en"]) or not re.search("[가-힣]", words["ko"]) else []
            )
        wrong += [own] if not one.source.startswith("https://www.law.go.kr/법령/") else []
        wrong += [own] if not (one.allows["ko"].endswith(("다.", "세요.")) and one.allows["en"].endswith(".")) else []
        # The number in the id is the number of the article.
        digits = re.findall(r"\d+", own)
        wrong += [own] if any(re.findall(r"\d+", one.number[lang]) != digits for lang in LANGUAGES) else []
    assert wrong == []


def test_ids_that_stand_in_agreements_stay() -> None:
    assert list(legal_bases.articles()) == STAY


def test_a_basis_is_cited_with_what_was_written_beside_it() -> None:
    assert legal_bases.said(["stat-24-1", "egov-36-1"], "한빛시 조례 제3조", "ko") == (
        "통계법 제24조제1항; 전자정부법 제36조제1항; 한빛시 조례 제3조"
    )
    assert legal_bases.said(["stat-24-1", "gone-1"], "", "en") == "Statistics Act, Article 24 (1); gone-1"
