"""One happy path a screen, and what it says when something stands in the way."""

from __future__ import annotations

import pytest

from app.services.catalogue import datasets
from app.services.drafts import drafts
from app.services.people import accounts
from app.services.results import report_options
from app.services.runs import my_runs
from app.services.uploads import uploads
from app.texts import text
from data_catalog.records.settings import SETTINGS
from data_catalog.schema import KINDS
from models.kit import library
from models.kit.wording import LANGUAGES
from tests.app import sample_result
from tests.app.screens.conftest import Desk, opened_up, shown, unfolded


def test_home_asks_what_one_wants_to_find_out(desk: Desk) -> None:
    page = desk.open("home.py")
    assert not page.exception
    assert page.title[0].value == "무엇을 알고 싶으세요?"
    assert page.button(key="home.sample.golden_hour").label == "예시 데이터로 해 보기"


def test_home_finds_a_question_by_the_words_of_a_duty(desk: Desk) -> None:
    page = desk.open("home.py")
    page.text_input(key="home.search").set_value("구급차를 어디에").run()
    assert not page.exception
    assert page.text_input(key="search.query").value == "구급차를 어디에"
    assert "‘구급차를 어디에’에 맞는 것 1개: 모델 1, 데이터 0, 결과 0" in shown(page)


def test_a_search_for_a_persons_number_stays_out_of_the_address(desk: Desk) -> None:
    page = desk.open("home.py")
    page.text_input(key="home.search").set_value("010-1234-5678 민원").run()
    assert page.text_input(key="search.query").value == "010-1234-5678 민원"
    page.run()
    assert page.text_input(key="search.query").value == "010-1234-5678 민원"
    assert not page.query_params.get("q")
    page.text_input(key="search.query").set_value("구급차").run()
    assert page.query_params["q"] == "구급차"


def test_the_search_is_in_its_address_and_finds_ones_own_results(desk: Desk) -> None:
    desk.finished_run()
    page = desk.open("search.py")
    assert "한 번에 찾습니다" in shown(page)
    page.text_input(key="search.query").set_value("골든타임").run()
    assert page.query_params["q"] == "골든타임"
    assert [header.value for header in page.header] == ["분석 모델 1", "내 결과 1"]
    page.text_input(key="search.query").set_value("쀍쀍쀍").run()
    assert "찾지 못했습니다" in shown(page)


def test_a_near_word_is_one_press_away(desk: Desk) -> None:
    page = desk.open("search.py")
    page.text_input(key="search.query").set_value("골등타잉").run()
    near = next(button for button in page.button if button.key.startswith("search.near."))
    near.click().run()
    assert page.text_input(key="search.query").value == near.label
    assert page.query_params["q"] == near.label
    assert "에 맞는 것" in shown(page)


def test_home_offers_what_was_begun(desk: Desk) -> None:
    draft = drafts.start(desk.person, desk.platform, "golden_hour")
    drafts.save(desk.person, desk.platform, draft.id, {"settings.target_min": 6}, seen=draft.version)
    page = desk.open("home.py")
    assert any(title.value == "이어서 하기" for title in page.header)


def test_the_page_speaks_english_to_who_chose_it(desk: Desk) -> None:
    accounts.set_language(desk.person, desk.platform, "en")
    assert desk.open("home.py").title[0].value == "What do you want to find out?"


def test_a_session_that_ended_is_sent_to_sign_in(desk: Desk) -> None:
    accounts.sign_out(desk.platform, desk.token)
    page = desk.open("home.py")
    assert not page.title
    assert "로그인이 끝났습니다" in page.info[0].value


