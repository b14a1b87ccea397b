"""Single sign-on on the settings screen: set up, saved though nothing answers, tried; refused in words."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from app.services.sign_on import managing
from app.texts import text
from tests.app.screens.conftest import Desk, shown

FIELDS = {"name_ko": "시청 계정", "name_en": "City account", "issuer": "http://127.0.0.1:9/realm", "client_id": "modu"}


def filled(desk: Desk, rules: str) -> AppTest:
    """The settings page with a new provider written into its form."""
    page = desk.open("settings.py")
    page.selectbox(key="sign_on.chosen").set_value("").run()
    page.text_input(key="sign_on.new.key").set_value("city")
    for name, value in FIELDS.items():
        page.text_input(key=f"sign_on.new.{name}").set_value(value)
    page.text_area(key="sign_on.new.rules").set_value(rules)
    return page


def save(page: AppTest) -> Button:
    """The button of the provider's form."""
    said = text("platform.save", "ko")
    return next(button for button in page.button if button.label == said and "sign_on" in (button.form_id or ""))


@pytest.mark.parametrize("desk", ["admin"], indirect=True)
def test_a_provider_is_set_up_saved_and_tried(desk: Desk) -> None:
    page = filled(desk, "groups has analyst-yuseong: analyst in 한빛시")
    save(page).click().run()
    assert not page.exception
    assert not page.error
    (line,) = managing.listed(desk.person, desk.platform)
    assert (line.key, line.said["issuer"]) == ("city", FIELDS["issuer"])
    page.selectbox(key="sign_on.chosen").set_value("city").run()
    assert "/sign-in/ended/city" in shown(page)
    page.button(key="sign_on.try.city").click().run()
    assert not page.exception
    assert "127.0.0.1:9" in shown(page)
    page.button(key="sign_on.remove.city").click().run()
    assert managing.listed(desk.person, desk.platform) == ()


@pytest.mark.parametrize("desk", ["admin"], indirect=True)
def test_a_rule_that_cannot_be_read_is_named(desk: Desk) -> None:
    page = filled(desk, "analyst-yuseong is analyst")
    save(page).click().run()
    assert not page.exception
    assert "analyst-yuseong is analyst" in page.error[0].value
    assert managing.listed(desk.person, desk.platform) == ()
