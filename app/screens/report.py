"""Report: the formats as tiles, each one click; title, length, comment and parts are kept with the analysis."""

from __future__ import annotations

import hashlib

import streamlit as st

from app import session
from app.parts import autosave, going
from app.parts.cases import from_result
from app.parts.markup import plain, show, tag
from app.parts.rail import rail
from app.parts.releasing import notice
from app.parts.result import review
from app.parts.sheet import told
from app.parts.stamps import stamps
from app.parts.support import manual
from app.reports import FORMATS, PARTS
from app.services.drafts.drafts import Draft
from app.services.results import report_options, weighing, weight_sets
from app.session import say
from app.texts import pick
from models.kit.result import Result

_ORDER = ("hwpx", "pdf", "xlsx", "html")


def draw() -> None:
    """Draws the page."""
    run_id = session.address("run")
    run = session.run(run_id)
    result = session.result(run_id)
    draft = autosave.load(run.draft_id) if run.draft_id else None
    if draft is not None:
        rail(draft, "report", across=True)
    st.title(say("report.title"), anchor=False)
    show(tag("p", plain(pick(result.question, session.language())), " ", stamps(result), " ", review.mark(session.review(run_id))))
    manual.beside(run.model, "report")
    kept = [*draft.section("report").items(), *draft.section("weights").items()] if draft else []
    version = hashlib.sha256(repr([sorted(kept, key=lambda one: one[0]), session.review(run_id)]).encode()).hexdigest()[:12]
    standing = session.standing(run_id)
    notice.draw(run_id, standing)
    free = standing.state in ("free", "approved")
    show(tag("ul", *(_tile(result, name, version, free) for name in _ORDER if name in FORMATS), class_="mo-tiles"))
    if draft is not None:
        _options(draft, result)
        autosave.saved_line(draft)
    from_result.draw(run)
    going.link("result", say("report.back"), icon=":material/arrow_back:", run=run_id)


def _tile(result: Result, name: str, version: str, free: bool) -> str:
    """One format: how its first page looks, what it is for, and where nobody holds it back, taking it."""
    title = say(f"report.{name}")
    take = tag(
        "a", plain(say("report.download")), href=f"/download/run/{result.run_id}/report.{name}", target="_self",
        class_="mo-button mo-primary", aria_label=f"{title} {say('report.download')}",
    )  # fmt: skip
    return tag(
        "li", _look(result, name, version), tag("h2", plain(title)), tag("p", plain(say(f"report.{name}.for"))), take if free else ""
    )


def _look(result: Result, name: str, version: str) -> str:
    """The page itself, or for the workbook the first cells of its first ranked table; nothing to read for a screen reader."""
    if name != "xlsx":
        page = tag("img", src=f"/look/run/{result.run_id}/page.png?{version}", alt="", loading="lazy")
        return tag("div", page, class_=f"mo-page mo-page-{name}", aria_hidden="true")
    ranked = sorted(result.tables, key=lambda table: table.spec.rank is None)
    cells = told(ranked[0], session.language()) if ranked else {"head": [], "rows": []}
    lines = [[*row[:3]] for row in (cells["head"], *cells["rows"][:7])]
    drawn = (tag("tr", *(tag("td", plain(cell)) for cell in line)) for line in lines)
    return tag("div", tag("table", tag("tbody", *drawn)), class_="mo-page mo-page-xlsx", aria_hidden="true")


def _options(draft: Draft, result: Result) -> None:
    kept = draft.section("report")
    with st.expander(say("report.options"), key="report.options", expanded=bool(kept)):
        _field(draft, "title", kept.get("title") or "")
        st.text_input(
            say("report.heading"), key=autosave.key(draft.id, "report.title"), max_chars=report_options.TITLE_MAX,
            placeholder=say("report.heading_default"), on_change=autosave.keep_widget, args=(draft.id, "report.title"),
        )  # fmt: skip
        _field(draft, "length", kept.get("length") or "full")
        st.radio(
            say("report.length"), ["full", "one_page", "whole"], format_func=lambda key: say(f"report.length.{key}"), horizontal=True,
            key=autosave.key(draft.id, "report.length"), on_change=autosave.keep_widget, args=(draft.id, "report.length"),
        )  # fmt: skip
        _field(draft, "comment", kept.get("comment") or "")
        st.text_area(
            say("report.comment"), key=autosave.key(draft.id, "report.comment"), max_chars=report_options.COMMENT_MAX,
            on_change=autosave.keep_widget, args=(draft.id, "report.comment"),
        )  # fmt: skip
        _weights(draft, result)
        _parts(draft, set(kept.get("left_out") or ()))


def _field(draft: Draft, name: str, value: str) -> None:
    session.begin(autosave.key(draft.id, f"report.{name}"), value)


def _weights(draft: Draft, result: Result) -> None:
    """Of each ranking that was weighed otherwise under a name, which of these names the report tells of too."""
    for ranking in result.rankings:
        given = weighing.ground(result, ranking.spec.name)
        names = {one.key: one.name for one in weight_sets.listed(draft, result.run_id, given)}
        if not names:
            continue
        told, key = weight_sets.chosen(draft, result.run_id, given), autosave.key(draft.id, f"report.weights.{ranking.spec.name}")
        session.remember(key, told.key if told else "")

        def changed(given: weighing.Ground = given, key: str = key) -> None:
            autosave.keep(draft.id, weight_sets.choosing(result.run_id, given, session.remembered(key) or None))

        def called(one: str, names: dict[str, str] = names) -> str:
            return names.get(one) or say("weigh.report.none")

        st.selectbox(
            say("weigh.report.which", title=pick(given.spec.title, session.language())), ["", *names], key=key, on_change=changed,
            format_func=called,
        )  # fmt: skip


def _parts(draft: Draft, left_out: set[str]) -> None:
    show(tag("p", tag("b", plain(say("report.parts")))))

    def changed(part: str) -> None:
        wanted = session.remembered(autosave.key(draft.id, f"report.part.{part}"))
        autosave.keep(draft.id, {"report.left_out": sorted(left_out - {part} if wanted else left_out | {part})})

    for column, parts in zip(st.columns(3), (PARTS[0::3], PARTS[1::3], PARTS[2::3]), strict=True):
        with column:
            for part in parts:
                key = autosave.key(draft.id, f"report.part.{part}")
                session.begin(key, part not in left_out)
                st.checkbox(say(f"report.part.{part}"), key=key, on_change=changed, args=(part,))


draw()