def test_a_model_page_says_what_it_needs_before_the_button(desk: Desk) -> None:
    page = desk.open("models.py", model="golden_hour")
    assert not page.exception
    assert not page.error
    assert page.button(key="models.start").label == "내 데이터로 시작하기"
    assert "자료요청 공문" in [expander.label for expander in page.expander]
    opened_up(page, "models.letter", text("model.letter_lead", "ko"), "mo-letter")
    opened_up(page, "models.source", text("model.source_lead", "ko"), "package.zip", "mo-code")
    model = library.load("golden_hour")
    opened_up(page, "models.versions", text("model.owner", "ko", owner=model.owner, licence=model.licence))
    opened_up(page, "models.input.center", "form_center.xlsx")
    before = len(page.markdown)
    assert len(unfolded(page, "models.manual").markdown) > before


def test_a_model_that_is_not_there_is_said_with_what_is(desk: Desk) -> None:
    page = desk.open("models.py", model="golden_our")
    assert "golden_our" in page.error[0].value


def test_the_wizard_without_a_draft_shows_the_way_home(desk: Desk) -> None:
    page = desk.open("wizard/page.py")
    assert "어떤 분석인지 알 수 없습니다" in shown(page)


def test_a_setting_is_kept_the_moment_it_is_changed(desk: Desk) -> None:
    draft = drafts.start(desk.person, desk.platform, "golden_hour")
    page = desk.open("wizard/page.py", draft=draft.id, step="settings")
    assert not page.exception
    page.slider(key=f"draft.{draft.id}.settings.target_min").set_value(9).run()
    assert drafts.load(desk.person, desk.platform, draft.id).settings["target_min"] == 9


def test_another_persons_draft_cannot_be_opened(desk: Desk) -> None:
    other = next(
        one for one in accounts.demo_people(desk.platform, accounts.Caller("127.0.0.1", "127.0.0.1", False)) if one.role == "author"
    )
    theirs = accounts.sign_in_demo(desk.platform, other.id, accounts.Caller("127.0.0.1", "127.0.0.1", False)).signed.person
    draft = drafts.start(theirs, desk.platform, "golden_hour")
    page = desk.open("wizard/page.py", draft=draft.id, step="data")
    assert page.error
    assert not page.title


def test_a_run_cannot_begin_without_data_and_the_page_says_which(desk: Desk) -> None:
    draft = drafts.start(desk.person, desk.platform, "golden_hour")
    page = desk.open("wizard/page.py", draft=draft.id, step="settings")
    page.button(key="settings.run").click().run()
    assert "구급출동 목록" in page.error[0].value


def test_a_result_shows_its_findings_first(desk: Desk) -> None:
    run_id = desk.finished_run()
    page = desk.open("result.py", run=run_id)
    assert not page.exception
    assert not page.error
    assert next(title.value for title in page.header) == "지도와 목록"


def test_what_a_result_rests_on_is_told_once_it_is_opened(desk: Desk) -> None:
    result = sample_result.golden_hour()
    run, table = desk.finished_run(result=result), result.tables[0].spec.name
    page = desk.open("result.py", run=run)
    opened_up(page, "result.method", result.method[0].explains["ko"])
    opened_up(page, "result.provenance", result.inputs[0].fingerprint[:16])
    page.selectbox(key=f"result.which_table.{run}").set_value(table).run()
    opened_up(page, f"lineage.{run}.{table}", text("lineage.changed", "ko"))


def test_where_the_numbers_come_from_is_told_in_the_readers_words(desk: Desk) -> None:
    page = unfolded(desk.open("result.py", run=desk.finished_run()), "result.provenance")
    assert "난수 씨앗" in shown(page)
    assert "목표 시간" in shown(page)
    assert not [name for name in ("target_min =", "checks_limited", "organisation", "seed") if name in shown(page)]


def test_the_data_page_says_who_sees_what_is_kept(desk: Desk) -> None:
    desk.finished_run()
    assert "올린 사람만 볼 수 있고" in shown(desk.open("data.py"))


