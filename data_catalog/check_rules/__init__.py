"""The rules a prepared table is checked by: each counts the rows it concerns and shows some."""

from collections.abc import Callable, Mapping

from data_catalog.check_rules import changes, moments, places, rows, sums, values
from data_catalog.check_rules.table import CheckFinding, Table
from data_catalog.schema import Check

__all__ = ["RULES", "CheckFinding", "Table"]

RULES: Mapping[str, Callable[[Table, Check], list[CheckFinding]]] = {
    "allowed": values.allowed,
    "coarse_points": places.coarse_points,
    "code_lengths": rows.code_lengths,
    "code_list": rows.code_list,
    "constant": values.constant,
    "damaged_text": values.damaged_text,
    "expected_rows": rows.expected_rows,
    "future": moments.future,
    "heaped": values.heaped,
    "heaped_times": moments.heaped_times,
    "missing_by_group": values.missing_by_group,
    "mostly_default": values.mostly_default,
    "near_repeated": rows.near_repeated,
    "not_before": moments.not_before,
    "odd_years": moments.odd_years,
    "outliers": values.outliers,
    "outside_area": places.outside_area,
    "parts_total": sums.parts_total,
    "pattern": values.pattern,
    "period_gaps": moments.period_gaps,
    "range": values.in_range,
    "refers_to": rows.refers_to,
    "same_place_share": places.same_place_share,
    "share_missing": values.share_missing,
    "spelling": values.spelling,
    "sudden_change": changes.sudden_change,
    "too_short": values.too_short,
    "totals_among": sums.totals_among,
    "unique": rows.unique,
    "within": places.within,
}
"""What a package may name in `[[input.check]]`."""
