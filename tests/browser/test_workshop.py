"""A workshop in two browsers: the trainer makes it and watches; somebody without an account joins, runs, answers, and is certified."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.services.platform import open_platform
from app.texts import text
from data_catalog.records.tables import Seat, SeatExercise
from models.kit import library
from models.kit.sampling import run_sample
from tests.browser.conftest import NewPage, Portal
from tests.browser.steps import SLOW_MS, button, forward, make_workshop, press, settle, sign_in
from tests.browser.test_agreements import fine


def answers() -> dict[str, str]:
    """What the first exercise wants, from a run of the sample the portal gives to its seats."""
    model = library.load("golden_hour")
    result = run_sample(model, size="normal")
    share = next(one.facts["share"] for one in result.findings if one.key == "within")
    return {"share": f"{100 * share:.1f}", "no_arrival": str(result.table("funnel").rows["no_arrival"][0])}


def card(page: Page, exercise: str) -> str:
    return f".st-key-card_exercise_golden_hour_{exercise}"


def test_from_the_code_on_the_wall_to_a_certificate(portal: Portal, new_page: NewPage) -> None:
    trainer, pupil = new_page("ko"), new_page("ko", width=390, height=844)
    for page in (trainer, pupil):
        page.set_default_timeout(SLOW_MS)
    sign_in(trainer, portal, "ko", "trainer")
    trainer.goto(f"{portal.url}/workshops")
    settle(trainer)
    make_workshop(trainer, "ko")
    expect(trainer.get_by_text(text("board.code", "ko"), exact=True)).to_be_visible(timeout=SLOW_MS)
    settle(trainer)
    trainer.get_by_text(text("board.change", "ko"), exact=True).click()
    title = trainer.get_by_label(text("workshop.form.title", "ko"), exact=True)
    title.fill("목요일 실습")
    title.press("Tab")
    press(trainer, "workshop.form.change", "ko")
    expect(trainer.get_by_role("heading", name="목요일 실습", exact=True)).to_be_visible(timeout=SLOW_MS)
    settle(trainer)
    press(trainer, "board.begin", "ko")
    code = trainer.locator(".mo-join-code").inner_text().strip()
    fine(trainer, "ko", "board-empty")
    with trainer.expect_download() as taken:
        press(trainer, "board.handout_pdf", "ko")
    assert taken.value.path().read_bytes().startswith(b"%PDF")

    pupil.goto(f"{portal.url}/join")
    pupil.get_by_label(text("join.code", "ko"), exact=True).fill(code.lower())
    pupil.get_by_label(text("join.name", "ko"), exact=True).fill("한 가람")
    pupil.get_by_role("button", name=text("join.go", "ko")).click()
    expect(pupil.get_by_text(text("exercise.run_first", "ko")).first).to_be_visible(timeout=SLOW_MS)
    settle(pupil)
    fine(pupil, "ko", "class")
    press(pupil, "class.hand_up", "ko")
    tile = trainer.locator(".mo-seat").filter(has_text="한 가람")
    expect(tile).to_contain_text(re.compile(text("board.need.hand", "ko", minutes=0)), timeout=SLOW_MS)
    settle(trainer)
    trainer.locator('[class*="st-key-board_help_"]').or_(trainer.locator('[class*="st-key-board-help-"]')).get_by_role("button").click()
    expect(trainer.get_by_text(text("board.shows_nothing", "ko"))).to_be_visible(timeout=SLOW_MS)
    settle(trainer)
    fine(trainer, "ko", "board-helping")
    press(trainer, "board.helped", "ko")
    expect(tile).not_to_contain_text(re.compile(text("board.need.hand", "ko", minutes=0)), timeout=SLOW_MS)
    press(trainer, "board.pause", "ko")
    expect(pupil.get_by_text(text("class.paused", "ko"))).to_be_visible(timeout=SLOW_MS)
    press(trainer, "board.go_on", "ko")
    expect(pupil.get_by_text(text("class.going", "ko"))).to_be_visible(timeout=SLOW_MS)

    press(pupil, "class.analysis", "ko")
    pupil.wait_for_url(re.compile("/wizard"))
    settle(pupil)
    for step in ("columns", "check", "settings"):
        forward(pupil, step, "ko")
    expect(tile).to_contain_text(text("step.settings", "ko"), timeout=SLOW_MS)
    press(pupil, "wizard.run", "ko")
    pupil.wait_for_url(re.compile("/result"), timeout=SLOW_MS)
    settle(pupil)
    assert button(pupil, "share.go", "ko").count() == 0, "a seat shares nothing"
    press(pupil, "class.back_answer", "ko")
    pupil.wait_for_url(re.compile("/class"))
    settle(pupil)
    first = pupil.locator(card(pupil, "first_run"))
    said = answers()
    boxes = first.get_by_role("textbox")
    boxes.nth(0).fill("1")
    boxes.nth(1).fill(said["no_arrival"])
    first.get_by_role("button", name=text("exercise.check", "ko")).click()
    expect(first.get_by_text(text("exercise.not_yet", "ko"), exact=True)).to_be_visible(timeout=SLOW_MS)
    settle(pupil)
    boxes.nth(0).fill(said["share"])
    first.get_by_text("도착 시각이 확인된 출동 가운데").click()
    first.get_by_role("button", name=text("exercise.check", "ko")).click()
    expect(first.get_by_text(text("exercise.done", "ko"), exact=True)).to_be_visible(timeout=SLOW_MS)
    expect(tile).to_contain_text(text("board.exercises", "ko", done=1, count=3), timeout=SLOW_MS)
    settle(pupil)
    fine(pupil, "ko", "class-answered")
    press(pupil, "class.analysis", "ko")
    pupil.wait_for_url(re.compile("step=settings"), timeout=SLOW_MS)
    settle(pupil)
    settle(trainer)
    fine(trainer, "ko", "board")
    pupil.goto(f"{portal.url}/data")
    expect(pupil.get_by_text(text("frame.not_allowed", "ko"))).to_be_visible(timeout=SLOW_MS)
    pupil.goto(portal.url)
    pupil.wait_for_url(re.compile("/class"), timeout=SLOW_MS)

    the_rest_done(portal)
    pupil.reload()
    settle(pupil)
    press(pupil, "class.certificate_make", "ko")
    expect(pupil.get_by_text(text("class.certificate_number", "ko"))).to_be_visible(timeout=SLOW_MS)
    number = pupil.locator(".mo-word").last.inner_text().strip()
    stranger = new_page("en")
    stranger.goto(f"{portal.url}/certificate")
    stranger.get_by_label(text("certificate.fact.number", "en"), exact=True).fill(number)
    stranger.get_by_label(text("certificate.name", "en"), exact=True).fill("한가람")
    stranger.get_by_role("button", name=text("certificate.check_go", "en")).click()
    expect(stranger.get_by_text(text("certificate.valid", "en", number=number))).to_be_visible()
    expect(stranger.get_by_text(text("certificate.is_of", "en", name="한가람"))).to_be_visible()

    settle(pupil)
    boxes.nth(0).fill("0.5")  # and not sent: the browser alone has it
    trainer.get_by_role("button", name=text("board.finish", "ko"), exact=True).click()
    settle(trainer)
    trainer.locator(".st-key-board-sure-finish button").click()
    expect(first.get_by_text(text("class.last_words", "ko"), exact=True)).to_be_visible(timeout=SLOW_MS)  # beside what is written
    settle(pupil)
    expect(boxes.nth(0)).to_have_value("0.5")
    first.get_by_role("button", name=text("exercise.check", "ko")).click()
    expect(first.get_by_text(text("exercise.not_yet", "ko"), exact=True)).to_be_visible(timeout=SLOW_MS)


def the_rest_done(portal: Portal) -> None:
    """The two other exercises the certificate waits for are done: how they are is shown by the first."""
    platform = open_platform(portal.home)
    try:
        with platform.records.session() as session:
            seat = session.scalars(select(Seat.id).order_by(Seat.taken_at_utc.desc())).first()
            for name in ("other_target", "next_site"):
                session.add(
                    SeatExercise(seat_id=seat, model="golden_hour", exercise=name, answers={}, right={}, done_at_utc=platform.now())
                )
    finally:
        platform.records.close()