def test_a_new_month_finds_the_tables_that_only_add_something(desk: Desk) -> None:
    old = drafts.start(desk.person, desk.platform, "golden_hour")
    token = uploads.token(desk.person, desk.platform, old.id, "center")
    sent = uploads.store_stream(desk.person, desk.platform, token, "센터.csv", ["센터,주소\n노학,속초\n조양,속초\n".encode()])
    uploads.read(desk.person, desk.platform, sent)
    drafts.save(desk.person, desk.platform, old.id, {"mapping.center.center": {"how": "column", "columns": ["센터"]}}, seen=9)
    uploads.settle(desk.person, desk.platform, old.id)
    new = drafts.again(desk.person, desk.platform, old.id, ("center",))
    page = desk.open("wizard/page.py", draft=new.id, step="data")
    assert "(2줄) 데이터를 씁니다" in shown(page)
    page = unfolded(page, "data.more.dispatch")
    chosen = page.selectbox(key="data.catalogue.dispatch").select_index(0).run()
    assert not chosen.exception
    assert set(drafts.load(desk.person, desk.platform, new.id).inputs) == {"center", "dispatch"}, "choosing is taking"


def test_a_change_beside_a_sentence_shows_the_table_so_and_is_taken_when_confirmed(desk: Desk) -> None:
    draft = drafts.start(desk.person, desk.platform, "golden_hour")
    token = uploads.token(desk.person, desk.platform, draft.id, "center")
    sent = uploads.store_stream(desk.person, desk.platform, token, "센터.csv", ["센터,대수\n노학,3\n조양,4\n합계,7\n".encode()])
    uploads.read(desk.person, desk.platform, sent)
    page = desk.open("wizard/page.py", draft=draft.id, step="data")
    keep = next(button for button in page.button if button.label == "자료로 쓰기")
    tried = keep.click().run()
    assert "이렇게 읽어 본 모습이에요" in shown(tried)
    assert uploads.load(desk.person, desk.platform, sent).read.rows_kept == 2  # type: ignore[union-attr]
    taken = tried.button(key=f"tried_go.{sent}").click().run()
    assert not taken.exception
    assert uploads.load(desk.person, desk.platform, sent).read.rows_kept == 3  # type: ignore[union-attr]
    back = next(button for button in taken.button if button.label == "따로 두기").click().run()
    back.button(key=f"tried_back.{sent}").click().run()
    assert uploads.load(desk.person, desk.platform, sent).read.rows_kept == 3  # type: ignore[union-attr]


def test_a_result_of_another_is_not_shown(desk: Desk) -> None:
    page = desk.open("result.py", run="0" * 32)
    assert page.error


def test_a_sample_is_stamped_on_its_result(desk: Desk) -> None:
    page = desk.open("result.py", run=desk.finished_run("sample"))
    assert "연습용 예시" in shown(page)


def test_my_analyses_offer_the_second_month_by_one_click(desk: Desk) -> None:
    run_id = desk.finished_run()
    page = desk.open("analyses.py")
    assert page.button(key=f"analyses.again.{run_id}").label == "새 데이터로 다시"


def test_report_options_are_kept_with_the_analysis(desk: Desk) -> None:
    run_id = desk.finished_run()
    page = desk.open("report.py", run=run_id)
    assert not page.exception
    radio = next(item for item in page.radio if item.label == "분량")
    radio.set_value("one_page").run()
    assert report_options.chosen(desk.person, desk.platform, run_id, "ko").length == "one_page"


def test_a_comment_longer_than_its_field_takes_is_cut_in_the_report(desk: Desk) -> None:
    run_id = desk.finished_run()
    draft_id = my_runs.load(desk.person, desk.platform, run_id).draft_id
    assert draft_id is not None
    drafts.save(desk.person, desk.platform, draft_id, {"report.comment": "가" * 9_000, "report.title": "나" * 9_000}, seen=0)
    options = report_options.chosen(desk.person, desk.platform, run_id, "ko")
    assert (len(options.comment), len(options.title)) == (report_options.COMMENT_MAX, report_options.TITLE_MAX)


@pytest.mark.parametrize("screen", ["usage.py", "people.py", "settings.py"])
def test_an_analyst_has_no_way_to_the_screens_of_others(desk: Desk, screen: str) -> None:
    # Streamlit registers a page of our own that says so in their place: the file itself is not among the pages.
    with pytest.raises(ValueError, match="Could not find a navigation page"):
        desk.open(screen)


