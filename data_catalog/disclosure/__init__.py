"""Disclosure control: what is told of groups of persons tells of none of them. Pure: rows in, rows and marks out."""

from data_catalog.disclosure.suppression import FEW, LEAST, OTHER, Counting, Disclosed, Hidden, Marks, disclose, is_few

__all__ = ["FEW", "LEAST", "OTHER", "Counting", "Disclosed", "Hidden", "Marks", "disclose", "is_few"]
