"""From one result to documents that say the same in every format."""

from app.reports.formats import FORMATS, Format, make
from app.reports.options import PARTS, ReportOptions, Review

__all__ = ["FORMATS", "PARTS", "Format", "ReportOptions", "Review", "make"]
