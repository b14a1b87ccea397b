"""What a text means: for each kind of field, SQL from a cell's text to its value, and the kind a column seems to be."""

from data_catalog.kinds.guess import guess
from data_catalog.kinds.habit import Habit, find_habit, habit_from, habit_sql
from data_catalog.kinds.marks import MISSING, SUPPRESSED, is_missing, missing_sql, suppressed_sql
from data_catalog.kinds.parse import SQL_TYPES, parse_sql, quick_sql, unreadable_sql

__all__ = [
    "MISSING",
    "SQL_TYPES",
    "SUPPRESSED",
    "Habit",
    "find_habit",
    "guess",
    "habit_from",
    "habit_sql",
    "is_missing",
    "missing_sql",
    "parse_sql",
    "quick_sql",
    "suppressed_sql",
    "unreadable_sql",
]
