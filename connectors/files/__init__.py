"""Files of tables as people bring them: one reading for csv, workbooks and Parquet, nothing lost."""

from connectors.files.apart import read_apart
from connectors.files.changes import OPTIONS, choices
from connectors.files.clean import write_clean
from connectors.files.head import read_head
from connectors.files.reading import read
from connectors.files.table import Note, ReadOptions, SetAside, TableRead

__all__ = ["OPTIONS", "Note", "ReadOptions", "SetAside", "TableRead", "choices", "read", "read_apart", "read_head", "write_clean"]
