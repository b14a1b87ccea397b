"""The smallest spreadsheet file that opens everywhere: one sheet of texts and numbers, the same bytes every time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from html import escape

Cell = str | int | float | None

_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(sheet: str, rows: Sequence[Sequence[Cell]], merged: Sequence[str] = ()) -> bytes:
    """An xlsx file of one sheet; `merged` are ranges such as "A1:E1"."""
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" Type="{_LINKS}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" Type="{_LINKS}/worksheet" '
        'Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_SHEETS}" xmlns:r="{_LINKS}"><sheets><sheet name="{escape(sheet)}" sheetId="1" '
        'r:id="rId1"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": _sheet(rows, merged),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), text)
    return packed.getvalue()


def _sheet(rows: Sequence[Sequence[Cell]], merged: Sequence[str]) -> str:
    lines = "".join(
        f'<row r="{number}">' + "".join(_cell(value, number, column) for column, value in enumerate(row)) + "</row>"
        for number, row in enumerate(rows, start=1)
    )
    joined = "".join(f'<mergeCell ref="{area}"/>' for area in merged)
    tail = f'<mergeCells count="{len(merged)}">{joined}</mergeCells>' if merged else ""
    return f'<worksheet xmlns="{_SHEETS}"><sheetData>{lines}</sheetData>{tail}</worksheet>'


def _cell(value: Cell, number: int, column: int) -> str:
    if value is None:
        return ""
    place = f"{chr(65 + column)}{number}"
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f'<c r="{place}"><v>{value}</v></c>'
