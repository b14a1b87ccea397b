"""One pass over all rows of a long table by compiled loops: what `data_catalog.facts` asks the engine of a shorter one."""

from data_catalog.scanning.columns import Read, Values
from data_catalog.scanning.distinct import ERROR, distinct
from data_catalog.scanning.passing import Scanned, scan

__all__ = ["ERROR", "Read", "Scanned", "Values", "distinct", "scan"]
