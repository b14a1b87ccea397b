"""Disclosure control: what is told of groups of persons tells of none of them. Pure: rows in, rows and marks out."""

from data_catalog.disclosure.cell_key import NOISE, VARIANCE, Noise
from data_catalog.disclosure.dominance import Summing, hide_dominated
from data_catalog.disclosure.protection import HIDING, MODES, SUPPRESS, Protection, about, protect, told_counts
from data_catalog.disclosure.suppression import FEW, LEAST, OTHER, Counting, Disclosed, Hidden, Marks, disclose, is_few

__all__ = [
    "FEW", "HIDING", "LEAST", "MODES", "NOISE", "OTHER", "SUPPRESS", "VARIANCE", "Counting", "Disclosed", "Hidden", "Marks", "Noise",
    "Protection", "Summing", "about", "disclose", "hide_dominated", "is_few", "protect", "told_counts",
]  # fmt: skip
