"""An HWPX document being written: our few kinds of paragraphs, tables of any length, pictures, headers and footers."""

from __future__ import annotations

import copy
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from hwpx import HwpxDocument
from lxml import etree

_FONT = "함초롬돋움"
_WIDTH = 48_189  # 170 mm in HWPUNIT (1/7,200 inch)
_MANIFEST, _SECTION = "Contents/content.hpf", "Contents/section0.xml"
_OPF = "{http://www.idpf.org/2007/opf/}"
_HP = "{http://www.hancom.co.kr/hwpml/2011/paragraph}"

# Letters (size in points, bold, colour) and paragraph (space before and after in points, more) of each kind.
_KINDS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "title": ({"size": 20, "bold": True}, {"spacing_after_pt": 4, "alignment": "LEFT", "keep_with_next": True}),
    "question": ({"size": 12, "color": "#464C53"}, {"spacing_after_pt": 10, "alignment": "LEFT"}),
    "mark": ({"size": 10.5, "bold": True, "color": "#7A5200"}, {"spacing_after_pt": 8, "alignment": "LEFT"}),
    "heading": (
        {"size": 14, "bold": True},
        {"spacing_before_pt": 18, "spacing_after_pt": 6, "alignment": "LEFT", "keep_with_next": True},
    ),
    "caption": (
        {"size": 10.5, "bold": True},
        {"spacing_before_pt": 8, "spacing_after_pt": 4, "alignment": "LEFT", "keep_with_next": True},
    ),
    "finding": ({"size": 12, "bold": True}, {"spacing_after_pt": 6, "alignment": "LEFT", "keep_lines": True}),
    "body": ({"size": 10.5}, {"spacing_after_pt": 5, "alignment": "LEFT"}),
    "item": (
        {"size": 10.5},
        {"spacing_after_pt": 4, "alignment": "LEFT", "indent_left_mm": 4, "first_line_indent_mm": -4},
    ),
    "note": ({"size": 9, "color": "#464C53"}, {"spacing_before_pt": 2, "spacing_after_pt": 10, "alignment": "LEFT"}),
    "page": ({"size": 9, "bold": True}, {"alignment": "CENTER"}),
    "foot": ({"size": 8, "color": "#464C53"}, {"alignment": "CENTER"}),
    "cell": ({"size": 9}, {"alignment": "LEFT", "line_spacing_percent": 130}),
    "number": ({"size": 9}, {"alignment": "RIGHT", "line_spacing_percent": 130}),
    "head": ({"size": 9, "bold": True}, {"alignment": "LEFT", "line_spacing_percent": 130}),
    "head_number": ({"size": 9, "bold": True}, {"alignment": "RIGHT", "line_spacing_percent": 130}),
}


