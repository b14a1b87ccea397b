"""Every finding has a page of its own that says what is looked at, in both languages, and every finding shown leads to it."""

from __future__ import annotations

import pytest

from app.parts import check_lines
from app.services.people import accounts
from app.texts import keys, text
from data_catalog.check_rules import CheckFinding
from data_catalog.check_rules.kinds import kind_of
from models.kit.wording import LANGUAGES
from tests.app.screens.conftest import Desk, shown

FINDINGS = sorted({key.split(".")[1] for key in keys() if key.startswith("finding.")})
EXPLAINED = {key.removeprefix("check_help.") for key in keys() if key.startswith("check_help.") and key.count(".") == 1}


def test_what_can_be_found_and_what_is_explained_are_the_same() -> None:
    assert set(FINDINGS) == EXPLAINED
    assert all(f"check_help.{code}.looks" in keys() for code in FINDINGS)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_list_names_every_check_and_leads_to_its_page(desk: Desk, lang: str) -> None:
    accounts.set_language(desk.person, desk.platform, lang)
    page = desk.open("checks.py")
    assert not page.exception
    said = shown(page)
    for code in FINDINGS:
        assert text(f"check_help.{code}", lang) in said
        assert f"/checks?check={code}" in said


@pytest.mark.parametrize("code", ["missing", "required_absent", "crs"])
def test_a_check_says_what_follows_and_how_to_mend_it(desk: Desk, code: str) -> None:
    page = desk.open("checks.py", check=code)
    assert not page.exception
    assert page.title[0].value == text(f"check_help.{code}", "ko")
    said = shown(page)
    assert text(f"check_help.{code}.looks", "ko") in said
    assert "{title}" not in said
    assert "{without}" not in said
    if code != "crs":
        assert text(f"finding.{code}.repair", "ko") in said


def test_a_check_that_is_not_there_shows_the_list(desk: Desk) -> None:
    assert desk.open("checks.py", check="<b>x</b>").title[0].value == text("nav.checks", "ko")


def test_a_finding_leads_to_its_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_lines.session, "language", lambda: "ko")
    monkeypatch.setattr(check_lines, "say", lambda key, **facts: text(key, "ko", **facts))
    drawn = check_lines.finding_html(CheckFinding("too_few", {"least": 10}, 3, (), "finding.too_few.effect", "finding.too_few.repair"))
    assert 'href="/checks?check=too_few"' in drawn


@pytest.mark.parametrize("code", sorted(EXPLAINED))
def test_every_page_says_why_what_it_means_for_the_result_how_to_mend_it_and_an_example(code: str, desk: Desk) -> None:
    page = desk.open("checks.py", check=code)
    assert not page.exception
    said = shown(page)
    assert all(text(f"checks.{part}", "ko") in said for part in ("why", "result", "repair", "example"))
    assert text(f"check_kind.{kind_of(code)}.example", "ko") in said
