"""Questions: asked with what is needed to answer them and no value of a cell, taken, answered once, asked again, closed; and whose."""

from __future__ import annotations

import json
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.services.care import retention
from app.services.drafts import drafts
from app.services.people import people
from app.services.preparing import columns
from app.services.sharing import handing_over
from app.services.support import answering, articles, asking, attaching, looking, met, steps, turning
from app.services.support.attaching import PARTS, Where
from app.services.support.looking import Filters
from app.services.support.turning import Turned
from app.services.uploads import uploads
from app.texts import LANGUAGES
from connectors.problem import Problem
from data_catalog.records.tables import HelpTicket, LedgerRow, PersonRow
from tests.app.services.agreements.made import at_once
from tests.app.services.conftest import CSV
from tests.app.services.support.made import CHECK, Help, refused


def test_a_question_is_asked_taken_answered_helps_and_is_counted_on_the_ledger(desk: Help) -> None:
    ticket = desk.ask("전화 010-1234-5678로\n알려 주세요")
    assert (desk.told(desk.helper), desk.told(desk.other)) == (["help_asked"], []), "the nearest supporters, not those of another tree"
    (line,) = looking.queue(desk.helper, desk.platform, Filters()).lines
    assert (line.state, line.model, line.step, line.problem) == ("asked", "golden_hour", "check", "file.empty")
    assert line.brief == "전화 ***-****-****로 알려 주세요", "no digit of a personal value is left"
    answering.assign(desk.helper, desk.platform, ticket, desk.seen(ticket).version)
    answering.note(desk.helper, desk.platform, ticket, "전화로 확인")
    desk.city.clock.move(hours=5)
    desk.answer(ticket)
    mine = desk.seen(ticket, desk.asker)
    assert [(one.kind, one.name) for one in mine.entries] == [("question", ""), ("answer", "")], "no note, no name of who answered"
    assert [one.kind for one in desk.seen(ticket).entries] == ["question", "note", "answer"]
    assert desk.told(desk.asker) == ["help_answered"]
    refused("support.not_open", lambda: desk.answer(ticket))
    asking.helped(desk.asker, desk.platform, ticket, True)
    assert (desk.seen(ticket).line.state, desk.seen(ticket).line.helped) == ("closed", True)
    with desk.platform.records.reading() as session:
        wanted = select(LedgerRow.event, LedgerRow.facts, LedgerRow.organisation_id).where(LedgerRow.event.startswith("help_"))
        noted = [tuple(one) for one in session.execute(wanted.order_by(LedgerRow.id))]
    whence = {"model": "golden_hour", "step": "check", "problem": "file.empty"}
    assert noted == [
        (event, whence | more, desk.city.fire)
        for event, more in (
            ("help_asked", {}), ("help_assigned", {}), ("help_answered", {"minutes": 300}), ("help_closed", {"helped": 1}),
        )
    ]  # fmt: skip


def test_asked_again_with_a_word_it_is_back_in_the_queue_and_who_answered_is_told(desk: Help) -> None:
    ticket = desk.ask()
    refused("support.not_answered", lambda: asking.again(desk.asker, desk.platform, ticket, "아직"))
    desk.answer(ticket)
    asking.helped(desk.asker, desk.platform, ticket, False)
    assert desk.seen(ticket).line.state == "answered"
    refused("support.word_missing", lambda: asking.again(desk.asker, desk.platform, ticket, " \n "))
    asking.again(desk.asker, desk.platform, ticket, "아직 안 됩니다")
    found = desk.seen(ticket)
    assert (found.line.state, found.line.reopened, found.assigned_to, found.entries[-1].kind) == ("reopened", 1, None, "reopened")
    assert desk.told(desk.helper)[0] == "help_reopened"
    assert desk.queue(shown="free") == [ticket]
    desk.answer(ticket, "이번에는요", desk.second)
    with desk.platform.records.reading() as session:
        row = session.get_one(HelpTicket, ticket)
        assert (row.minutes, row.assigned_to) == (0, desk.second.id), "the time is that of the first answer"


def test_of_two_who_answer_at_once_the_second_is_told(desk: Help) -> None:
    ticket = desk.ask()
    seen = desk.seen(ticket).version
    both = at_once(*(lambda who=who: answering.answer(who, desk.platform, ticket, "답", seen) for who in (desk.helper, desk.second)))
    assert sorted(one.code if isinstance(one, Problem) else "" for one in both) == ["", "support.changed"]
    assert [one.kind for one in desk.seen(ticket).entries] == ["question", "answer"]


def test_whoever_answers_twice_with_one_press_too_many_has_answered_once(desk: Help) -> None:
    ticket = desk.ask()
    seen = desk.seen(ticket).version
    twice = at_once(*(lambda: answering.answer(desk.helper, desk.platform, ticket, "답", seen) for _ in range(2)))
    assert [one for one in twice if isinstance(one, Problem)] == []
    assert [one.kind for one in desk.seen(ticket).entries] == ["question", "answer"]
    refused("support.changed", lambda: answering.answer(desk.helper, desk.platform, ticket, "다른 답", seen))
    refused("support.changed", lambda: answering.answer(desk.second, desk.platform, ticket, "답", seen))


