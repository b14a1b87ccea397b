"""What the workloads take from the house is there: they are run by hand, and would tell of a name that went only then."""

import ast
import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = ("app", "models", "data_catalog", "connectors", "benchmarks", "tests")


@pytest.mark.parametrize("file", sorted((ROOT / "benchmarks").glob("*.py")), ids=lambda file: file.stem)
def test_every_name_a_workload_takes_from_the_house_is_there(file: Path) -> None:
    gone = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.ImportFrom) and node.module and node.module.partition(".")[0] in OURS):
            continue
        if node.module.startswith("benchmarks"):
            # A workload may need a peer that only the benchmarks' environment has: its text is read.
            told = (ROOT / (node.module.replace(".", "/") + ".py")).read_text(encoding="utf-8") if "." in node.module else ""
            gone += [name.name for name in node.names if told and name.name not in told]
            continue
        module = importlib.import_module(node.module)
        gone += [
            f"{node.module}.{name.name}" for name in node.names if not hasattr(module, name.name) and not _is_module(node.module, name.name)
        ]
    assert gone == []


def _is_module(package: str, name: str) -> bool:
    return importlib.util.find_spec(f"{package}.{name}") is not None
