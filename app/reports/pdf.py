"""A report as a tagged PDF (PDF/UA-1) on A4, by Typst, with its Korean font inside."""

from __future__ import annotations

import base64
import dataclasses
import json
import struct
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from app.charts import fonts
from app.charts.numbers import date_text
from app.reports.blocks import Block, Bullets, Facts, Findings, Picture, Said, Sheet, Steps, Story
from app.reports.options import ONE_PAGE, ReportOptions
from app.reports.prints import NONE, Pictures
from app.reports.story import story
from app.reports.typesetter import Job, typeset
from app.texts import text
from connectors.problem import Problem
from models.kit.result import Result

# Letters of a wide table shrink from the first to the second, in points; then its texts break into lines.
_SIZE_MAX, _SIZE_MIN = 8.5, 6.5
# Latin letters that fit across the page at 8.5 points, the width of one in points, and the room a column's edges take.
_LETTERS_ACROSS, _LETTER_PT, _COLUMN_EDGES = 106, 4.55, 3
# One long text must not starve the other columns.
_WIDEST = 34
# A narrow table of many rows runs in columns beside each other: fewer pages, shorter ways for the eye.
_BESIDE_MAX, _ROWS_BESIDE = 3, 15

# A single page: how many findings and how high a picture, the best first; the first that fits is taken.
_ONE_PAGE_FITS = ((5, 105), (5, 80), (5, 62), (4, 80), (4, 62), (3, 80), (3, 62), (3, 54), (3, 46), (3, 38), (3, 30))


def make(result: Result, lang: str, *, options: ReportOptions, prints: Pictures) -> bytes:
    """The file's bytes. Raises Problem "report.not_made" when anything would be drawn wrongly."""
    return _made(result, lang, options, prints, None)


def first_page(result: Result, lang: str, *, options: ReportOptions, prints: Pictures, ppi: int = 72) -> bytes:
    """A picture (PNG) of the first page. Raises as `make`."""
    return _made(result, lang, options, prints, ppi)


def of_story(told: Story, prints: Pictures = NONE) -> bytes:
    """The file's bytes of a story that is no result's. Raises as `make`."""
    files: dict[str, str] = {}
    return _set([_data(told, 0, prints, files)], files, told)


def _made(result: Result, lang: str, options: ReportOptions, prints: Pictures, picture_ppi: int | None) -> bytes:
    one_page = options.length == ONE_PAGE
    fits = _ONE_PAGE_FITS if one_page else ((0, 0),)
    files: dict[str, str] = {}
    stories = [(story(result, lang, options, findings), picture_mm) for findings, picture_mm in fits]
    tries = [_data(told, picture_mm, prints, files) for told, picture_mm in stories]
    return _set(tries, files, stories[0][0], picture_ppi)


def _set(tries: list[str], files: dict[str, str], told: Story, picture_ppi: int | None = None) -> bytes:
    return set_by(_template(), tries, files, told.made_at, pages_max=1 if told.one_page else None, picture_ppi=picture_ppi)


def set_by(
    template: str, tries: list[str], files: dict[str, str], made_at: datetime, *, pages_max: int | None = None,
    picture_ppi: int | None = None,
) -> bytes:  # fmt: skip
    """What a template makes of the first of the `tries` that fits, as `Job` says. Raises as `make`."""
    job = Job(
        template=template,
        files=files,
        tries=tries,
        font_folders=sorted({str(path.parent) for path in fonts.files()}),
        made_at_s=int(made_at.timestamp()),
        pages_max=pages_max,
        picture_ppi=picture_ppi,
    )
    try:
        return typeset(job)
    except ValueError as fault:
        raise Problem("report.not_made", format="PDF", mark=str(fault)[:120]) from fault


def _data(told: Story, picture_mm: int, prints: Pictures, files: dict[str, str]) -> str:
    """The story as the template reads it."""
    return data_of(_plain(told, prints, files) | {"letter": _LETTER_PT, "picture_mm": picture_mm}, told.lang)


def data_of(said: dict[str, Any], lang: str) -> str:
    """What a template reads: letters the fonts lack are boxes, and `missing` tells of them."""
    missing = _boxed(said)
    said["missing"] = text("reports.missing_letters", lang, letters=", ".join(missing)) if missing else ""
    return json.dumps(said | {"font": [fonts.FAMILY, fonts.SECOND]}, ensure_ascii=False)


