"""From a pasted table with slips to one that can be used: one click a repair, the way back, and the rows left by a workbook."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
from playwright.sync_api import Page, expect

from app.texts import text
from tests.browser.conftest import NewPage, Portal
from tests.browser.steps import SLOW_MS, forward, from_card, press, settle, sign_in


def pasted() -> str:
    """Cells as a spreadsheet gives them: dates of several habits, an hour beyond 24, an order nobody can tell, a day there is not."""
    days = [(1 + n % 28, n % 50, ("늘봄", "솔내음", "가람")[n % 3]) for n in range(60)]
    rows = [f"2024-01-{day:02d} 10:{at:02d}\t2024-01-{day:02d} 10:{at + 7:02d}\t{name}119안전센터\t{at % 9}.5" for day, at, name in days]
    rows[3] = rows[3].replace("2024-01-04", "2024.1.4", 1)
    rows[7] = "2024-01-08 25:10\t2024-01-09 01:19\t늘봄119안전센터\t약 3"
    rows[9] = "내일 10:09\t2024-01-10 10:16\t가람119안전센터\t3.5"
    rows[11] = "2024-02-30 10:11\t2024-01-12 10:18\t가람119안전센터\t3.5"
    return "\n".join(["신고일시\t현장도착일시\t출동안전센터\t현장과의거리", *rows]) + "\n"


def to_check(page: Page, lang: str) -> None:
    """From home to the step Check with the pasted table."""
    from_card(page, "own")
    page.get_by_text(text("paste.label", lang), exact=True).first.click()
    settle(page)
    page.get_by_role("textbox", name=text("paste.label", lang)).fill(pasted())
    settle(page)
    press(page, "paste.go", lang)
    expect(page.get_by_text(text("data.understood", lang)).first).to_be_visible(timeout=SLOW_MS)
    forward(page, "columns", lang)
    forward(page, "check", lang)


def used(page: Page, lang: str, kept: int, aside: int) -> None:
    """The sentence of how many rows are used."""
    said = text("check.used", lang, title="", rows_in=60, rows_kept=kept, rows_set_aside=aside).partition(":")[2].strip()
    expect(page.get_by_text(said).first).to_be_visible(timeout=SLOW_MS)


def test_a_repair_is_one_click_and_can_be_undone_and_the_rest_comes_back_by_a_workbook(
    portal: Portal, new_page: NewPage, tmp_path: Path
) -> None:
    page = new_page()
    sign_in(page, portal)
    to_check(page, "ko")
    used(page, "ko", 57, 3)
    page.get_by_role("button", name=text("check.group.take", "ko")).first.click()
    used(page, "ko", 58, 2)
    settle(page)
    press(page, "check.group.undo", "ko")
    used(page, "ko", 57, 3)
    page.get_by_role("button", name=text("check.group.take", "ko")).first.click()
    used(page, "ko", 58, 2)
    with page.expect_download() as taken:
        page.get_by_role("link", name=text("check.rest.get", "ko")).click()
    taken.value.save_as(tmp_path / "남은 줄.xlsx")
    book = openpyxl.load_workbook(tmp_path / "남은 줄.xlsx")
    heads = [cell.value for cell in book.active[1]]
    for row in book.active.iter_rows(min_row=2):
        row[heads.index("신고일시")].value = "2024-01-20 10:09"
        row[heads.index("현장도착일시")].value = "2024-01-20 10:16"
    book.save(tmp_path / "고친 줄.xlsx")
    page.locator("input[type=file]").first.set_input_files(tmp_path / "고친 줄.xlsx")
    expect(page.get_by_text(re.compile("줄을 받아 넣었습니다")).first).to_be_visible(timeout=SLOW_MS)
