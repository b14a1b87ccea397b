"""Rows of catalogue data are reached through `data_catalog.reading` alone: no other module knows where they lie or opens what is kept.

The import contracts say who may import what; these tests say who may name the places of the lake, and each can fail: it is tried on a
module that reads past.
"""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ("app", "models", "data_catalog", "connectors")

# Who may name where versions lie: the lake itself, reading, and what writes and destroys whole datasets.
NAMES_PLACES = {"data_catalog/lake.py", "data_catalog/reading.py", "data_catalog/datasets.py", "data_catalog/destruction.py"}
PLACES = {"version_file", "dataset_folder", "seen_folder"}
# All rows, for the house's own work: checks that are kept, a backup, the doctor's look at sizes.
WHOLE = {
    "data_catalog/reading.py", "app/services/catalogue/judging.py", "app/services/care/backup.py",
    "app/services/care/doctor.py",
}  # fmt: skip
# Whose answer to the lake's folder is its permissions, not its rows.
# It looks through the names of the files in a backup, before there is a home.
RESTORES = {"app/services/care/restore.py"}
LAKE_FOLDER = {"data_catalog/lake.py", "data_catalog/reading.py", "data_catalog/datasets.py", "app/services/care/doctor.py"}
# The guard's parts are joined by reading; a screen or service asks reading, and policies are words to it.
GUARDS = {"write_seen", "count_seen", "compiled"}
GUARDING = ("data_catalog/policy/", "data_catalog/reading.py")


def reads_past(source: str, name: str) -> list[str]:
    """What in a module names rows past reading."""
    found = []
    for node in ast.walk(ast.parse(source)):
        said = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
        if said in PLACES and name not in NAMES_PLACES:
            found.append(f"{name}:{node.lineno} {said}")
        if said == "whole_version" and name not in WHOLE:
            found.append(f"{name}:{node.lineno} {said}")
        if isinstance(node, ast.Attribute) and said == "datasets" and _is_lake(node.value) and name not in LAKE_FOLDER:
            found.append(f"{name}:{node.lineno} lake.datasets")
        if isinstance(node, ast.Attribute | ast.Name) and said in GUARDS and not name.startswith(GUARDING):
            found.append(f"{name}:{node.lineno} {said}")
        if (
            name not in RESTORES
            and isinstance(node, ast.Constant)
            and "lake/datasets/" in str(node.value)
            and "`lake/" not in str(node.value)
        ):
            found.append(f"{name}:{node.lineno} a path of the lake")
    return found


def _is_lake(node: ast.expr) -> bool:
    return (isinstance(node, ast.Attribute) and node.attr == "lake") or (isinstance(node, ast.Name) and node.id == "lake")


def modules() -> list[tuple[str, str]]:
    paths = sorted(path for floor in FLOORS for path in (ROOT / floor).rglob("*.py"))
    return [(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in paths]


def test_no_module_reads_past_reading() -> None:
    assert [one for name, source in modules() for one in reads_past(source, name)] == []


def test_a_module_that_reads_past_is_found() -> None:
    for past in (
        "path = platform.lake.version_file(dataset, version)",
        "path = self.lake.dataset_folder(dataset) / name",
        "path = lake.seen_folder(dataset) / name",
        "for path in platform.lake.datasets.glob('*'): pass",
        "rows = pl.read_parquet(reading.whole_version(lake, dataset, version))",
        "path = home / 'lake/datasets/x.parquet'",
        "guard = compiled(decided, asker, table)",
        "open_ = getattr; seen = guarding.write_seen",
    ):
        assert reads_past(past, "app/services/somewhere.py"), past
    assert reads_past("path = lake.version_file(a, b)", "data_catalog/reading.py") == []


def test_what_reading_gives_is_checked_against_the_reader_first() -> None:
    """The only function that answers with a path for a person begins by asking what that person sees."""
    source = (ROOT / "data_catalog/reading.py").read_text(encoding="utf-8")
    functions = {node.name: node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)}
    first = functions["open_version"].body[1]
    assert isinstance(first, ast.Assign)
    assert isinstance(first.value, ast.Call)
    assert ast.unparse(first.value.func) == "seen"
    gives = {name: ast.unparse(node.returns) for name, node in functions.items() if node.returns and not name.startswith("_")}
    giving = {name for name, said in gives.items() if re.search(r"Path|Opened|Workspace", said)}
    assert giving == {"open_version", "open_tables", "whole_version"}, "a new way to rows is thought of here"
