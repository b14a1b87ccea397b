"""Step 2, columns: one line a field we need, the column suggested for it, how sure that is and why; anything can be changed."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app import answers, session
from app.parts import going
from app.parts.folds import fold
from app.parts.markup import badge, items, plain, show, tag
from app.parts.wizard import first_match
from app.parts.wizard.source_choice import choice
from app.parts.wizard.value_choice import values
from app.services.drafts.drafts import Draft
from app.services.preparing import columns
from app.services.preparing.columns import Matched
from app.session import say
from app.texts import pick, text
from data_catalog.mapping import Source, Suggestion
from data_catalog.profile import Profile
from data_catalog.schema import Field, Input
from models.kit.contract import Model
from models.kit.result import Answer

_WORDS = {"sure": "good", "likely": "info", "not_sure": "warn", "chosen": "calm", "absent": "calm"}


def draw(draft: Draft, model: Model) -> None:
    """Draws the step."""
    st.title(say("columns.title"), anchor=False)
    brought = [asked for asked in model.inputs if columns.has_table(draft, asked.name)]
    if not brought:
        show(tag("p", plain(say("wizard.sample_note" if draft.kind == "sample" else "columns.no_data"))))
        going.link("wizard", say("wizard.back", step=say("step.data")), draft=draft.id, step="data")
        return
    marks = answers.marks(draft, [asked.name for asked in brought], with_mapping=False)
    profiles = {asked.name: answers.profile(draft, asked.name, marks[asked.name]) for asked in brought}
    told = answers.matched(draft, model, brought, marks)
    draft = first_match.kept(draft, told)
    show(tag("p", plain(say("columns.lead"))))
    for asked in brought:
        _input(draft, model, asked, told[asked.name], profiles[asked.name], marks[asked.name])
    found = columns.answers(model, draft.mapping)
    _answers(found)
    open_fields = _open(draft, brought)
    _tell_open(open_fields, not _given(found))
    st.button(say("wizard.next", step=say("step.check")), type="primary", key="columns.next", disabled=_held(open_fields, found))


def leave(draft: Draft, model: Model) -> str | None:
    """The step to go on to; None where that may not be."""
    brought = [asked for asked in model.inputs if columns.has_table(draft, asked.name)]
    if not brought or _held(_open(draft, brought), columns.answers(model, draft.mapping)):
        return None
    columns.confirmed(session.person(), session.platform(), draft)
    return "check"


def _open(draft: Draft, brought: list[Input]) -> list[Field]:
    """The needed fields nothing was chosen for yet."""
    return [field for asked in brought for field in asked.required_fields if not draft.mapping.get(asked.name, {}).get(field.name)]


def _held(open_fields: list[Field], found: Sequence[Answer]) -> bool:
    """Whether something is to be chosen before it can go on."""
    return not _given(found) or any(field.without is None for field in open_fields)


def _given(found: Sequence[Answer]) -> bool:
    return any(answer.state == "given" for answer in found)


def _tell_open(open_fields: list[Field], nothing: bool) -> None:
    """What is still to be chosen, and what will be missing from the result where a field may be done without."""
    lang = session.language()
    missing = [pick(field.title, lang) for field in open_fields if field.without is None]
    if missing:
        st.warning(say("columns.open", titles=missing))
    for field in open_fields:
        if field.without is not None:
            st.warning(say("columns.limited", title=pick(field.title, lang), without=pick(field.without, lang)))
    if nothing and not missing:
        st.warning(say("columns.no_answer"))


def _input(draft: Draft, model: Model, asked: Input, told: Matched, found: Profile, mark: str) -> None:
    """Draws one table's fields. `mark`: of the file (`answers.marks`)."""
    lang = session.language()
    mapping = draft.mapping.get(asked.name, {})
    show(tag("h2", plain(pick(asked.title, lang))))
    if gone := first_match.let_go(draft, asked):
        titles = [pick(field.title, lang) for field in asked.fields if field.name in gone]
        show(tag("p", plain(say("columns.let_go", titles=titles)), class_="mo-effect", role="status"))
    elif told.recalled:
        show(tag("p", plain(say("columns.recalled")), class_="mo-small"))
    by_field = {item.field: item for item in told.suggestions}
    for field in asked.required_fields:
        _row(draft, asked, field, by_field[field.name], told, found)
    _doubt(model, asked, by_field, found, mark)
    optional = [field for field in asked.fields if not field.required]
    here = [field for field in optional if by_field[field.name].source is not None]
    # Apart from those the file seems to hold, whatever is chosen for them: a line must not move under a hand. They ask for nothing.
    lacking = [field for field in optional if by_field[field.name].source is None]
    stands_out = any(_stands_out(mapping, by_field[field.name]) for field in here)
    for name, fields, expanded in (("optional", here, stands_out), ("lacking", lacking, False)):
        if fields:
            title, key = say(f"columns.{name}", count=len(fields)), f"columns.{name}.{asked.name}"
            with fold(title, key=key, expanded=expanded) as is_open:
                for field in fields if is_open else ():
                    _row(draft, asked, field, by_field[field.name], told, found)


