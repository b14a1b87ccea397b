"""Articles: an answer becomes one, is published in one language or both, offered where the same is met, thanked for, changed, withdrawn."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.services.search import everything
from app.services.support import articles, asking, met
from app.services.support.articles import Said
from data_catalog.records.tables import HelpArticleVersion, LedgerRow
from tests.app.services.agreements.made import at_once
from tests.app.services.support.made import Help, refused


def test_an_answer_becomes_an_article_that_the_next_person_is_offered(desk: Help) -> None:
    ticket = desk.ask()
    refused("support.not_answered", lambda: articles.of_answer(desk.helper, desk.platform, ticket))
    desk.answer(ticket, "이렇게\n\n적으세요 010-1234-5678")
    made = articles.of_answer(desk.helper, desk.platform, ticket)
    assert articles.of_answer(desk.second, desk.platform, ticket) == made, "one question, one article"
    draft = articles.draft(desk.helper, desk.platform, made)
    assert (draft.said.problem, draft.said.step, draft.said.model) == ("file.empty", "check", "golden_hour")
    assert draft.said.body["ko"].startswith("이렇게\n\n적으세요")
    assert "1234" not in draft.said.body["ko"]
    for title, body in (("제목", ""), ("제목", " \n"), ("", "")):
        halves = Said({"ko": title, "en": " "}, {"ko": body, "en": "text"}, "file.empty")
        refused("article.language_missing", lambda said=halves: articles.publish(desk.helper, desk.platform, made, said))
    assert articles.offered(desk.platform, problem="file.empty") == ()
    refused("not_found.article", lambda: articles.one(desk.platform, made))
    assert desk.publish(ticket) == made
    (offered,) = articles.offered(desk.platform, problem="file.empty", step="check", model="golden_hour")
    assert (offered.id, offered.version, offered.said.title["en"]) == (made, 1, "How to write dates")
    assert [one.id for one in articles.offered(desk.platform, problem="file.empty")] == [made], "where model and step are unknown"
    assert articles.offered(desk.platform, problem="upload.held", step="check", model="golden_hour") == (), "met elsewhere it says nothing"
    assert articles.offered(desk.platform, step="check") == ()
    hit = everything.find(desk.asker, desk.platform, "날짜 적는 법").articles
    assert [one.thing.id for one in hit] == [made]
    with desk.platform.records.reading() as session:
        row = session.scalars(select(LedgerRow).where(LedgerRow.event == "article_published")).one()
    assert (row.subject_id, row.facts["version"], row.facts["problem"]) == (made, 1, "file.empty")


@pytest.mark.parametrize(("there", "missing"), [("ko", "en"), ("en", "ko")])
def test_one_language_is_enough_and_whoever_reads_in_the_other_is_given_it(desk: Help, there: str, missing: str) -> None:
    said = Said({there: "날짜 dates", missing: "Half 반쪽"}, {there: "이렇게 this way"}, "file.empty")
    made = articles.begin(desk.helper, desk.platform, said)
    assert articles.publish(desk.helper, desk.platform, made, said) == 1
    (offered,) = articles.offered(desk.platform, problem="file.empty")
    assert offered.said.languages == (there,)
    assert [offered.said.read_in(lang) for lang in ("ko", "en")] == [there, there]
    assert [offered.said.titled_in(lang) for lang in (there, missing)] == [there, missing], "a title is read in one's own language"
    assert (offered.said.title[missing], offered.said.body[missing]) == ("Half 반쪽", "")
    for query in ("날짜", "dates", *(" ".join(met.bare("file.empty")[lang].split()[:2]) for lang in (missing,))):
        assert [hit.thing.id for hit in everything.find(desk.asker, desk.platform, query).articles] == [made], query
    assert [hit.thing.id for hit in everything.find(desk.asker, desk.platform, "반쪽").articles] == [made]
    whole = Said({"ko": "가", "en": "a"}, {"ko": "나", "en": "b"}, "file.empty")
    assert articles.publish(desk.helper, desk.platform, made, whole) == 2
    now = articles.one(desk.platform, made).said
    assert [now.read_in(lang) for lang in ("ko", "en")] == ["ko", "en"]
    with desk.platform.records.reading() as session:
        kept = session.scalars(select(HelpArticleVersion.said).order_by(HelpArticleVersion.version)).first()
    assert kept is not None
    assert set(kept["title"]) == {"ko", "en"}


def test_the_nearest_comes_first_and_what_helped_more_before_what_helped_less(desk: Help) -> None:
    ids = []
    for ties in ({"step": "check"}, {"model": "golden_hour"}, {"problem": "file.empty"}, {"problem": "file.empty"}):
        both = Said({"ko": "가", "en": "a"}, {"ko": "가", "en": "a"}, **ties)
        ids.append(articles.begin(desk.helper, desk.platform, both))
        articles.publish(desk.helper, desk.platform, ids[-1], both)
    assert articles.thanked(desk.asker, desk.platform, ids[3])
    assert not articles.thanked(desk.asker, desk.platform, ids[3]), "once a person"
    found = articles.offered(desk.platform, problem="file.empty", step="check", model="golden_hour", most=9)
    assert [one.id for one in found] == [ids[3], ids[2], ids[1], ids[0]]
    assert found[0].helped == 1
    both_at_once = at_once(*(lambda: articles.thanked(desk.second, desk.platform, ids[2]) for _ in range(2)))
    assert sorted(map(str, both_at_once)) == ["False", "True"]


def test_a_change_is_read_only_once_it_is_published_and_every_version_is_kept(desk: Help) -> None:
    ticket = desk.ask()
    desk.answer(ticket)
    made = desk.publish(ticket)
    changed = Said({"ko": "새 제목", "en": "New title"}, {"ko": "새 글", "en": "New text"}, step="data")
    articles.save(desk.second, desk.platform, made, changed)
    assert articles.one(desk.platform, made).said.title["ko"] == "날짜 적는 법"
    assert articles.draft(desk.helper, desk.platform, made).said.title["ko"] == "새 제목"
    assert articles.publish(desk.helper, desk.platform, made, changed) == 2
    assert articles.one(desk.platform, made).said.title["ko"] == "새 제목"
    articles.withdraw(desk.helper, desk.platform, made)
    refused("not_found.article", lambda: articles.one(desk.platform, made), lambda: articles.thanked(desk.asker, desk.platform, made))
    assert articles.published(desk.platform) == ()
    with desk.platform.records.reading() as session:
        kept = session.scalars(select(HelpArticleVersion).order_by(HelpArticleVersion.version)).all()
    assert [(one.version, one.said["title"]["ko"]) for one in kept] == [(1, "날짜 적는 법"), (2, "새 제목")]


def test_an_answer_taken_from_an_article_that_helps_counts_for_the_article(desk: Help) -> None:
    from app.services.support import answering

    first = desk.ask()
    desk.answer(first)
    made = desk.publish(first)
    second = desk.ask("저도요")
    answering.answer(desk.helper, desk.platform, second, "이렇게 적으세요", 1, made)
    asking.helped(desk.asker, desk.platform, second, True)
    assert articles.one(desk.platform, made).helped == 1
    third = desk.ask("저도요")
    refused("not_found.article", lambda: answering.answer(desk.helper, desk.platform, third, "답", 1, "0" * 32))


def test_an_article_is_changed_by_those_who_look_after_it_alone(desk: Help) -> None:
    ticket = desk.ask()
    desk.answer(ticket)
    made, said = desk.publish(ticket), Said({}, {})
    for stranger in (desk.other, desk.asker):
        refused(
            "not_found.article", lambda who=stranger: articles.draft(who, desk.platform, made),
            lambda who=stranger: articles.save(who, desk.platform, made, said),
            lambda who=stranger: articles.withdraw(who, desk.platform, made),
            lambda who=stranger: articles.publish(who, desk.platform, made, said),
        )  # fmt: skip
    refused(
        "rights.role_needed", lambda: articles.begin(desk.asker, desk.platform, said), lambda: articles.listed(desk.asker, desk.platform)
    )
    assert articles.listed(desk.other, desk.platform) == ()
    for wrong in (Said({}, {}, problem="no.such"), Said({}, {}, step="lunch"), Said({}, {}, model="../etc")):
        refused("article.tie_unknown", lambda wrong=wrong: articles.begin(desk.helper, desk.platform, wrong))


def test_what_helped_stands_beside_each_of_several_findings(desk: Help) -> None:
    for key, title in (("finding.too_few", "조금"), ("finding.too_few", "많이"), ("finding.range", "범위"), ("upload.held", "다른 것")):
        both = Said({"ko": title, "en": "a"}, {"ko": "가", "en": "a"}, key)
        made = articles.begin(desk.helper, desk.platform, both)
        articles.publish(desk.helper, desk.platform, made, both)
        if title == "많이":
            articles.thanked(desk.asker, desk.platform, made)
    found = articles.beside(desk.platform, ["finding.too_few", "finding.range", "finding.crs"])
    assert {key: one.said.title["ko"] for key, one in found.items()} == {"finding.too_few": "많이", "finding.range": "범위"}
    assert articles.beside(desk.platform, []) == {}
    refused("article.tie_unknown", lambda: articles.begin(desk.helper, desk.platform, Said({}, {}, "finding.too_few.repair")))


def test_an_article_with_a_hidden_number_is_not_published(desk: Help) -> None:
    made = articles.begin(desk.helper, desk.platform, Said({}, {}))
    for title, body in (("제목", "문의 02-120-1234"), ("제목", "문의 ***-****-****"), ("010-1234-5678", "내용")):
        said = Said({"ko": title}, {"ko": body})
        refused("article.masked", lambda said=said: articles.publish(desk.helper, desk.platform, made, said))
    assert articles.published(desk.platform) == ()
    articles.publish(desk.helper, desk.platform, made, Said({"ko": "제목"}, {"ko": "문의 정보통신과 ** 굵게", "en": ""}))
    assert articles.draft(desk.helper, desk.platform, made).state == "published"
