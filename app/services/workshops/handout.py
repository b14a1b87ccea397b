"""What a class takes home on paper: what will be done, the code, the exercises with their first hint, and the words of the models."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from app.charts.numbers import clean
from app.charts.plan import width
from app.identity.person import Person
from app.reports import pdf
from app.reports.blocks import Block, Column, Fact, Facts, Picture, Said, Section, Sheet, Steps, Story
from app.reports.prints import Pictures
from app.services import teaching
from app.services.platform import Platform
from app.services.workshops import codes, exercising, qr
from app.texts import pick, text
from data_catalog.records import settings
from data_catalog.records.tables import Organisation
from models.kit import library
from models.kit.contract import Model
from models.kit.exercises import Exercise

_SECTION = re.compile(r"^## +[^\n]*(?:Glossary|용어|낱말)[^\n]*$(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_CODE, _CODE_MM = "join", 36
_WORD_LEAST, _MEANING = 14, 34
"""How wide the code is on paper; the room of a word and of its meaning, in Latin letters."""
_ROW = re.compile(r"^\|\s*([^|]+?)\s*\|\s*([^|]+?)\s*\|", re.MULTILINE)


@dataclass(frozen=True)
class Task:
    """One exercise on paper."""

    title: str
    task: str
    hint: str
    extra: bool


@dataclass(frozen=True)
class Chapter:
    """One model: its question, what is done of it, and its words with their meaning."""

    title: str
    question: str
    tasks: tuple[Task, ...]
    words: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Handout:
    """A handout in the language of its workshop; moments are local."""

    workshop_id: str
    lang: str
    title: str
    organisation: str
    code: str
    starts_at: datetime
    ends_at: datetime
    made_at: datetime
    chapters: tuple[Chapter, ...]


def of(person: Person, platform: Platform, workshop_id: str) -> Handout:
    """The handout of a workshop the person leads. Problems: rights.*, not_found.workshop."""
    with platform.records.reading() as session:
        row = teaching.lead(session, person, workshop_id)
        zone = settings.local_zone(session)
        body = session.get_one(Organisation, row.organisation_id).name
    lang = row.language
    done = exercising.of_class(row)
    chapters = tuple(_chapter(library.load(name), [one for model, one in done if model.id == name], lang) for name in row.models)
    return Handout(
        row.id, lang, row.title, pick(body, lang), codes.spaced(row.code), row.starts_at_utc.astimezone(zone),
        row.ends_at_utc.astimezone(zone), platform.now().astimezone(zone), chapters,
    )  # fmt: skip


def document(person: Person, platform: Platform, workshop_id: str, address: str) -> bytes:
    """The same as a PDF; `address` is that of the page to join at. Problems: as `of`; report.not_made."""
    given = of(person, platform, workshop_id)
    lang = given.lang
    about = {"when": when(given), "where": address, "code": given.code, "organisation": given.organisation}
    facts = Facts(tuple(Fact(text(f"handout.{name}", lang), (clean(said),)) for name, said in about.items()))
    code = qr.fitting(f"{address}?code={given.code.replace(' ', '')}", "")
    told = text("projector.picture", lang, code=given.code)
    picture = (Picture(_CODE, "", text("handout.picture", lang), told, "", is_map=False, wide_mm=_CODE_MM),) if code else ()
    sections = [Section("join", text("handout.join", lang), (facts, Said(text("handout.join_how", lang)), *picture))]
    for chapter in given.chapters:
        tasks = Steps(tuple((_called(one, lang), clean(one.task)) for one in chapter.tasks))
        blocks: list[Block] = [Said(clean(chapter.question)), tasks]
        if chapter.words:
            blocks.append(_words(chapter, lang))
        sections.append(Section(f"model{len(sections)}", clean(chapter.title), tuple(blocks)))
        hints = Steps(tuple((clean(one.title), clean(one.hint)) for one in chapter.tasks))
        sections.append(Section(f"hints{len(sections)}", clean(text("handout.hints", lang, title=chapter.title)), (hints,)))
    return pdf.of_story(
        Story(
            lang=lang, title=clean(given.title), question=text("handout.lead", lang), marks=(), facts=(), sections=tuple(sections),
            organisation=clean(given.organisation), run_id="", made_at=given.made_at, one_page=False,
        ),
        Pictures(lambda _name, _kind: code.encode()),
    )  # fmt: skip


def when(given: Handout) -> str:
    """The day and the hours, as "2026-11-27 14:00–16:00"."""
    return f"{given.starts_at:%Y-%m-%d %H:%M}–{given.ends_at:%H:%M}"


def _chapter(model: Model, done: list[Exercise], lang: str) -> Chapter:
    tasks = tuple(Task(pick(one.title, lang), pick(one.task, lang), pick(one.hints[0], lang), one.extra) for one in done)
    return Chapter(pick(model.title, lang), pick(model.question, lang), tasks, _glossary(model, lang))


def _glossary(model: Model, lang: str) -> tuple[tuple[str, str], ...]:
    """The words of the manual's glossary: of a table without its head, else of lines "word: meaning"."""
    manual = model.folder / f"manual.{lang}.md"
    found = _SECTION.search(manual.read_text(encoding="utf-8")) if manual.is_file() else None
    if found is None:
        return ()
    rows = [(word, meaning) for word, meaning in _ROW.findall(found[1]) if not set(word) <= set("-: ")]
    lines = [tuple(part.strip(" -*") for part in line.split(": ", 1)) for line in found[1].splitlines() if ": " in line]
    return tuple(rows[1:]) or tuple((word, meaning) for word, meaning in lines)


def _called(task: Task, lang: str) -> str:
    """The name of an exercise, with a mark where no certificate waits for it."""
    return clean(f"{task.title} ({text('exercise.extra', lang)})" if task.extra else task.title)


def _words(chapter: Chapter, lang: str) -> Sheet:
    heads = (text("handout.word", lang), text("handout.meaning", lang))
    rows = tuple((clean(word), clean(meaning)) for word, meaning in chapter.words)
    # The longer a word, the wider its column: none is broken.
    wide = max(width(one) for word in (heads[0], *(word for word, _ in rows)) for one in word.split())
    columns = (Column(heads[0], right=False, wide=max(wide, _WORD_LEAST)), Column(heads[1], right=False, wide=_MEANING))
    return Sheet("words", "", text("handout.words", lang), columns, rows, "", "", full=True)
