"""The pages of workshops, drawn: made in one form, led from the board, joined as oneself, and a seat that is shown nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update
from streamlit.testing.v1 import AppTest

from app import answers
from app.identity import person as people
from app.parts.moments import when
from app.services.drafts import drafts
from app.services.people import accounts
from app.services.preparing import checking, columns
from app.services.runs import runs
from app.services.workshops import board, codes, joining, leading, making, seats
from app.services.workshops.board import Board
from app.services.workshops.making import Wanted
from app.sitemap import SEAT_SCREENS, allowed, screen
from app.texts import text
from data_catalog.records.tables import Draft, PersonRow, Run, Seat, Workshop
from models.kit import library
from tests.app.screens.conftest import HERE, Desk, opened_up, shown
from tests.app.services.workshops.made import COLUMNS, MODEL, package


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return package(tmp_path_factory.mktemp("packages"))


@pytest.fixture
def taught(desk: Desk, packages: Path, monkeypatch: pytest.MonkeyPatch) -> Board:
    """A workshop made by the form, with a seat taken by a code."""
    monkeypatch.setenv("MODU_MODELS", str(packages))
    page = desk.open("workshops.py")
    assert not page.exception
    page.text_input(key="workshop.title").set_value("창구 실습")
    page.multiselect(key="workshop.models").set_value([MODEL])
    page.number_input(key="workshop.seats").set_value(3)
    page.button(key="workshop.make").click().run()
    assert not page.exception
    (line,) = board.listed(desk.person, desk.platform)
    with desk.platform.records.session() as session:  # early enough, at whatever minute this runs
        session.get_one(Workshop, line.id).starts_at_utc = desk.platform.now() + timedelta(minutes=20)
    joining.join(desk.platform, board.of(desk.person, desk.platform, line.id).code, "가람", HERE)
    return board.of(desk.person, desk.platform, line.id)


def at_step(seat: Desk, draft: str, step: str) -> AppTest:
    """The analysis of a seat at a step, come to from its class: the first page leads a seat there."""
    page = seat.open("classroom.py")
    page.query_params.update({"draft": draft, "step": step})
    return page.switch_page("screens/wizard/page.py").run()


@pytest.mark.parametrize("desk", ["trainer"], indirect=True)
def test_a_workshop_is_made_in_one_form_and_its_board_tells_of_every_seat(desk: Desk, taught: Board) -> None:
    assert (taught.title, taught.seats, taught.models, taught.language) == ("창구 실습", 3, (MODEL,), "ko")
    page = desk.open("workshops.py", workshop=taught.id)
    assert not page.exception
    told = shown(page)
    for said in (f"{taught.code[:4]} {taught.code[4:]}", "1. 가람", f"/projector/{taught.id}", f"/handout/{taught.id}", "실습 0/1"):
        assert said in told, said
    opened_up(page, "board.table", text("board.column.idle_min", "ko"), "<td>가람</td>")
    assert text("board.before", "ko", time=when(taught.starts_at_utc)) in told, "a seat taken early does not begin it"
    page.button(key="board.begin").click().run()
    assert text("board.did.begin", "ko") in shown(page)
    page.button(key="board.more_seats").click().run()
    assert text("board.did.more_seats", "ko", seats=8) in shown(page)
    page.button(key="board.pause").click().run()
    assert text("board.is_paused", "ko") in shown(page)
    page.selectbox(key="board.seat").set_value(taught.tiles[0].seat_id).run()
    assert text("board.word", "ko", word=taught.tiles[0].word) in shown(page)
    page.button(key="board.sure.one.reset").click().run()
    assert not page.exception
    page.button(key="board.sure.finish").click().run()
    assert board.of(desk.person, desk.platform, taught.id).over
    told = shown(page)
    assert text("board.over", "ko", day=str(taught.purge_on)) in told
    assert "mo-join-code" not in told, "nobody joins any more"
    assert text("board.did.finish", "ko") in told
    assert text("workshop.taken", "ko", taken=1, seats=8) in told
    assert taught.tiles[0].word in told, "who comes back to read asks for it"
    assert "board.seat" not in {one.key for one in page.selectbox}, "nobody is helped any more"
    with_none = desk.open("workshops.py", workshop="0" * 32)
    assert text("problem.not_found.workshop", "ko") in [one.value for one in with_none.error]
    assert "창구 실습" in shown(desk.open("workshops.py"))


@pytest.mark.parametrize("desk", ["trainer"], indirect=True)
def test_a_trainer_leaves_single_exercises_out_and_takes_them_in_again(desk: Desk, packages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODU_MODELS", str(packages))
    page = desk.open("workshops.py")
    assert "workshop.exercise.golden_hour/next_site" in {one.key for one in page.checkbox}
    assert f"workshop.exercise.{MODEL}/first_run" not in {one.key for one in page.checkbox}, "of the models chosen alone"
    usual = page.text_input(key="workshop.title").value
    page.multiselect(key="workshop.models").set_value([MODEL, "golden_hour"]).run()
    assert page.text_input(key="workshop.title").value not in ("", usual), "it is named after the models"
    page.text_input(key="workshop.title").set_value("목요일 실습").run()
    page.multiselect(key="workshop.models").set_value(["golden_hour", MODEL]).run()
    assert page.text_input(key="workshop.title").value == "목요일 실습", "what somebody wrote stays"
    page.multiselect(key="workshop.models").set_value([MODEL, "golden_hour"]).run()
    for name in (f"{MODEL}/first_run", "golden_hour/next_site"):
        page.checkbox(key=f"workshop.exercise.{name}").uncheck()
    page.button(key="workshop.make").click().run()
    assert not page.exception
    (line,) = board.listed(desk.person, desk.platform)
    seen = board.of(desk.person, desk.platform, line.id)
    assert (seen.left_out, seen.exercises) == ((f"{MODEL}/first_run", "golden_hour/next_site"), 2)
    page = desk.open("workshops.py", workshop=line.id)
    again = page.checkbox(key=f"workshop.{line.id}.exercise.golden_hour/next_site")
    assert not again.value
    assert page.checkbox(key=f"workshop.{line.id}.exercise.golden_hour/mobile_unit").value
    again.check()
    page.button(key=f"workshop.{line.id}.make").click().run()
    assert board.of(desk.person, desk.platform, line.id).left_out == (f"{MODEL}/first_run",)
    assert text("board.did.change", "ko") in shown(page)


@pytest.mark.parametrize("desk", ["trainer"], indirect=True)
def test_the_first_page_of_a_trainer_leads_to_the_class_that_is_next_and_to_the_board_of_the_one_going_on(
    desk: Desk, taught: Board
) -> None:
    def way(page: AppTest) -> tuple[str, str]:
        return next((link.proto.label, link.proto.query_string) for link in page.get("page_link") if taught.id in link.proto.query_string)

    page = desk.open("home.py")
    assert not page.exception
    for said in (text("home.workshops", "ko"), text("home.workshop.coming", "ko"), text("workshop.taken", "ko", taken=1, seats=3)):
        assert said in shown(page), said
    assert way(page)[0] == text("workshop.open", "ko")
    leading.begin(desk.person, desk.platform, taught.id)
    with desk.platform.records.session() as session:
        session.get_one(Seat, taught.tiles[0].seat_id).hand_at_utc = desk.platform.now()
    page = desk.open("home.py")
    assert text("home.workshop.hands", "ko", count=1) in shown(page)
    assert way(page)[0] == text("home.workshop.board", "ko")
    leading.finish(desk.person, desk.platform, taught.id)
    assert text("home.workshop.ran", "ko", count=0) in shown(desk.open("home.py"))


@pytest.mark.parametrize("desk", ["trainer"], indirect=True)
def test_a_copy_handed_out_is_told_of_also_to_who_comes_back_until_it_is_opened(desk: Desk, taught: Board) -> None:
    leading.begin(desk.person, desk.platform, taught.id)
    back = joining.come_back(desk.platform, taught.code, taught.tiles[0].word, HERE)
    seat = replace(desk, person=back.signed_in.signed.person, token=back.signed_in.token)
    assert text("class.given", "ko") not in shown(seat.open("classroom.py"))
    leading.reset(desk.person, desk.platform, taught.id, ())
    page = seat.open("classroom.py")
    assert text("class.given", "ko") in shown(page)
    assert text("class.given_along", "ko") in shown(seat.open("help.py"))
    page.button(key=f"class.analysis.{MODEL}").click().run()
    assert text("class.on_the_way", "ko") in shown(page)
    assert text("class.given", "ko") not in shown(seat.open("classroom.py")), "nor is it told another tab, or after a reload"


@pytest.mark.parametrize("desk", ["trainer"], indirect=True)
def test_a_seat_shows_the_step_its_board_tells_of_and_says_where_nothing_was_chosen_or_met(desk: Desk, taught: Board) -> None:
    back = joining.come_back(desk.platform, taught.code, taught.tiles[0].word, HERE)
    who = back.signed_in.signed.person
    draft = seats.draft_of(who, desk.platform, taught.id, MODEL)
    with desk.platform.records.session() as session:
        about = {"model": MODEL, "model_version": "1", "model_hash": "h", "kind": "training", "state": "finished"}
        session.add(Run(id="6" * 32, person_id=who.id, organisation_id=who.organisation_id, finished_at_utc=desk.platform.now(), **about))
        session.flush()
        session.execute(update(Draft).where(Draft.id == draft).values(run_id="6" * 32, step="run"))
    seats.show_state(who, desk.platform, taught.id, MODEL)
    page = desk.open("workshops.py", workshop=taught.id)
    page.selectbox(key="board.seat").set_value(taught.tiles[0].seat_id).run()
    told = shown(page)
    for name, said in (("step", "step.result"), ("settings", "board.card.as_they_were"), ("error", "board.card.no_error")):
        assert f"{text(f'board.card.{name}', 'ko')}</dt><dd>{text(said, 'ko')}</dd>" in told, said


@pytest.mark.parametrize("desk", ["trainer"], indirect=True)
def test_a_seat_whose_sign_in_was_ended_is_told_so_in_its_language_with_the_way_back_by_its_word(desk: Desk, taught: Board) -> None:
    back = joining.come_back(desk.platform, taught.code, taught.tiles[0].word, HERE)
    who = back.signed_in.signed.person
    with desk.platform.records.session() as session:
        session.get_one(PersonRow, who.id).language = "en"
    seat = replace(desk, person=who, token=back.signed_in.token)
    page = seat.open("classroom.py")
    leading.send_away(desk.person, desk.platform, taught.id, taught.tiles[0].seat_id)
    page.run()
    assert [one.value for one in page.info] == [text("frame.seat_ended", "en")]
    assert "/join" in shown(page)
    assert "/sign-in" not in shown(page), "a seat has no sign-in of its own"


@pytest.mark.parametrize("desk", ["trainer"], indirect=True)
def test_a_trainer_without_workshops_is_offered_to_make_one(desk: Desk) -> None:
    page = desk.open("home.py")
    ways = [link.proto.label for link in page.get("page_link") if link.proto.page == "workshops"]
    assert text("workshop.make", "ko") in ways
    assert "card_home_class" not in shown(page)


@pytest.mark.parametrize("desk", ["trainer"], indirect=True)
def test_a_seat_that_needs_somebody_is_opened_by_one_press(desk: Desk, taught: Board) -> None:
    joining.join(desk.platform, taught.code, "나래", HERE)
    calm, asks = sorted(board.of(desk.person, desk.platform, taught.id).tiles, key=lambda tile: tile.number)
    assert f"board.help.{asks.seat_id}" not in {one.key for one in desk.open("workshops.py", workshop=taught.id).button}
    with desk.platform.records.session() as session:
        session.get_one(Seat, asks.seat_id).hand_at_utc = desk.platform.now()
    page = desk.open("workshops.py", workshop=taught.id)
    assert f"board.help.{calm.seat_id}" not in {one.key for one in page.button}
    page.button(key=f"board.help.{asks.seat_id}").click().run()
    assert not page.exception
    assert page.selectbox(key="board.seat").value == asks.seat_id
    page.button(key="board.helped").click().run()
    assert text("board.did.helped", "ko", number=asks.number, name=asks.name) in shown(page)
    assert f"board.help.{asks.seat_id}" not in {one.key for one in page.button}


@pytest.mark.parametrize("desk", ["trainer"], indirect=True)
def test_a_seat_is_shown_its_class_and_no_other_page(desk: Desk, taught: Board) -> None:
    back = joining.come_back(desk.platform, taught.code, taught.tiles[0].word, HERE)
    seat = replace(desk, person=back.signed_in.signed.person, token=back.signed_in.token)
    page = seat.open("classroom.py")
    assert not page.exception
    told = shown(page)
    for said in ("창구 실습", taught.tiles[0].word, "예시로 한 번 돌려 보기", text("exercise.run_first", "ko")):
        assert said in told, said
    page.button(key="class.hand").click().run()
    assert board.of(desk.person, desk.platform, taught.id).tiles[0].needs == ("hand",)
    page.button(key=f"exercise.hint.{MODEL}.first_run").click().run()
    assert "결과 화면의 맨 위를 보세요." in shown(page)
    page.button(key=f"class.analysis.{MODEL}").click().run()
    assert not page.exception
    assert text("data.title", "ko") in [one.value for one in page.title]
    words = seat.open("help.py")
    assert text("glossary.median", "ko") in shown(words)
    assert text("frame.ask", "ko") not in shown(words), "a seat asks its trainer"
    assert text("class.soon", "ko", left="@").partition("@")[0] in shown(words), "it waits for its time, and all is open already"
    leading.begin(desk.person, desk.platform, taught.id)
    words = seat.open("help.py")
    assert text("class.on_the_way", "ko") in shown(words), "the class goes along on every page"
    open_to_seats = {screen(name).path for name in SEAT_SCREENS}
    for page in (seat.open("wizard/page.py"), seat.open("result.py"), seat.open("help.py", problem="file.empty")):
        assert not page.error
        ways = {link.proto.page for link in page.get("page_link")}
        assert "class" in ways, "also without an id it leads back to the class"
        assert ways <= open_to_seats
    for file in ("workshops.py", "data.py", "search.py", "shared.py", "analyses.py", "models.py"):
        with pytest.raises(ValueError, match="Could not find a navigation page"):
            seat.open(file)
    assert "창구 실습" in shown(seat.open("home.py")), "the first page leads to the class"
    assert accounts.whose(desk.platform, seat.token) is not None


@pytest.mark.parametrize("desk", ["trainer"], indirect=True)
def test_a_seat_is_told_what_holds_for_it_on_the_way_and_nothing_to_do_once_over(
    desk: Desk, taught: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    effect = {"ko": "4건이 늦습니다", "en": "4 are late"}
    monkeypatch.setattr(answers, "setting_effects", lambda draft, model: dict.fromkeys([one.name for one in model.settings], effect))
    back = joining.come_back(desk.platform, taught.code, taught.tiles[0].word, HERE)
    seat = replace(desk, person=back.signed_in.signed.person, token=back.signed_in.token)
    assert "1. 예시로 한 번 돌려 보기" in shown(seat.open("classroom.py")), "numbered as on the handout"
    assert text("board.unopened", "ko") in shown(desk.open("workshops.py", workshop=taught.id))
    draft = seats.draft_of(seat.person, seat.platform, taught.id, MODEL)
    assert text("board.unopened", "ko") not in shown(desk.open("workshops.py", workshop=taught.id))
    fields = {f"mapping.visits.{field}": {"how": "column", "columns": [name]} for field, name in COLUMNS.items()}
    drafts.save(seat.person, seat.platform, draft, fields | {"answers.reached": 3}, seen=99)
    told = shown(at_step(seat, draft, "settings"))
    assert (text("settings.effect_class", "ko") in told, text("settings.effect", "ko") in told) == (True, False)
    runs.queue(seat.person, seat.platform, draft)
    told = shown(at_step(seat, draft, "run"))
    assert text("run.may_leave_seat", "ko") in told, "a seat has no inbox"
    leading.finish(desk.person, desk.platform, taught.id)
    told = shown(seat.open("classroom.py"))
    assert text("class.over", "ko", day=str(taught.purge_on)) in told, "the day the trainer is told"
    for said in ("exercise.not_run", "class.certificate_none"):
        assert text(said, "ko") in told
    for said in ("exercise.run_first", "exercise.run_again"):
        assert text(said, "ko") not in told, "nothing can be run any more"


@pytest.mark.parametrize("desk", ["trainer"], indirect=True)
def test_what_a_sample_is_like_is_found_out_when_the_board_of_the_class_is_looked_at_and_for_no_seat_again(
    desk: Desk, taught: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    for module, name in ((columns, "profiled"), (columns, "matched"), (checking, "checked")):
        real = getattr(module, name)
        monkeypatch.setattr(module, name, lambda *given, _real=real, _name=name: (done.append(_name), _real(*given))[1])
    assert not desk.open("workshops.py", workshop=taught.id).exception
    assert sorted(done) == ["checked", "matched", "profiled"]
    back = joining.come_back(desk.platform, taught.code, taught.tiles[0].word, HERE)
    seat = replace(desk, person=back.signed_in.signed.person, token=back.signed_in.token)
    page = seat.open("classroom.py")
    page.button(key=f"class.analysis.{MODEL}").click().run()
    for step in ("columns", "check"):
        page.query_params.update({"draft": seats.draft_of(seat.person, seat.platform, taught.id, MODEL), "step": step})
        page.switch_page("screens/wizard/page.py").run()
    assert not page.exception
    assert text("check.title", "ko") in [one.value for one in page.title]
    assert text("check.continue", "ko") in shown(page)
    assert sorted(done) == ["checked", "matched", "profiled"]


@pytest.mark.parametrize("desk", ["analyst"], indirect=True)
def test_who_has_no_right_to_teach_sees_no_workshops_and_an_account_its_classes(desk: Desk) -> None:
    assert "workshops" not in {item.name for item in allowed(desk.person.roles)}
    with pytest.raises(ValueError, match="Could not find a navigation page"):
        desk.open("workshops.py")
    assert text("home.workshops", "ko") not in shown(desk.open("home.py"))
    page = desk.open("classroom.py")
    assert not page.exception
    assert text("class.none", "ko") in shown(page)
    assert text("nav.class", "ko") in shown(desk.open("home.py")), "the way to the own classes stands in the person's menu"
    assert text("problem.not_found.workshop", "ko") in [one.value for one in desk.open("classroom.py", workshop="0" * 32).error]


@pytest.mark.parametrize("desk", ["analyst"], indirect=True)
def test_an_account_that_brings_a_seat_over_is_told_what_came_along_and_finds_it_again(
    desk: Desk, packages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODU_MODELS", str(packages))
    assert not any(link.proto.page == "class" for link in desk.open("home.py").get("page_link"))
    with desk.platform.records.reading() as session:
        trainer = people.of(session, session.scalars(select(PersonRow).where(PersonRow.login == "demo-trainer")).one())
    own = making.make(trainer, desk.platform, Wanted("창구 실습", (MODEL,), 2, desk.platform.now(), 120, "ko"))
    joined = joining.join(desk.platform, board.of(trainer, desk.platform, own).code, "가람", HERE)
    who = joined.signed_in.signed.person
    fields = {f"mapping.visits.{field}": {"how": "column", "columns": [name]} for field, name in COLUMNS.items()}
    drafts.save(who, desk.platform, seats.draft_of(who, desk.platform, own, MODEL), fields | {"settings.limit_min": 12}, seen=99)
    with desk.platform.records.session() as session:
        session.scalars(select(Seat).where(Seat.workshop_id == own)).one().certificate = "ABCD-EFGH-JKLM"
        about = {"model": MODEL, "model_version": "1", "model_hash": "h", "kind": "training", "state": "finished"}
        session.add(Run(id="5" * 32, person_id=who.id, organisation_id=who.organisation_id, **about))
    assert joining.claim(desk.person, desk.platform, board.of(trainer, desk.platform, own).code, joined.word, HERE) == own
    told = shown(desk.open("classroom.py", workshop=own))
    title = library.load(MODEL).title["ko"]
    for said in (text("class.brought", "ko", number=1), text("class.brought_matched", "ko", model=title, columns=3),
                 "/certificate/ABCD-EFGH-JKLM", text("class.brought_done", "ko", done=0)):  # fmt: skip
        assert said in told, said
    seen = board.of(trainer, desk.platform, own)
    until = when(seen.ends_at_utc + timedelta(days=1))
    read = text("class.brought_read", "ko", when=until, address="/join", code=codes.spaced(seen.code))
    for said in (text("class.brought_runs", "ko", runs=1, day=str(seen.purge_on)), *read.split("/join")):
        assert said in told, said
    assert "5" * 32 not in told, "what does not open has no link"
    assert any(link.proto.page == "class" for link in desk.open("home.py").get("page_link")), "the way back stands in the list"
