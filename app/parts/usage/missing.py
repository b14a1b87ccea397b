"""What is missing for the year, and the targets an administrator sets for it."""

from __future__ import annotations

import streamlit as st

from app import session
from app.identity import rights
from app.parts import going
from app.parts.folds import fold
from app.parts.literal import literal, tried
from app.parts.markup import items, plain, show, tag
from app.services.people import organisations
from app.services.usage import report, targets, telling
from app.services.usage.hints import Hints
from app.session import say
from app.texts import pick
from data_catalog.records.tables import USAGE_TARGETS

_SHOWN = 20


def draw(found: Hints) -> None:
    """Draws both."""
    year = found.year
    st.header(say("usage.missing", year=str(year)), anchor=False)
    told = _told(found)
    if told:
        show(items(told[:_SHOWN]))
        if len(told) > _SHOWN:
            show(tag("p", plain(say("usage.first_rows", shown=_SHOWN, all=len(told))), class_="mo-small"))
    else:
        show(tag("p", plain(say(report.nothing_missing(found), year=str(year)))))
    if found.not_begun:
        with fold(say("usage.not_begun", count=len(found.not_begun), year=str(year)), key="usage.not_begun") as is_open:
            if is_open:
                show(items(pick(one, session.language()) for one in found.not_begun))
    going.link("campaigns", say("usage.to_campaigns"), icon=":material/flag:")
    if rights.may(session.person(), "manage_platform"):
        _form(year)


def _told(found: Hints) -> list[str]:
    lang = session.language()
    said = [
        say("usage.hint.target", organisation=pick(one.organisation, lang), missing=one.missing,
            count=telling.count_title(one.target.name, lang), wanted=one.target.wanted, reached=one.reached)
        for one in found.targets if one.missing
    ]  # fmt: skip
    return said + [say("usage.hint.without_case", organisation=pick(one, lang)) for one in found.without_case]


def _form(year: int) -> None:
    person, platform, lang = session.person(), session.platform(), session.language()
    with st.expander(say("usage.targets", year=str(year)), key="usage.targets"):
        show(tag("p", plain(say("usage.targets_lead")), class_="mo-small"))
        names = {one.id: pick(one.name, lang) for one in organisations.tree(person, platform, "manage_platform", lang)}
        own = st.selectbox(
            say("usage.column.organisation"), list(names), key="usage.target_of", format_func=lambda one: literal(names[one])
        )
        held = {one.name: one.wanted for one in targets.listed(person, platform, year) if one.organisation_id == own}
        with st.form("usage.target_form", enter_to_submit=False, border=False):
            wanted = {
                name: st.number_input(
                    telling.count_title(name, lang), 0, targets.MOST, held.get(name, 0), key=f"usage.target.{name}.{own}.{year}"
                )
                for name in USAGE_TARGETS
            }  # fmt: skip
            if st.form_submit_button(say("usage.targets_save"), key="usage.target_save") and own:
                tried(lambda: targets.save(person, platform, own, year, {name: int(many) for name, many in wanted.items()}))