def test_whoever_takes_a_question_the_other_gave_away_is_told_too(desk: Help) -> None:
    ticket, seen = desk.ask(), 1
    answering.assign(desk.helper, desk.platform, ticket, seen, desk.second.id)
    assert desk.told(desk.second)[0] == "help_assigned"
    refused("support.changed", lambda: answering.assign(desk.helper, desk.platform, ticket, seen))
    refused("not_found.person", lambda: answering.assign(desk.helper, desk.platform, ticket, 2, desk.other.id))
    answering.give_back(desk.second, desk.platform, ticket, 2)
    assert desk.queue(shown="free") == [ticket]


def test_somebody_elses_question_is_not_there_by_its_id(desk: Help) -> None:
    ticket, platform = desk.ask(), desk.platform
    desk.answer(ticket)
    colleague, auditor = desk.city.person("analyst"), desk.city.person("auditor", desk.city.root)
    for stranger in (desk.other, colleague, auditor):
        for act in (
            lambda who: looking.one(who, platform, ticket), lambda who: answering.assign(who, platform, ticket, 2),
            lambda who: answering.give_back(who, platform, ticket, 2), lambda who: answering.note(who, platform, ticket, "x"),
            lambda who: answering.answer(who, platform, ticket, "x", 2), lambda who: asking.helped(who, platform, ticket, True),
            lambda who: asking.again(who, platform, ticket, "x"), lambda who: asking.let_go(who, platform, ticket),
            lambda who: articles.of_answer(who, platform, ticket),
        ):  # fmt: skip
            refused("not_found.ticket", lambda who=stranger, act=act: act(who))
    refused(
        "not_found.ticket", lambda: asking.again(desk.helper, platform, ticket, "x"), lambda: asking.let_go(desk.helper, platform, ticket)
    )
    refused("not_found.ticket", lambda: answering.note(desk.asker, platform, ticket, "x"))
    assert desk.queue(desk.other, shown="all") == []
    refused("rights.role_needed", lambda: desk.queue(colleague))
    assert looking.mine(colleague, platform) == ()


def test_what_comes_along_holds_no_value_of_a_cell_whatever_is_in_the_file(desk: Help) -> None:
    person, platform = desk.asker, desk.platform
    draft = drafts.start(person, platform, "golden_hour").id
    ticket = uploads.token(person, platform, draft, "dispatch")
    sent = uploads.store_stream(person, platform, ticket, "홍길동 명단.csv", [CSV.encode("cp949")])
    uploads.read(person, platform, sent)
    drafts.save(person, platform, draft, {"inputs.dispatch": {"upload": sent}, "settings.target_min": 7}, seen=10**6)
    profiles = {"dispatch": columns.profiled(person, platform, drafts.load(person, platform, draft), "dispatch")}
    where = Where("wizard", draft, problems=("file.empty", "no.such", "file.empty"))
    there = attaching.found(person, platform, where, profiles)
    assert set(there) == set(PARTS)
    (file,) = there["file"]
    assert (file["input"], file["rows"], file["encoding"], sum(file["kinds"].values())) == ("dispatch", 2, "cp949", 4)
    assert (there["problems"], there["settings"], there["step"]) == (["file.empty"], ["target_min"], "data")
    asked = asking.ask(person, platform, asking.Wanted("왜죠", where, profiles=profiles))
    kept = json.dumps(desk.seen(asked).attached, ensure_ascii=False)
    for value in ("홍길동", "김철수", "노학", "2024-01-01", "10:07", "명단", "출동센터", "메모"):
        assert value not in kept, f"{value}: names of columns only where they are wished"
    wished = asking.ask(person, platform, asking.Wanted("왜죠", where, frozenset(PARTS), profiles))
    kept = json.dumps(desk.seen(wished).attached, ensure_ascii=False)
    assert "출동센터" in kept
    for value in ("홍길동", "김철수", "노학", "2024-01-01"):
        assert value not in kept
    nothing = asking.ask(person, platform, asking.Wanted("왜죠", where, frozenset(), profiles))
    assert desk.seen(nothing).attached == {}
    (line,) = (one for one in looking.mine(person, platform) if one.id == nothing)
    assert (line.model, line.step, line.problem) == (None, None, None)


def test_a_number_in_the_name_of_a_column_leaves_no_digit_in_a_question(desk: Help) -> None:
    person, platform = desk.asker, desk.platform
    draft = drafts.start(person, platform, "golden_hour").id
    ticket = uploads.token(person, platform, draft, "dispatch")
    sent = uploads.store_stream(person, platform, ticket, "표.csv", [CSV.replace("메모", "담당 010-1234-5678").encode()])
    uploads.read(person, platform, sent)
    drafts.save(person, platform, draft, {"inputs.dispatch": {"upload": sent}}, seen=10**6)
    (named,) = attaching.found(person, platform, Where("wizard", draft), {})["columns"]
    assert "담당 ***-****-****" in named["names"]


