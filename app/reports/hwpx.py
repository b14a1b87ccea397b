"""A report as a plain HWPX document: headings, findings, pictures, tables that break over pages, marks on every page."""

from __future__ import annotations

import struct

from hwpx import HwpxDocument

from app.charts.numbers import date_text
from app.reports.blocks import Block, Bullets, Fact, Facts, Findings, Picture, Said, Sheet, Steps, Story
from app.reports.hwpx_paper import Paper
from app.reports.options import ReportOptions
from app.reports.prints import NONE, Pictures
from app.reports.story import story
from models.kit.result import Result

# On a page for the head of an office the picture leaves room for what must stand beside it.
_ONE_PAGE_HEIGHT_MM, _FULL_HEIGHT_MM, _WIDTH_MM = 70.0, 210.0, 170.0


def make(result: Result, lang: str, *, options: ReportOptions, prints: Pictures) -> bytes:
    """The file's bytes."""
    return _made(story(result, lang, options), prints)


def of_story(told: Story, prints: Pictures = NONE) -> bytes:
    """The file's bytes of a story that is no result's."""
    return _made(told, prints)


def _made(told: Story, prints: Pictures) -> bytes:
    paper = Paper(HwpxDocument.new())
    _head(paper, told)
    for index, section in enumerate(told.sections):
        paper.heading(section.title)
        for block in section.blocks:
            _block(paper, block, prints, told)
        if index == 0 and told.facts and not told.one_page:
            _facts(paper, told.facts)
    if told.one_page:
        _facts(paper, told.facts)
    paper.every_page(told.banner, _foot(told))
    paper.describe(told.title, told.organisation, told.run_id, told.made_at, told.lang)
    return paper.saved()


def _head(paper: Paper, told: Story) -> None:
    paper.said(told.title, "title")
    paper.said(told.question, "question")
    for mark in told.marks:
        paper.said(f"[{mark.word}] {mark.said}", "mark")


def _foot(told: Story) -> str:
    parts = (told.banner, told.organisation, date_text(told.made_at, told.lang), told.run_id)
    return " · ".join(part for part in parts if part)


def _block(paper: Paper, block: Block, prints: Pictures, told: Story) -> None:
    match block:
        case Findings(items):
            for item in items:
                main = item.level == "main"
                paper.said(f"● {item.text}" if main else f"{item.word}: {item.text}", "finding" if main else "body")
        case Said(said):
            paper.said(said, "body")
        case Bullets(items):
            for line in items:
                paper.said(f"• {line}", "item")
        case Steps(items):
            for number, (name, said) in enumerate(items, 1):
                paper.said(f"{number}. {name}: {said}", "item")
        case Facts(items):
            _facts(paper, items)
        case Picture():
            _picture(paper, block, prints, told)
        case Sheet():
            _sheet(paper, block)


def _facts(paper: Paper, facts: tuple[Fact, ...]) -> None:
    rows = [(fact.label, "\n".join(fact.lines)) for fact in facts]
    paper.table(None, rows, (20, 80), (False, False), bold_first=True)


def _picture(paper: Paper, block: Picture, prints: Pictures, told: Story) -> None:
    paper.said(f"{block.number} {block.title}", "caption")
    png = prints.png(block.name)
    wide, tall = struct.unpack(">II", png[16:24])
    most = _ONE_PAGE_HEIGHT_MM if told.one_page else _FULL_HEIGHT_MM
    paper.picture(png, min(_WIDTH_MM, most * wide / tall), block.alt)
    if block.note:
        paper.said(block.note, "note")


def _sheet(paper: Paper, block: Sheet) -> None:
    paper.said(f"{block.number} {block.title}", "caption")
    rows = list(block.rows) or [(block.empty, *("" for _ in block.columns[1:]))]
    heads = tuple(column.title for column in block.columns)
    widths = tuple(min(column.wide, 34) + 3 for column in block.columns)
    paper.table(heads, rows, widths, tuple(column.right for column in block.columns))
    paper.said(block.note, "note")