class Paper:
    """One A4 document. Kinds of paragraphs are made when they are first used."""

    def __init__(self, document: HwpxDocument) -> None:
        self._document = document
        self._known: dict[str, tuple[str, str]] = {}
        self._tables: list[_Rows] = []
        document.page.setup(paper_size="A4", margins_mm={"left": 20, "right": 20, "top": 20, "bottom": 18, "header": 10, "footer": 10})
        self._head_fill = document.styles.ensure_border_fill(border_color="#8A949E", fill_color="#ECF2FE")
        self._cell_fill = document.styles.ensure_border_fill(border_color="#8A949E")

    def said(self, said: str, kind: str) -> None:
        """A paragraph."""
        paragraph, letters = self._kind(kind)
        self._document.add_paragraph(said, para_pr_id_ref=paragraph, char_pr_id_ref=letters)

    def heading(self, said: str) -> None:
        """A heading of the first outline level."""
        _, letters = self._kind("heading")
        made = self._document.add_heading(said, level=1, char_pr_id_ref=letters)
        self._document.styles.apply_paragraph_format(paragraphs=[made], **_KINDS["heading"][1])

    def picture(self, png: bytes, width_mm: float, alt: str) -> None:
        """A picture in its own paragraph, with its description."""
        drawn = self._document.add_picture(png, "png", width_mm=width_mm, align="LEFT")
        element: Any = drawn.element
        element.find(f"{_HP}shapeComment").text = alt

    def table(
        self,
        heads: Sequence[str] | None,
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        right: Sequence[bool],
        *,
        bold_first: bool = False,
    ) -> None:
        """A table that breaks over pages between rows and repeats its head. A line break in a cell begins a paragraph."""
        made = self._document.add_table(2, len(widths), width=_WIDTH, border_fill_id_ref=self._cell_fill)
        made.set_column_widths(list(widths))
        # A table set as a letter is never divided: its rows would run off the page.
        made.set_treat_as_char(False)
        kinds = ["head" if bold_first and at == 0 else "number" if right[at] else "cell" for at in range(len(widths))]
        head_kinds = [self._kind("head_number" if at else "head") for at in right]
        self._tables.append(_Rows(heads, rows, head_kinds, [self._kind(kind) for kind in kinds], self._head_fill))

    def every_page(self, mark: str, foot: str) -> None:
        """The mark on top and the foot with the page's number at the bottom of every page."""
        if mark:
            self._dress(self._document.page.set_header(text=mark).element, "page")
        made: Any = self._document.page.set_page_number(prefix=f"{foot} · ").element
        # The library adds Hangul's own page number beside the running one: one is enough.
        for control in list(made.iter(f"{_HP}pageNum")):
            run = control.getparent().getparent()
            run.getparent().remove(run)
        self._dress(made, "foot")

    def describe(self, title: str, creator: str, subject: str, made_at: datetime, lang: str) -> None:
        """What the document says of itself; nothing of the template's maker stays."""
        moment = made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        package = self._document.package
        package.set_document_metadata(title=title, creator=creator, subject=subject, created_date=moment, modified_date=moment)
        root = etree.fromstring(package.get_part(_MANIFEST))
        for entry in root.iter(f"{_OPF}meta"):
            if entry.get("name") in ("lastsaveby", "date"):
                entry.text = creator if entry.get("name") == "lastsaveby" else moment
        for entry in root.iter(f"{_OPF}language"):
            entry.text = lang
        package.set_part(_MANIFEST, etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True))

    def saved(self) -> bytes:
        """The file's bytes. Rows are put in last: the library would check every cell of a long table three times."""
        made = self._document.to_bytes()
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(made)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            for entry in given.infolist():
                part = given.read(entry)
                new.writestr(entry, self._filled(part) if entry.filename == _SECTION else part, entry.compress_type)
        return out.getvalue()

    def _filled(self, section: bytes) -> bytes:
        root = etree.fromstring(section)
        for element, rows in zip(list(root.iter(f"{_HP}tbl")), self._tables, strict=True):
            rows.put_into(element)
        made: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
        return made

    def _kind(self, kind: str) -> tuple[str, str]:
        """The ids of a kind's paragraph and letters."""
        if kind not in self._known:
            letters, paragraph = _KINDS[kind]
            letters_id = self._document.styles.ensure_run(font=_FONT, **letters)
            probe = self._document.add_paragraph("")
            self._document.styles.apply_paragraph_format(paragraphs=[probe], **paragraph)
            self._known[kind] = (str(probe.para_pr_id_ref), str(letters_id))
            probe.remove()
        return self._known[kind]

    def _dress(self, element: Any, kind: str) -> None:
        paragraph, letters = self._kind(kind)
        for each in element.iter(f"{_HP}p"):
            each.set("paraPrIDRef", paragraph)
        for run in element.iter(f"{_HP}run"):
            run.set("charPrIDRef", letters)


@dataclass(frozen=True)
class _Rows:
    """What a table will hold; `kinds` are paragraph and letters of each column."""

    heads: Sequence[str] | None
    rows: Sequence[Sequence[str]]
    head_kinds: Sequence[tuple[str, str]]
    kinds: Sequence[tuple[str, str]]
    head_fill: str

    def put_into(self, element: Any) -> None:
        """Fills the first row as the head and repeats the second for every row."""
        first, blank = element.findall(f"{_HP}tr")
        place = element.index(first)
        element.remove(blank)
        if self.heads:
            _fill(first, self.heads, self.head_kinds, 0)
            for cell in first.findall(f"{_HP}tc"):
                cell.set("header", "1")
                cell.set("borderFillIDRef", self.head_fill)
            place += 1
        else:
            element.remove(first)
        start = 1 if self.heads else 0
        for number, row in enumerate(self.rows, start):
            line = copy.deepcopy(blank)
            _fill(line, row, self.kinds, number)
            element.insert(place, line)
            place += 1
        element.set("rowCnt", str(len(self.rows) + start))
        element.set("repeatHeader", str(start))


def _fill(row: Any, cells: Sequence[str], kinds: Sequence[tuple[str, str]], number: int) -> None:
    for cell, said, (paragraph, letters) in zip(row.findall(f"{_HP}tc"), cells, kinds, strict=True):
        cell.find(f"{_HP}cellAddr").set("rowAddr", str(number))
        blank = cell.find(f"{_HP}subList/{_HP}p")
        lines = said.split("\n")
        for _ in lines[1:]:
            blank.addnext(copy.deepcopy(blank))
        for line, each in zip(lines, cell.findall(f"{_HP}subList/{_HP}p"), strict=True):
            each.set("paraPrIDRef", paragraph)
            # The number Hangul itself gives to paragraphs it has not numbered: copies may share it.
            each.set("id", "2147483648")
            run = each.find(f"{_HP}run")
            run.set("charPrIDRef", letters)
            words = run.find(f"{_HP}t")
            if words is None:
                words = etree.SubElement(run, f"{_HP}t")
            words.text = line
