"""Of which kind of check each finding is: a rule, or one of the things that preparing a table always looks at."""

from __future__ import annotations

from collections.abc import Mapping

KINDS: Mapping[str, tuple[str, ...]] = {
    "share_missing": ("missing", "missing_optional"),
    "missing_by_group": ("missing_by_group",),
    "constant": ("constant",),
    "mostly_default": ("mostly_default",),
    "range": ("range", "range_mostly"),
    "outliers": ("outliers",),
    "heaped": ("heaped",),
    "parts_total": ("parts_total",),
    "unique": ("unique",),
    "near_repeated": ("near_repeated",),
    "refers_to": ("refers_to", "refers_near"),
    "expected_rows": ("expected_rows",),
    "sudden_change": ("rows_jumped", "missing_jumped", "level_jumped"),
    "allowed": ("allowed",),
    "pattern": ("pattern",),
    "spelling": ("spelling",),
    "code_list": ("code_list",),
    "code_lengths": ("code_lengths",),
    "too_short": ("too_short",),
    "damaged_text": ("damaged_text",),
    "not_before": ("not_before", "too_late"),
    "period_gaps": ("period_gaps",),
    "odd_years": ("odd_years",),
    "future": ("future",),
    "heaped_times": ("heaped_times",),
    "within": ("outside", "abroad"),
    "outside_area": ("outside_area",),
    "same_place_share": ("piled",),
    "coarse_points": ("coarse_points",),
    "needed_fields": ("required_absent", "required_lacking", "required_empty", "names_only"),
    "enough_rows": ("too_few", "many_aside"),
    "repeated_rows": ("row_repeated",),
    "unreadable": ("row_unreadable", "value_unreadable"),
    "undecided_values": ("value_undecided",),
    "date_order": ("date_order",),
    "mended_times": ("midnight", "date_taken"),
    "units": ("unit",),
    "coordinate_system": ("crs", "crs_agrees", "crs_not_sure", "crs_turned", "crs_wrong", "mixed_degrees", "mixed_metres"),
    "mended_axes": ("turned", "axes_turned"),
    "impossible_points": ("value_zero", "value_impossible"),
    "addresses": ("geocoded", "placed_near", "placed_dong", "placed_district", "place_unknown"),
    "centroids": ("centroids",),
    "column_gone": ("column_gone",),
}
"""Kind → the codes of its findings. Worded by `check_kind.<kind>.` why, result, mend and example; the findings by `check_help.<code>`."""

TOLD_AS: Mapping[str, str] = {"totals_among": "parts_total"}
"""Rules that tell what they find as another kind does."""

_KIND_OF = {code: kind for kind, codes in KINDS.items() for code in codes}


def kind_of(code: str) -> str:
    """The kind a finding is of; KeyError for one of none."""
    return _KIND_OF[code]
