"""What a docstring shows comes out so."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_FOLDERS = ("app", "models", "connectors", "data_catalog", "tests")


def test_every_example_of_a_docstring_is_true() -> None:
    files = [file for folder in _FOLDERS for file in sorted((ROOT / folder).rglob("*.py")) if ">>> " in file.read_text("utf-8")]
    assert len(files) > 40
    said: list[str] = []
    tried = 0
    for file in files:
        name = ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        runner = doctest.DocTestRunner(verbose=False)
        for example in doctest.DocTestFinder(exclude_empty=True).find(importlib.import_module(name), name):
            runner.run(example, out=said.append)
        tried += runner.tries
    assert said == []
    assert tried > 80
