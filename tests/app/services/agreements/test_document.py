"""The agreement as a document: what stands in it, in PDF and HWPX, in both languages; whose it is to take, and that it is on record."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import pypdfium2
import pytest
from sqlalchemy import select

from app.identity.person import Person
from app.services.agreements import asking, deciding, document, standing
from app.services.catalogue import datasets
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.policy import Condition
from data_catalog.records.tables import LedgerRow
from tests.app.services.agreements.made import asked, in_force, revision, terms, wanted
from tests.app.services.conftest import City


def told(city: City, person: Person, agreement: str, kind: str = "pdf", lang: str = "ko") -> str:
    """All the words of a document, in one line."""
    made = document.made(person, city.platform, agreement, kind, lang)
    if kind == "pdf":
        book = pypdfium2.PdfDocument(made)
        return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in book).split())
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        said = re.sub(r"<[^>]+>", " ", file.read("Contents/section0.xml").decode())
    return " ".join(said.split())


def mark(said: str) -> str:
    found = re.search(r"[0-9a-f]{64}", said.replace(" ", ""))
    assert found
    return found.group()


@pytest.mark.parametrize("kind", ["pdf", "hwpx"])
def test_a_document_tells_all_that_was_agreed_and_how_it_came_to_it(
    city: City, asker: Person, steward: Person, dataset: str, kind: str
) -> None:
    many = (Condition("출동센터", "is", tuple(f"센터{at}" for at in range(9))),)
    agreement = asked(city, asker, dataset, rows=many)
    deciding.offer(steward, city.platform, agreement, 1, terms(city, days=20, rows=many), "20일이면 됩니다")
    asking.accept(asker, city.platform, agreement, 2)
    deciding.approve(steward, city.platform, agreement, 3, "=좋습니다")
    ko = told(city, asker, agreement, kind)
    for said in (
        "데이터 이용 합의서", "2024-0001", "한빛시 소방본부", "한빛시 세정과", "출동기록", "구급 출동", "신고일시", "달까지만", "출동센터",
        "그대로", "센터8", "표에 없는 열은 보여 주지 않습니다", "통계", "데이터기반행정법 제10조", "2024년 5월 15일부터 2024년 6월 4일까지",
        "세정과에 속한 사람만", "30일까지", "잠긴 방의 PC에서만 씀", "다시 주지 않습니다", "조건을 제안함", "20일이면 됩니다", "=좋습니다",
        "아무개", "제9조",
    ):  # fmt: skip
        assert said in ko, said
    assert "승인 전" not in ko
    en = told(city, steward, agreement, kind, "en")
    for said in ("Agreement on the use of data", "Fire, Hanbit", "Tax, Hanbit", "its month only", "From 15 May 2024 until 4 June 2024",
                 "for 30 days after the end", "approved the use of data"):  # fmt: skip
        assert said in en, said
    assert mark(ko) == mark(en), "the same terms, whatever the language"
    with city.platform.records.reading() as session:
        wanted = select(LedgerRow.subject_id, LedgerRow.facts).where(LedgerRow.event == ledger.AGREEMENT_TAKEN)
        assert [tuple(one) for one in session.execute(wanted)] == [(dataset, {"agreement": agreement, "file": kind})] * 2


def test_a_document_tells_what_its_articles_allow(city: City, asker: Person, dataset: str) -> None:
    agreement = asking.ask(asker, city.platform, replace(wanted(city, dataset), bases=("pipa-28-2",)))
    assert "개인정보 보호법 제28조의2; 데이터기반행정법 제10조" in told(city, asker, agreement)
    assert "Pseudonymised information may be processed" in told(city, asker, agreement, "hwpx", "en")


def test_what_is_not_in_force_says_so_on_every_page(city: City, analyst: Person, asker: Person, steward: Person, dataset: str) -> None:
    agreement = asked(city, asker, dataset)
    draft = told(city, asker, agreement)
    assert draft.count("승인 전") >= 2, "on the page and in the sentence that explains it"
    assert "아직 결정되지 않음" in draft
    other = in_force(city, asker, steward, dataset, purpose="research")
    assert mark(told(city, asker, other)) != mark(draft)
    standing.revoke(steward, city.platform, other, revision(city, steward, other), "목적과 다르게 쓰임")
    after = told(city, asker, other)
    assert "회수된 합의" in after
    assert "목적과 다르게 쓰임" in after
    datasets.destroy(analyst, city.platform, dataset)
    assert "파기된 데이터" in told(city, asker, other)


def test_a_document_is_for_those_who_take_part(city: City, asker: Person, dataset: str) -> None:
    agreement = asked(city, asker, dataset)
    for other in (city.person("analyst", city.tax), city.person("supervisor", city.root), city.person("analyst", city.fire)):
        with pytest.raises(Problem, match=r"not_found\.agreement"):
            document.made(other, city.platform, agreement, "pdf", "ko")
    assert told(city, city.person("auditor", city.tax), agreement)
    with pytest.raises(Problem, match=r"not_found\.file"):
        document.made(asker, city.platform, agreement, "exe", "ko")
