"""Which column of a file is which field of a model: suggestions, the mapping a person confirms, and its memory."""

from data_catalog.mapping.cells import without_cells
from data_catalog.mapping.layout import LayoutChange, layout_change, layout_key
from data_catalog.mapping.source import HOWS, Mapping, Source, from_json, inputs_from_json, to_json
from data_catalog.mapping.suggest import LIKELY, NOT_SURE, SURE, Reason, Suggestion, has_no_header, suggest

__all__ = [
    "HOWS",
    "LIKELY",
    "NOT_SURE",
    "SURE",
    "LayoutChange",
    "Mapping",
    "Reason",
    "Source",
    "Suggestion",
    "from_json",
    "has_no_header",
    "inputs_from_json",
    "layout_change",
    "layout_key",
    "suggest",
    "to_json",
    "without_cells",
]