def _plain(told: Story, prints: Pictures, files: dict[str, str]) -> dict[str, Any]:
    """The story as JSON values; pictures go to `files`."""
    made, title = date_text(told.made_at, told.lang), told.title[:60]
    whose = "" if told.organisation in title else told.organisation
    return {
        "lang": told.lang,
        "tab_title": f"[{told.banner}] {told.title}" if told.banner else told.title,
        "title": told.title,
        "question": told.question,
        "organisation": told.organisation,
        "banner": told.banner,
        "marks": [dataclasses.asdict(mark) for mark in told.marks],
        "facts": [dataclasses.asdict(fact) for fact in told.facts],
        "foot": " · ".join(part for part in (title, whose, made, told.run_id) if part),
        "one_page": told.one_page,
        "sections": [
            {"title": section.title, "blocks": [_block(block, prints, files) for block in section.blocks]} for section in told.sections
        ],
    }


def _block(block: Block, prints: Pictures, files: dict[str, str]) -> dict[str, Any]:
    match block:
        case Findings(items):
            return {"kind": "findings", "items": [dataclasses.asdict(item) for item in items]}
        case Said(said):
            return {"kind": "said", "text": said}
        case Bullets(items):
            return {"kind": "bullets", "items": list(items)}
        case Steps(items):
            return {"kind": "steps", "items": [list(item) for item in items]}
        case Facts(items):
            return {"kind": "facts", "items": [dataclasses.asdict(item) for item in items]}
        case Picture():
            drawn, kind = prints.best(block.name, block.is_map)
            file = f"{block.name.encode().hex()}.svg"
            files[file] = drawn.decode() if kind == "svg" else _wrapped(drawn)
            return {
                "kind": "picture",
                "file": file,
                "number": block.number,
                "title": block.title,
                "alt": block.alt,
                "note": block.note,
                "wide_mm": block.wide_mm,
            }
        case Sheet():
            return _sheet(block)


def _wrapped(png: bytes) -> str:
    """Pixels within an SVG: the compiler takes its files from memory only as text."""
    wide, tall = struct.unpack(">II", png[16:24])
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{tall}">'
    image = f'<image width="{wide}" height="{tall}" href="data:image/png;base64,{base64.b64encode(png).decode()}"/>'
    return f"{head}{image}</svg>"


def _sheet(block: Sheet) -> dict[str, Any]:
    wide = [min(column.wide, _WIDEST) + _COLUMN_EDGES for column in block.columns]
    across = sum(wide)
    beside = min(_BESIDE_MAX, int((_LETTERS_ACROSS + 4) // (across + 4))) if len(block.rows) > _ROWS_BESIDE and not block.full else 1
    return {
        "kind": "sheet",
        "number": block.number,
        "title": block.title,
        "size": round(max(_SIZE_MIN, min(_SIZE_MAX, _SIZE_MAX * _LETTERS_ACROSS / across)), 2),
        "full": block.full,
        "narrow": not block.full and beside < 2 and across < 0.8 * _LETTERS_ACROSS,
        "beside": max(1, beside),
        "whole_words": across * _SIZE_MIN <= _LETTERS_ACROSS * _SIZE_MAX,
        "columns": [
            {"title": column.title, "right": column.right, "wide": share} for column, share in zip(block.columns, wide, strict=True)
        ],
        "rows": block.rows,
        "note": block.note,
        "empty": block.empty,
    }


def _boxed(said: dict[str, Any]) -> tuple[str, ...]:
    """Replaces letters the font lacks, everywhere; gives their code points, to be told at the end."""
    missing: dict[str, None] = {}
    known = fonts.letters()

    def mend(value: Any) -> Any:
        if isinstance(value, str):
            if value.isascii():
                return value
            lacking = {letter: None for letter in value if ord(letter) not in known and letter != "\n"}
            missing.update(lacking)
            return fonts.printable(value) if lacking else value
        if isinstance(value, dict):
            return {key: mend(item) for key, item in value.items()}
        return [mend(item) for item in value] if isinstance(value, (list, tuple)) else value

    said.update(mend(said))
    return tuple(f"U+{ord(letter):04X}" for letter in missing)


@cache
def _template() -> str:
    return (Path(__file__).parent / "report.typ").read_text(encoding="utf-8")
