"""SQL for what is taken of the texts of a source before they are read as a kind: columns joined, half of a text, a table of values."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.duck import quoted
from connectors.problem import Problem
from data_catalog.kinds.marks import missing_sql
from data_catalog.kinds.sql import BLANKS, literal
from data_catalog.mapping.source import Source
from data_catalog.schema import Field
from data_catalog.units import units_of

# Kinds whose texts are values as they stand.
TEXTS = ("id", "code", "area_code", "category", "text")
_BEHIND = r"[(\[]\s*([0-9A-Za-z][0-9A-Za-z_.-]*)\s*[)\]]\s*$"
_BRACKET = r"\s*[(\[][^()\[\]]*[)\]]\s*$"


def refuse_unfit(field: Field, source: Source) -> None:
    """Problem "mapping.source_unfit" for a way of reading the field's kind cannot have, "mapping.unit_unknown" with the units it can."""
    as_text = source.how == "joined" or source.part is not None
    choosing = source.values is not None or source.names
    if (as_text and field.kind not in TEXTS) or (choosing and field.kind not in (*TEXTS, "yesno")):
        raise Problem("mapping.source_unfit", field=dict(field.title), how=source.how)
    if source.unit is not None and source.unit.casefold() not in units_of(field):
        raise Problem("mapping.unit_unknown", field=dict(field.title), unit=source.unit[:20], known=list(units_of(field)))


def taken_sql(source: Source) -> str:
    """SQL: the text of each row that the kind is read from."""
    if source.how == "constant":
        return literal(source.value or "")
    if source.how == "joined":
        said = [(quoted(name), missing_sql(quoted(name))) for name in source.columns]
        parts = ", ".join(f"case when not {missing} then trim({name}, {literal(BLANKS)}) end" for name, missing in said)
        text = f"nullif(concat_ws(' ', {parts}), '')"
    else:
        text = quoted(source.columns[0])
    if source.part == "code":
        text = f"coalesce(nullif(regexp_extract({text}, '{_BEHIND}', 1), ''), {text})"
    elif source.part == "name":
        text = f"regexp_replace({text}, '{_BRACKET}', '')"
    text = _by_table(text, dict(source.values)) if source.values is not None else text
    return _by_table(text, dict(source.names))


def _by_table(text: str, values: Mapping[str, str | None]) -> str:
    """The texts named in the table by what they stand for (nothing where it is None), the others as they are."""
    if not values:
        return text
    trimmed = f"trim({text}, {literal(BLANKS)})"
    cases = " ".join(f"when {literal(old.strip())} then {'null' if new is None else literal(new)}" for old, new in sorted(values.items()))
    return f"case {trimmed} {cases} else {text} end"