@pytest.mark.parametrize("desk", ["admin"], indirect=True)
def test_an_administrator_sees_people_and_settings(desk: Desk) -> None:
    page = desk.open("people.py")
    assert not page.exception
    assert not page.error
    assert "demo-analyst" in shown(page)
    settings = desk.open("settings.py")
    assert not settings.error
    shown_keys = [one.key for kind in (settings.number_input, settings.text_input, settings.text_area, settings.selectbox) for one in kind]
    assert sorted(key for key in shown_keys if key and key.startswith("platform.")) == sorted(f"platform.{name}" for name in SETTINGS)
    assert settings.button(key="salt.renew").disabled
    settings.checkbox(key="salt.sure").check().run()
    settings.button(key="salt.renew").click().run()
    assert not settings.exception
    assert "지금 솔트는" in shown(settings)


def test_an_empty_inbox_says_what_will_come(desk: Desk) -> None:
    page = desk.open("inbox.py")
    assert not page.exception
    assert "새 알림이 없습니다" in shown(page)


def test_data_are_destroyed_only_after_what_goes_with_them_was_said(desk: Desk) -> None:
    draft = drafts.start(desk.person, desk.platform, "golden_hour")
    token = uploads.token(desk.person, desk.platform, draft.id, "dispatch")
    upload = uploads.store_stream(
        desk.person, desk.platform, token, "출동.csv", ["신고일시,도착일시\n2024-01-01 10:00,2024-01-01 10:07\n".encode()]
    )
    uploads.read(desk.person, desk.platform, upload)
    now = drafts.load(desk.person, desk.platform, draft.id)
    source = {"mapping.dispatch.call_at": {"how": "column", "columns": ["신고일시"]}}
    drafts.save(desk.person, desk.platform, draft.id, source, seen=now.version)
    uploads.settle(desk.person, desk.platform, draft.id)
    page = unfolded(desk.open("data.py"))
    assert "되돌릴 수 없습니다" in shown(page)
    button = next(item for item in page.button if item.label == "파기하기")
    assert button.disabled
    page.checkbox[0].check().run()
    next(item for item in page.button if item.label == "파기하기").click().run()
    assert "보관 중인 데이터가 없습니다" in shown(page)


def test_data_shows_one_dataset_with_its_columns_and_keeps_what_is_said_of_it(desk: Desk) -> None:
    draft = drafts.start(desk.person, desk.platform, "golden_hour")
    rows = "".join(f"2024-01-{1 + n % 28:02d} 10:00,2024-01-{1 + n % 28:02d} 10:07,노학\n" for n in range(30))
    token = uploads.token(desk.person, desk.platform, draft.id, "dispatch")
    upload = uploads.store_stream(desk.person, desk.platform, token, "출동.csv", [("신고일시,현장도착일시,출동센터\n" + rows).encode()])
    uploads.read(desk.person, desk.platform, upload)
    fields = {"call_at": "신고일시", "arrive_at": "현장도착일시", "center": "출동센터"}
    changes = {f"mapping.dispatch.{field}": {"how": "column", "columns": [column]} for field, column in fields.items()}
    drafts.save(desk.person, desk.platform, draft.id, changes, seen=99)
    uploads.settle(desk.person, desk.platform, draft.id)
    (line,) = datasets.listed(desk.person, desk.platform)
    page = desk.open("data.py", dataset=line.id)
    assert not page.exception
    assert "품질 100점" in shown(page)
    assert "노학 100%" in shown(page)
    page.text_input[0].set_value("1월 출동")
    page.button[-1].click().run()
    assert not page.exception
    assert page.title[0].value == "1월 출동"


def test_every_kind_of_field_has_its_word() -> None:
    for lang in LANGUAGES:
        assert all(text(f"field_kind.{kind}", lang) for kind in KINDS)
