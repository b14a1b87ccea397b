"""Personal values in a table: found in columns and inside texts over all rows, judged, and hidden."""

from data_catalog.personal.finding import ACTIONS, Finding
from data_catalog.personal.kinds import BY_KIND, KINDS, blank, is_personal, mask, says_personal
from data_catalog.personal.masking import masked_texts
from data_catalog.personal.search import Measure, find_personal, names_of

__all__ = [
    "ACTIONS",
    "BY_KIND",
    "KINDS",
    "Finding",
    "Measure",
    "blank",
    "find_personal",
    "is_personal",
    "mask",
    "masked_texts",
    "names_of",
    "says_personal",
]
