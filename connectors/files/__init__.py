"""Files of tables as people bring them: one reading for csv, workbooks and Parquet, nothing lost."""

from connectors.files.apart import read_apart
from connectors.files.clean import write_clean
from connectors.files.reading import read
from connectors.files.table import Note, ReadOptions, SetAside, TableRead

__all__ = ["Note", "ReadOptions", "SetAside", "TableRead", "read", "read_apart", "write_clean"]
