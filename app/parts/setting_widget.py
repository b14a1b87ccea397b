"""One setting as a person changes it: a slider, a choice or a number, kept with the draft; and what it would do."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app import session
from app.parts import autosave
from app.parts.markup import plain, show, tag
from app.services.drafts.drafts import Draft
from app.session import say
from app.texts import pick, text
from models.kit.contract import Setting
from models.kit.wording import Words, number


def setting_widget(draft: Draft, item: Setting, place: str = "") -> None:
    """Draws the widget; a change is saved at once. `place` names a second page that shows the same setting: with one key on two pages
    the browser's widget begins at its lowest value when the page is changed."""
    name = f"settings.{item.name}"
    key = autosave.key(draft.id, f"{place}.{name}" if place else name)
    value = draft.settings.get(item.name, item.default)
    setting_field(item, key, value, on_change=autosave.keep_widget, args=(draft.id, name, key))


def setting_field(item: Setting, key: str, value: Any, **heard: Any) -> Any:
    """Draws the widget of a setting under a key, with a value at first; gives what it shows."""
    lang = session.language()
    title = pick(item.title, lang)
    label = say("settings.unit", title=title, unit=pick(item.unit, lang)) if item.unit else title
    session.begin(key, _shown(item, value))
    kept: dict[str, Any] = {"key": key, **heard}
    if item.kind == "choice" and item.choices:
        choices = item.choices
        return st.radio(label, list(choices), format_func=lambda choice: pick(choices[choice], lang), **kept)
    if item.kind == "yesno":
        return st.toggle(label, **kept)
    if item.kind == "list":
        return st.text_input(label, max_chars=200, **kept)
    if item.minimum is not None and item.maximum is not None and (item.maximum - item.minimum) / (item.step or 1) <= 100:
        kind = int if _whole(item) else float
        return st.slider(label, kind(item.minimum), kind(item.maximum), step=kind(item.step or 1), **kept)
    kind = int if _whole(item) else float
    low, high = (None if bound is None else kind(bound) for bound in (item.minimum, item.maximum))
    return st.number_input(label, min_value=low, max_value=high, step=kind(item.step or 1), **kept)


def default_said(item: Setting, lang: str, value: Any = None) -> str:
    """The value a setting has by itself, or another, in the words of its widget."""
    value = item.default if value is None else value
    if item.kind == "choice" and item.choices and value in item.choices:
        return pick(item.choices[value], lang)
    if item.kind == "yesno":
        return text("settings.is_on" if value else "settings.is_off", lang)
    return value if isinstance(value, str) else number(value)


def told_effect(draft: Draft, effect: Words | None) -> None:
    """What the setting would do with the data brought, when that is known; the sample of a class is nobody's own."""
    if effect:
        whose = "settings.effect" if draft.kind == "real" else "settings.effect_class"
        said = plain(pick(effect, session.language()))
        show(tag("p", tag("b", plain(say(whose))), " ", said, class_="mo-effect", role="status"))


def _shown(item: Setting, value: Any) -> Any:
    if item.kind in {"choice", "yesno"}:
        return value
    if item.kind == "list":
        return value if isinstance(value, str) else ", ".join(f"{part:g}" for part in value)
    return int(value) if _whole(item) else float(value)


def _whole(item: Setting) -> bool:
    step = item.step or 1
    bounds = [bound for bound in (item.minimum, item.maximum, item.default) if bound is not None]
    return item.kind == "integer" or (float(step).is_integer() and all(float(bound).is_integer() for bound in bounds))