def test_anothers_draft_and_run_are_left_out(desk: Help) -> None:
    stranger = desk.city.person("analyst", desk.city.tax)
    draft = drafts.start(stranger, desk.platform, "golden_hour").id
    where = Where("<script>", draft, "0" * 32, "../etc", "steps")
    assert attaching.found(desk.asker, desk.platform, where, {}) == {"page": "home"}


def test_every_problem_is_told_with_gaps_for_its_facts_in_both_languages() -> None:
    problems = met.every()
    assert len(problems) > 450
    for one in problems:
        said = met.bare(one)
        assert all(said[lang].strip() and "{" not in said[lang] for lang in LANGUAGES), one
    assert met.bare("support.too_many")["en"].startswith("You already have … questions waiting.")
    assert met.bare("article.tie_unknown")["ko"].startswith("‘…’은(는) 없는 안내")


def test_a_supporter_who_leaves_gives_the_question_back(desk: Help) -> None:
    admin = desk.city.person("admin", desk.city.root)
    first, second, third = (desk.ask(f"{at}") for at in range(3))
    for ticket, who in ((first, desk.helper), (second, desk.second), (third, desk.second)):
        answering.assign(who, desk.platform, ticket, 1)
    people.disable(admin, desk.platform, desk.helper.id)
    assert desk.queue(desk.second, shown="free") == [first], "as soon as a colleague looks"
    people.set_roles(admin, desk.platform, desk.second.id, ["analyst"])
    assert turning.turn(desk.platform) == Turned(2, 0, 0)
    assert turning.turn(desk.platform) == Turned(0, 0, 0)
    assert set(desk.queue(admin, shown="free")) == {first, second, third}
    assert desk.told(admin).count("help_returned") == 2, "with no supporter left its administrators are told"


def test_handing_over_moves_what_waits_and_gives_back_what_was_taken(desk: Help) -> None:
    taker = desk.city.person("analyst")
    ticket, taken = desk.ask(), desk.ask("다른 것")
    handing_over.hand_over(desk.asker, desk.platform, desk.asker.id, taker.id)
    assert {one.id for one in looking.mine(taker, desk.platform)} == {ticket, taken}
    refused("not_found.ticket", lambda: desk.seen(ticket, desk.asker))
    answering.assign(desk.helper, desk.platform, taken, 1)
    handing_over.hand_over(desk.helper, desk.platform, desk.helper.id, desk.second.id)
    assert set(desk.queue(desk.second, shown="free")) == {ticket, taken}


def test_what_waits_long_is_said_again_and_what_is_over_is_closed(desk: Help) -> None:
    ticket, done = desk.ask(), desk.ask("끝난 것")
    desk.answer(done)
    desk.city.clock.move(days=3)  # Wednesday to Saturday
    assert turning.turn(desk.platform) == Turned(0, 1, 0)
    assert turning.turn(desk.platform) == Turned(0, 1, 0)
    assert desk.told(desk.helper).count("help_waiting") == 1, "once a day"
    desk.city.clock.move(days=12)
    assert turning.turn(desk.platform).closed == 1
    assert (desk.seen(done).line.state, desk.told(desk.asker)[0]) == ("closed", "help_closed")
    asking.again(desk.asker, desk.platform, done, "다시요")
    assert desk.seen(ticket).line.state == "asked"
    retention.sweep(desk.platform)


def test_saturdays_and_sundays_are_no_time_to_answer() -> None:
    seoul = ZoneInfo("Asia/Seoul")
    friday, saturday, monday = (datetime(2024, 5, day, 17, tzinfo=seoul) for day in (17, 18, 20))
    assert steps.minutes_between(friday, monday.replace(hour=9, minute=30), seoul) == 990
    assert steps.minutes_between(saturday, monday.replace(hour=0), seoul) == 0
    assert steps.minutes_between(saturday, monday, seoul) == 17 * 60
    assert steps.minutes_between(friday, friday, seoul) == 0
    assert steps.minutes_between(friday, friday.replace(day=24), seoul) == 5 * 1_440


def test_what_cannot_be_asked_is_told(desk: Help) -> None:
    refused("support.question_missing", lambda: desk.ask(" \x00\n "))
    fresh = desk.city.person("analyst")
    with desk.platform.records.session() as session:
        session.get_one(PersonRow, fresh.id).must_change = True
    object.__setattr__(fresh, "must_change", True)
    refused("rights.password_first", lambda: desk.ask(who=fresh))
    for at in range(asking.MOST_OPEN):
        desk.ask(f"{at}", Where())
    refused("support.too_many", lambda: desk.ask(where=CHECK))
    (first, *_) = looking.mine(desk.asker, desk.platform)
    asking.let_go(desk.asker, desk.platform, first.id)
    refused("support.not_open", lambda: asking.let_go(desk.asker, desk.platform, first.id))
    desk.ask()
