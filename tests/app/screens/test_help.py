"""The pages of help drawn: asking from where one is stuck, the supporters' queue, the article, and the page of every Problem."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl

import pytest
from sqlalchemy import update
from streamlit.testing.v1 import AppTest

from app.parts.literal import literal
from app.parts.markup import plain
from app.parts.support import problem_page
from app.services.drafts import drafts
from app.services.support import answering, articles, looking, met, tours
from app.services.support.articles import Said
from app.texts import text
from data_catalog.records.tables import PersonRow, Run
from tests.app.screens.conftest import Desk, shown, unfolded
from tests.app.screens.test_sharing import other, press

LURE = "<img src=x onerror=a()> [a](http://e.example)"


def ask(desk: Desk, question: str, **address: str) -> str:
    page = desk.open("ask.py", **address)
    page.text_area(key="ask.question").set_value(question)
    press(page, "ask.send")
    return looking.mine(desk.person, desk.platform)[0].id


def test_a_question_asked_in_the_wizard_is_answered_and_becomes_an_article_for_the_next(desk: Desk) -> None:
    draft = drafts.start(desk.person, desk.platform, "golden_hour").id
    wizard = shown(desk.open("wizard/page.py", draft=draft, step="data"))
    assert "이 단계의 설명서" in wizard
    page = desk.open("ask.py", page="wizard", draft=draft, step="data")
    assert "질문이 비어 있습니다" in shown(press(page, "ask.send"))
    assert "더 알아보기" in shown(page)
    page.checkbox(key="ask.with.page").uncheck()
    page.text_area(key="ask.question").set_value(LURE)
    press(page, "ask.send")
    (line,) = looking.mine(desk.person, desk.platform)
    assert (line.model, line.step, line.state) == ("golden_hour", "data", "asked")

    helper = other(desk, "supporter")
    assert line.id in shown(helper.open("support.py"))
    ticket = helper.open("support.py", ticket=line.id)
    assert "골든타임" in shown(ticket)
    press(ticket, f"support.take.{line.id}")
    ticket.text_area(key=f"support.said.{line.id}").set_value("한 표만 올리세요")
    press(ticket, f"support.send.{line.id}")
    assert not ticket.error
    assert "‘분석하기’ 화면으로 돌아가기" in shown(desk.open("help.py", ticket=line.id, page="wizard", draft=draft, step="data"))
    mine = unfolded(desk.open("help.py", ticket=line.id), f"help.attached.{line.id}")
    assert "한 표만 올리세요" in shown(mine)
    assert "이 답이 도움이 되었나요" in shown(mine)
    assert helper.person.name not in shown(mine)
    press(mine, f"help.yes.{line.id}")

    press(helper.open("support.py", ticket=line.id), f"support.to_article.{line.id}")
    (draft_article,) = articles.listed(helper.person, helper.platform)
    form = helper.open("support.py", article=draft_article.id)
    assert "제목과 내용을 모두 적은 언어가 없습니다" in shown(press(form, f"article.publish.{draft_article.id}"))
    assert text("article.untied_lead", "ko") not in shown(form), "the question was asked on a step of a model"
    for lang in ("ko", "en"):
        form.text_input(key=f"article.title.{lang}.{draft_article.id}").set_value(f"제목 {lang}")
        form.text_area(key=f"article.body.{lang}.{draft_article.id}").set_value(f"{LURE} {lang}")
    press(form, f"article.publish.{draft_article.id}")
    next_one = desk.open("ask.py", page="wizard", draft=draft, step="data")
    assert "제목 ko" in "".join(one.label for one in next_one.expander)
    press(unfolded(next_one, f"article.offered.{draft_article.id}"), f"article.thank.{draft_article.id}")
    assert articles.one(desk.platform, draft_article.id).helped == 1
    assert "제목 ko" in shown(desk.open("help.py", article=draft_article.id))


def test_a_question_asked_at_a_result_goes_with_its_model_and_version(desk: Desk) -> None:
    run = desk.finished_run()
    with desk.platform.records.reading() as session:
        version = session.get_one(Run, run).model_version
    page = desk.open("ask.py", page="result", run=run)
    assert not page.error
    assert version in next(one.label for one in page.checkbox if one.key == "ask.with.model")
    ticket = ask(desk, "왜 이렇게 긴가요", page="result", run=run)
    found = looking.one(desk.person, desk.platform, ticket)
    assert found.attached == {"page": "result", "model": {"id": "golden_hour", "version": version}}


def test_from_the_page_of_a_problem_one_asks_about_it_where_it_was_met(desk: Desk) -> None:
    draft = drafts.start(desk.person, desk.platform, "golden_hour").id
    met = {"problem": "file.cut_off", "page": "wizard", "draft": draft, "step": "data"}
    page = desk.open("help.py", **met)
    ways = {link.proto.label: link.proto.query_string for link in page.get("page_link")}
    back = next(said for label, said in ways.items() if label == text("ask.back", "ko", page=text("nav.wizard", "ko")))
    assert dict(parse_qsl(back)) == {"draft": draft, "step": "data"}
    asks = [dict(parse_qsl(link.proto.query_string)) for link in page.get("page_link") if link.proto.page == "ask"]
    assert asks, "in the frame and at its foot"
    assert all(one == met for one in asks)
    ticket = ask(desk, "왜 끊겼나요", **met)
    found = looking.one(desk.person, desk.platform, ticket)
    assert (found.line.problem, found.line.model, found.line.step) == ("file.cut_off", "golden_hour", "data")
    alone = desk.open("help.py", problem="file.cut_off")
    assert dict(parse_qsl(next(link.proto.query_string for link in alone.get("page_link") if link.proto.page == "ask"))) == {
        "problem": "file.cut_off"
    }
    nothing = desk.open("help.py", problem="no.such")
    assert [one.value for one in nothing.title] == [text("help.problem", "ko")]
    assert text("help.back", "ko") in {link.proto.label for link in nothing.get("page_link")}
    assert "mo-help" not in shown(nothing), "there is no more to tell of it"


def test_on_its_own_page_a_question_and_where_it_was_asked_stand_once(desk: Desk) -> None:
    draft = drafts.start(desk.person, desk.platform, "golden_hour").id
    ticket = ask(desk, "왜 이렇게 긴가요 010-1234-5678", page="wizard", draft=draft, step="data")
    helper = other(desk, "supporter")
    page = helper.open("support.py", ticket=ticket)
    assert [one.value for one in page.title] == [text("support.question_of", "ko", name=desk.person.name)]
    drawn = ["".join(one.proto.body for one in drawn.get("html")) for drawn in (page, desk.open("help.py", ticket=ticket))]
    assert [one.count("왜 이렇게 긴가요 ***-****-****") for one in drawn] == [1, 1]
    assert drawn[0].count("골든타임") == 1, "the model stands beside the question alone"
    assert [one.value for one in desk.open("help.py", ticket=ticket).title] == [text("help.question_mine", "ko")]


@pytest.mark.parametrize(("there", "missing"), [("ko", "en"), ("en", "ko")])
def test_an_article_in_one_language_is_offered_to_all_and_says_so_to_who_reads_in_the_other(desk: Desk, there: str, missing: str) -> None:
    helper = other(desk, "supporter")
    made = articles.begin(helper.person, helper.platform, Said({}, {}, "not_found.draft"))
    form = helper.open("support.py", article=made)
    names = {"missing": text(f"language.{missing}", "ko"), "there": text(f"language.{there}", "ko")}
    told = text("article.missing", "ko", part=text("article.lacks.both", "ko"), **names)
    assert told not in shown(form), "nothing is written yet"
    form.text_input(key=f"article.title.{there}.{made}").set_value(f"날짜 {LURE}")
    form.text_area(key=f"article.body.{there}.{made}").set_value(f"한 줄 {LURE}\n\n두 줄")
    assert told in shown(press(form, f"article.publish.{made}"))
    assert not form.error
    assert text("article.done.published", "ko") in shown(form)
    assert text("article.untied_lead", "ko") not in shown(form)
    untied = helper.open("support.py", article=articles.begin(helper.person, helper.platform, Said({}, {})))
    assert text("article.untied_lead", "ko") in shown(untied)
    for reader in ("ko", "en"):
        with desk.platform.records.session() as session:
            session.execute(update(PersonRow).where(PersonRow.id == desk.person.id).values(language=reader))
        only = text("article.only_in", reader, language=text(f"language.{there}", reader))
        named = f"날짜 {LURE}" if reader == there else f"날짜 {LURE} ({text(f'language.{there}', reader)})"
        page = desk.open("help.py", article=made)
        assert not page.exception
        drawn = "".join(one.proto.body for one in page.get("html"))
        spoken = f' lang="{there}"' if reader == missing else ""
        assert f'<h1 class="mo-title"{spoken}>{plain(f"날짜 {LURE}")}</h1>' in drawn
        assert "<p>두 줄</p>" in drawn
        assert (f'<div lang="{there}"><p>' in drawn) == (reader == missing)
        assert (only in drawn) == (reader == missing)
        assert plain(named) in shown(desk.open("wizard/page.py", draft="0" * 32))
        offered = unfolded(desk.open("help.py", problem="not_found.draft"), f"article.offered.{made}")
        assert literal(named) in [one.label for one in offered.expander]
        assert (only in shown(offered)) == (reader == missing)
        found = desk.open("help.py", part="articles")
        found.text_input(key="help.articles").set_value("날짜").run()
        assert literal(named) in [one.proto.label for one in found.get("page_link")]


def test_what_a_page_met_is_attached_and_what_helped_others_stands_beside_it(desk: Desk) -> None:
    helper = other(desk, "supporter")
    both = Said({"ko": "목록에서 고르세요", "en": "Choose"}, {"ko": "글", "en": "text"}, "not_found.draft")
    made = articles.begin(helper.person, desk.platform, both)
    articles.publish(helper.person, desk.platform, made, both)
    page = desk.open("wizard/page.py", draft="0" * 32)
    assert "더 알아보기" in shown(page)
    assert "다른 분께 도움이 된 글: 목록에서 고르세요" in shown(page)
    page.query_params["page"] = "wizard"
    page.switch_page("screens/ask.py").run()
    assert "분석" in "".join(one.label for one in page.checkbox if one.key == "ask.with.problems")
    assert "목록에서 고르세요" in "".join(one.label for one in page.expander)
    page.text_area(key="ask.question").set_value("없대요")
    press(page, "ask.send")
    (line,) = looking.mine(desk.person, desk.platform)
    assert line.problem == "not_found.draft"
    answering.answer(helper.person, desk.platform, line.id, "찾아보세요", looking.one(helper.person, desk.platform, line.id).version)
    begun = articles.draft(helper.person, desk.platform, articles.of_answer(helper.person, desk.platform, line.id))
    assert begun.said.title == {lang: met.halves(said)[0] for lang, said in met.bare(line.problem).items()}
    assert all(begun.said.title.values())


def test_questions_without_a_problem_stand_in_the_queue_and_each_answer_leads_to_the_next(desk: Desk) -> None:
    first, second, helper = ask(desk, "왜죠"), ask(desk, "언제죠"), other(desk, "supporter")
    queue = helper.open("support.py")
    assert not queue.error
    assert f"card_queue_{second}" in shown(queue)
    page = helper.open("support.py", ticket=first)
    page.text_area(key=f"support.said.{first}").set_value("그래서입니다")
    assert "남은 질문 1건" in shown(press(page, f"support.send.{first}"))


def test_a_title_is_read_in_ones_own_language_where_the_text_is_not(desk: Desk) -> None:
    helper = other(desk, "supporter")
    made = articles.begin(helper.person, helper.platform, Said({}, {}))
    form = helper.open("support.py", article=made)
    for lang, title in (("ko", "날짜 적는 법"), ("en", "How to write dates")):
        form.text_input(key=f"article.title.{lang}.{made}").set_value(title)
    form.text_area(key=f"article.body.ko.{made}").set_value("이렇게")
    press(form, f"article.publish.{made}")
    assert "영어 내용이 비어 있습니다" in shown(form)
    assert "0명" not in shown(helper.open("support.py", part="articles"))
    with desk.platform.records.session() as session:
        session.execute(update(PersonRow).where(PersonRow.id == desk.person.id).values(language="en"))
    drawn = "".join(one.proto.body for one in desk.open("help.py", article=made).get("html"))
    assert '<h1 class="mo-title">How to write dates</h1>' in drawn
    assert text("article.only_in", "en", language=text("language.ko", "en")) in drawn
    assert "How to write dates (" in shown(desk.open("help.py", part="articles"))


def test_who_writes_a_number_is_told_once_that_it_is_hidden(desk: Desk) -> None:
    ticket, helper = ask(desk, "왜죠"), other(desk, "supporter")
    page = helper.open("support.py", ticket=ticket)
    told = text("support.hidden", "ko")
    for name, send, said in (("note", "note_keep", "내선 02-120-1234"), ("said", "send", "정보통신과로 문의"), ("note", "note_keep", "끝")):
        page.text_area(key=f"support.{name}.{ticket}").set_value(said)
        assert (told in shown(press(page, f"support.{send}.{ticket}"))) == ("1234" in said), said
        assert told not in shown(page.run())
    made = articles.begin(helper.person, helper.platform, Said({}, {}))
    form = helper.open("support.py", article=made)
    form.text_area(key=f"article.body.ko.{made}").set_value("문의 02-120-1234")
    assert told in shown(press(form, f"article.keep.{made}"))
    form.text_input(key=f"article.title.ko.{made}").set_value("제목")
    assert "글에 번호로 보이는 것이나" in shown(press(form, f"article.publish.{made}"))


def test_of_two_supporters_on_one_question_the_second_is_told_and_keeps_what_was_written(desk: Desk) -> None:
    ticket, helper, admin = ask(desk, "왜죠"), other(desk, "supporter"), other(desk, "admin")
    page = admin.open("support.py", ticket=ticket)
    answering.answer(helper.person, desk.platform, ticket, "먼저 답", looking.one(helper.person, desk.platform, ticket).version)
    page.text_area(key=f"support.said.{ticket}").set_value("늦은 답")
    press(page, f"support.send.{ticket}") if page.button else None
    told = shown(page)
    assert "먼저 답" in told
    assert "늦은 답" not in [one.said for one in looking.one(admin.person, desk.platform, ticket).entries]


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_problem_has_a_page_that_says_what_it_means_and_what_to_do(desk: Desk, lang: str) -> None:
    with desk.platform.records.session() as session:
        session.execute(update(PersonRow).where(PersonRow.id == desk.person.id).values(language=lang))
    every = {one: problem_page.told(one, lang) for one in met.every()}
    assert [one for one, (what, where, _) in every.items() if not what.strip() or not where.strip()] == []
    assert len({where for _, where, _ in every.values()}) > 40
    for one in ("file.empty", "upload.held", "rights.role_needed", "finding.too_few"):
        page = desk.open("help.py", problem=one)
        assert not page.exception
        assert not page.error
        assert all(plain(said) in shown(page) for said in every[one] if said), one
        assert one in shown(page)
    unknown = desk.open("help.py", problem="no.such")
    assert list(unknown.error)


def test_the_glossary_is_searched_and_an_address_leads_to_a_word(desk: Desk) -> None:
    page = desk.open("help.py", part="words", term="gi_star")
    assert shown(page).index("Gi* 통계량") < shown(page).index("급증")
    assert ">CP949</small>" not in shown(page), "what is called the same in both languages is said once"
    assert ">Outlier</small>" in shown(page)
    page.text_input(key="words.search").set_value("신뢰 interval").run()
    assert "낱말 1개" in shown(page)


@pytest.mark.parametrize("desk", ["supporter"], indirect=True)
def test_the_figures_and_the_articles_are_drawn_and_narrowing_holds(desk: Desk) -> None:
    ticket = ask(other(desk, "analyst"), "가", page="home")
    page = desk.open("support.py", part="counts")
    assert "토요일과 일요일을 뺀" in shown(page)
    assert not page.exception
    assert "아직 글이 없습니다" in shown(desk.open("support.py", part="articles"))
    queue = desk.open("support.py")
    queue.segmented_control(key="support.shown").set_value("closed").run()
    assert ticket not in shown(queue)


def test_who_supports_nobody_sees_no_queue_and_no_question_of_another(desk: Desk) -> None:
    ticket = ask(desk, "내 것")
    stranger = other(desk, "trainer")
    with pytest.raises(ValueError, match="support"):  # it is no page of theirs
        stranger.open("support.py", ticket=ticket)
    told = stranger.open("help.py", ticket=ticket)
    assert "내 것" not in shown(told)
    assert "찾지 못했습니다" in shown(told)
    assert "찾지 못했습니다" in shown(desk.open("help.py", article="0" * 32))


def test_the_tour_of_a_page_is_sent_and_put_away_by_the_person(desk: Desk) -> None:
    def sent(page: AppTest) -> dict[str, object]:
        found = [json.loads(one.proto.json) for one in page.get("bidi_component") if one.proto.json]
        return next(one for one in found if "tour" in one)

    assert (sent(desk.open("home.py"))["tour"], sent(desk.open("home.py"))["offer"]) == ("home", True)
    tours.put_away(desk.person, desk.platform, "home")
    assert sent(desk.open("home.py"))["offer"] is False


def test_the_first_page_of_a_supporter_says_how_many_wait_and_of_others_nothing(desk: Desk) -> None:
    helper = other(desk, "supporter")
    assert text("home.support_none", "ko") in shown(helper.open("home.py"))
    ask(desk, "왜 안 되나요")
    ask(desk, "또 안 되나요")
    assert text("home.support_waiting", "ko", count=2) in shown(helper.open("home.py"))
    assert text("home.usage_said", "ko") in shown(other(desk, "supervisor").open("home.py"))
    assert text("home.duties", "ko") not in shown(desk.open("home.py"))