def _doubt(model: Model, asked: Input, told: dict[str, Suggestion], found: Profile, mark: str) -> None:
    """Says when a file lacks what its table cannot do without, and which other table of the model it looks like."""
    lang = session.language()
    if all(told[name].source is not None for name in columns.indispensable(asked)):
        return
    title = pick(asked.title, lang)
    like = [pick(other.title, lang) for other in answers.fitting(model, found, mark) if other.name != asked.name]
    show(
        tag("p", plain(say("columns.other_table", title=title, others=like) if like else say("columns.doubt", title=title)), role="status")
    )


def _stands_out(mapping: dict[str, object], suggestion: Suggestion) -> bool:
    return suggestion.confidence == "not_sure" and suggestion.source is not None and suggestion.field not in mapping


def _row(draft: Draft, asked: Input, field: Field, suggestion: Suggestion, told: Matched, found: Profile) -> None:
    lang = session.language()
    said = draft.mapping.get(asked.name, {}).get(field.name)
    source = Source.from_json(said) if said else None
    about, why, which = st.columns([5, 4, 6], gap="medium")
    with about:
        extra = (
            f"{say('columns.adds', without=pick(field.without, lang))}" if field.without and (not field.required or source is None) else ""
        )
        show(
            tag("p", tag("b", plain(pick(field.title, lang)))),
            tag("p", plain(pick(field.meaning, lang)), class_="mo-small"),
            tag("p", plain(extra), class_="mo-small mo-soft"),
        )
    with why:
        word = _word(field, source, suggestion)
        lines = _why(field, suggestion) if word != "chosen" and source is not None else []
        if source is None and suggestion.source is not None and suggestion.confidence == "not_sure":
            lines = [say("columns.maybe", columns=", ".join(suggestion.source.columns)), *_why(field, suggestion)]
        show(badge(say(f"columns.{word}"), _WORDS[word]), items(lines, "mo-small mo-bare"))
    with which:
        choice(draft, asked, field, suggestion, told.columns, source)
        if source is not None:
            values(draft, asked, field, source, columns.off_the_list(found, field, source))
            examples = columns.samples(found, source)
            if examples:
                show(tag("p", plain(say("columns.samples", samples=list(examples))), class_="mo-small mo-soft"))


def _word(field: Field, source: Source | None, suggestion: Suggestion) -> str:
    if source is None and suggestion.source is None and (not field.required or field.without is not None):
        return "absent"
    # What is only a guess is kept by nobody but the person.
    if source is not None and (source != suggestion.source or suggestion.confidence == "not_sure"):
        return "chosen"
    return suggestion.confidence if source is not None else "not_sure"


def _why(field: Field, suggestion: Suggestion) -> list[str]:
    """A title of the field that a header was compared with is told as the reader knows it: it may be the other language's."""
    lang = session.language()
    titles = {*field.title.values(), field.name.replace("_", " ")}
    reasons = [reason for reason in (suggestion.reason, suggestion.values) if reason is not None]
    facts = [dict(reason.facts) for reason in reasons]
    for one in facts:
        if one.get("known") in titles:
            one["known"] = pick(field.title, lang)
    return [text(f"mapping.reason.{reason.code}", lang, **said) for reason, said in zip(reasons, facts, strict=True)]


def _answers(found: Sequence[Answer]) -> None:
    """Draws which answers the columns give."""
    lang = session.language()
    with fold(say("columns.answers"), key="columns.answers") as is_open:
        if not is_open:
            return
        lines = []
        for answer in found:
            mark = badge(say("columns.given"), "good") if answer.state == "given" else badge(say("columns.refused"), "warn")
            why = tag("small", plain(pick(answer.why, lang))) if answer.why else ""
            lines.append(tag("li", mark, tag("b", plain(pick(answer.title, lang))), why))
        show(tag("ul", *lines, class_="mo-check"))
