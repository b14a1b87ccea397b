"""What others wrote stays plain letters on the screen, and a file with resident numbers can be let go on there."""

from __future__ import annotations

import re

import pytest

from app.parts.literal import literal
from app.services.drafts import drafts
from app.services.uploads import uploads
from connectors.problem import Problem
from tests.app.screens.conftest import Desk

_LURE = "[번호](https://a.example)"
_CSV = f"신고일시,{_LURE}\n2024-01-01 10:00,850101-1234567\n2024-01-02 11:00,850101-2234567\n"


def _sent(desk: Desk, name: str, data: bytes) -> tuple[str, str]:
    draft = drafts.start(desk.person, desk.platform, "golden_hour")
    token = uploads.token(desk.person, desk.platform, draft.id, "dispatch")
    return draft.id, uploads.store_stream(desk.person, desk.platform, token, name, [data])


def test_a_file_with_resident_numbers_is_held_on_the_screen_until_it_is_said_what_becomes_of_them(desk: Desk) -> None:
    draft_id, upload_id = _sent(desk, "a.csv", _CSV.encode())
    assert uploads.read(desk.person, desk.platform, upload_id).state == "held"
    page = desk.open("wizard/page.py", draft=draft_id, step="data")
    assert not page.exception
    assert not page.error
    asked = next(select for select in page.selectbox if "번호" in select.label)
    assert literal(_LURE) in asked.label
    assert "850101-1" + "2" not in str([one.value for one in page.markdown])
    asked.set_value("drop")
    next(button for button in page.button if button.key and "personal.apply" in button.key).click().run()
    view = uploads.load(desk.person, desk.platform, upload_id)
    assert (view.state, view.decisions, view.can_undo) == ("read", ("drop",), True)
    assert view.read is not None
    assert view.read.columns == ("신고일시",)


def test_the_name_of_a_file_makes_no_link_in_a_message(desk: Desk) -> None:
    draft_id, upload_id = _sent(desk, "[여기](a.example).pdf", b"%PDF-1.7\n" + bytes(range(256)) * 9)
    with pytest.raises(Problem):
        uploads.read(desk.person, desk.platform, upload_id)
    page = desk.open("wizard/page.py", draft=draft_id, step="data")
    assert r"\[여기\](a.example).pdf" in page.error[0].value
    assert not page.exception


def test_every_mark_that_could_draw_something_is_told_apart() -> None:
    assert literal("a_b ![x](y) `c` *d* <e> $f$") == r"a_b !\[x\](y) \`c\` \*d\* \<e\> \$f\$"


@pytest.mark.parametrize("said", ["https://a.example/x", "HTTP://a.example", "(www.a.example)", "kim@a.example"])
def test_an_address_in_what_others_wrote_is_read_as_written_and_is_no_link(said: str) -> None:
    shown = literal(said)
    assert not re.search(r"https?://|www\.|@\w", shown, re.I)
    assert shown.replace("\u2060", "") == said
