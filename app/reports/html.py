"""A report as one HTML file that asks for nothing else: read on screen, by a screen reader, or printed."""

from __future__ import annotations

import base64
from functools import cache
from html import escape
from pathlib import Path

from app.charts.numbers import date_text
from app.reports.blocks import Block, Bullets, Fact, Facts, Findings, Picture, Said, Section, Sheet, Steps, Story
from app.reports.options import ReportOptions
from app.reports.prints import NONE, Pictures
from app.reports.story import story
from app.texts import text
from models.kit.result import Result


def make(result: Result, lang: str, *, options: ReportOptions, prints: Pictures) -> bytes:
    """The file's bytes, UTF-8."""
    return _page(story(result, lang, options), prints)


def of_story(told: Story, prints: Pictures = NONE) -> bytes:
    """The file's bytes of a story that is no result's."""
    return _page(told, prints)


def _page(told: Story, prints: Pictures) -> bytes:
    # The document may load nothing, whatever a text in it says.
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    head = (
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(_tab_title(told))}</title><style>{_style()}</style>"
    )
    return f'<!doctype html>\n<html lang="{told.lang}">\n<head>{head}</head>\n<body>{_body(told, prints)}</body>\n</html>\n'.encode()


def _tab_title(told: Story) -> str:
    return f"[{told.banner}] {told.title}" if told.banner else told.title


def _body(told: Story, prints: Pictures) -> str:
    skip = f'<a class="skip" href="#main">{escape(text("reports.skip", told.lang))}</a>'
    banner = f'<aside class="banner" aria-label="{escape(told.banner)}">{escape(told.banner)}</aside>' if told.banner else ""
    first, *rest = (_section(section, told.lang, prints) for section in told.sections)
    about = Section("facts", text("reports.part.facts", told.lang), (Facts(told.facts),))
    sections = "\n".join([first, _section(about, told.lang, prints), *rest])
    foot = " · ".join(escape(part) for part in (told.organisation, date_text(told.made_at, told.lang), told.run_id) if part)
    return (
        f'{skip}<div class="page">{banner}<div class="body">{_header(told)}{_contents(told)}'
        f'<main id="main">{sections}</main><footer>{foot}</footer></div></div>'
    )


def _header(told: Story) -> str:
    marks = "".join(f'<p class="mark"><strong>{escape(mark.word)}</strong> {escape(mark.said)}</p>' for mark in told.marks)
    return f'<header><h1>{escape(told.title)}</h1><p class="question">{escape(told.question)}</p>{marks}</header>'


def _contents(told: Story) -> str:
    if told.one_page:
        return ""
    title = escape(text("reports.contents", told.lang))
    items = "".join(f'<li><a href="#{section.key}">{escape(section.title)}</a></li>' for section in told.sections)
    return f'<nav aria-labelledby="contents"><h2 id="contents">{title}</h2><ol>{items}</ol></nav>'


def _section(section: Section, lang: str, prints: Pictures) -> str:
    blocks = "\n".join(_block(block, lang, prints) for block in section.blocks)
    return (
        f'<section id="{section.key}" aria-labelledby="{section.key}-title">'
        f'<h2 id="{section.key}-title">{escape(section.title)}</h2>\n{blocks}</section>'
    )


def _block(block: Block, lang: str, prints: Pictures) -> str:
    match block:
        case Findings(items):
            rows = "".join(
                f'<li class="{item.level}">'
                + (f'<span class="level">{escape(item.word)}</span> ' if item.level != "main" else "")
                + f"{escape(item.text)}</li>"
                for item in items
            )
            return f'<ol class="findings">{rows}</ol>'
        case Said(said):
            return f"<p>{escape(said)}</p>"
        case Bullets(items):
            return f"<ul>{''.join(f'<li>{escape(item)}</li>' for item in items)}</ul>"
        case Steps(items):
            steps = "".join(f"<li><strong>{escape(name)}</strong> {escape(said)}</li>" for name, said in items)
            return f'<ol class="steps">{steps}</ol>'
        case Facts(items):
            return _facts(items)
        case Picture():
            return _picture(block, prints)
        case Sheet():
            return _sheet(block, lang)


def _facts(facts: tuple[Fact, ...]) -> str:
    rows = "".join(
        f"<div><dt>{escape(fact.label)}</dt>{''.join(f'<dd>{escape(line)}</dd>' for line in fact.lines)}</div>" for fact in facts
    )
    return f'<dl class="facts">{rows}</dl>'


def _picture(block: Picture, prints: Pictures) -> str:
    drawn, kind = prints.best(block.name, block.is_map)
    mime = "image/svg+xml" if kind == "svg" else "image/png"
    source = f"data:{mime};base64,{base64.b64encode(drawn).decode()}"
    note = f'<p class="note">{escape(block.note)}</p>' if block.note else ""
    image = f'<img src="{source}" alt="{escape(block.alt)}">'
    if narrow := prints.narrow(block.name):
        lines = f"data:image/svg+xml;base64,{base64.b64encode(narrow).decode()}"
        image = f'<picture><source media="screen and (max-width: 600px)" srcset="{lines}">{image}</picture>'
    return (
        f'<figure><figcaption><span class="number">{escape(block.number)}</span> {escape(block.title)}</figcaption>{image}{note}</figure>'
    )


def _sheet(block: Sheet, lang: str) -> str:
    key = f"table-{block.number.split()[-1]}"
    caption = f'<caption id="{key}"><span class="number">{escape(block.number)}</span> {escape(block.title)}</caption>'
    kinds = [' class="right"' if column.right else "" for column in block.columns]
    heads = "".join(f'<th scope="col"{kind}>{escape(column.title)}</th>' for column, kind in zip(block.columns, kinds, strict=True))
    rows = "".join(
        "<tr>" + "".join(f"<td{kind}>{escape(cell)}</td>" for cell, kind in zip(row, kinds, strict=True)) + "</tr>\n" for row in block.rows
    )
    empty = f'<tr><td colspan="{len(block.columns)}">{escape(block.empty)}</td></tr>' if not block.rows else ""
    label = escape(text("reports.wide_table", lang, title=f"{block.number} {block.title}"))
    return (
        f'<div class="table" tabindex="0" role="region" aria-label="{label}"><table>{caption}<thead><tr>{heads}</tr></thead>'
        f'<tbody>{rows}{empty}</tbody></table></div><p class="note">{escape(block.note)}</p>'
    )


@cache
def _style() -> str:
    return (Path(__file__).parent / "report.css").read_text(encoding="utf-8")
