"""What a package's Python may import and call, read from its source without running it."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

# What computes and reaches nothing: no files, processes, network, no text that is run as a program.
_COMPUTING = frozenset({
    "__future__", "abc", "array", "base64", "binascii", "bisect", "calendar", "cmath", "collections", "contextlib", "copy", "csv",
    "dataclasses", "datetime", "decimal", "difflib", "enum", "fractions", "functools", "graphlib", "hashlib", "heapq", "html",
    "itertools", "json", "math", "numbers", "random", "re", "statistics", "string", "struct", "textwrap", "types", "typing",
    "unicodedata", "zlib", "zoneinfo",
})  # fmt: skip
# A sample is a file made in memory: these are harmless there.
_SAMPLE_MAY = frozenset({"io", "zipfile"})
_OUTSIDE = frozenset({"polars", "numpy"})
# Of the libraries that compute, only these parts: others read files, load libraries or hold what does.
_PARTS = frozenset({"polars", "polars.selectors", "polars.exceptions", "numpy", "numpy.typing", "numpy.linalg", "numpy.random"})
# Modules that others hold under their own name.
_HELD = frozenset({"os", "sys", "subprocess", "socket", "ctypes", "ctypeslib", "importlib", "builtins", "shutil", "pathlib", "modules",
                   "io", "codecs", "inspect", "linecache", "tokenize", "threading", "signal", "tempfile"})  # fmt: skip
_CALLS = frozenset({
    "eval", "exec", "compile", "open", "__import__", "input", "breakpoint", "globals", "locals", "vars",
    "getattr", "setattr", "delattr",
})  # fmt: skip
# These are not to be given another name either; the rest are everyday names of variables.
_NAMES = _CALLS - {"input", "vars", "compile", "locals", "globals"} | {"__builtins__", "__loader__", "__spec__"}
_FILES = (
    "write_", "sink_", "read_", "scan_", "fromfile", "tofile", "savetxt", "loadtxt", "memmap", "genfromtxt", "fromregex",
)  # fmt: skip
_FILE = frozenset({"open", "getlines", "save", "savez", "savez_compressed", "load"})
# A sample makes its files in memory by these.
_MAY_BE_CALLED = frozenset({"write_csv", "write_excel", "write_parquet"})


def import_faults(folder: Path) -> Iterator[str]:
    """Every import or call in the package's Python files that is not allowed, with what would be."""
    for path in sorted(folder.rglob("*.py")):
        if "__pycache__" in path.parts:
            continue
        place = path.relative_to(folder).as_posix()
        try:
            tree = ast.parse(path.read_text(encoding="utf-8"))
        except (SyntaxError, ValueError, RecursionError, MemoryError) as fault:
            yield f"{place}: is not readable as Python: {fault}"
            continue
        for node in ast.walk(tree):
            for said in _faults(node, folder.name, path.name):
                yield f"{place} line {getattr(node, 'lineno', '?')}: {said}"


def _faults(node: ast.AST, package: str, file: str) -> Iterator[str]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield from _module(alias.name, package, file)
    elif isinstance(node, ast.ImportFrom):
        if node.level == 0:
            yield from _from(node, package, file)
        elif node.level > 1:
            yield "imports from outside its folder; name what it needs from models.methods"
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _CALLS:
        yield f"calls {node.func.id}(); a step computes from what it is given, nothing else"
    elif isinstance(node, ast.Name) and node.id in _NAMES:
        yield f"names {node.id}; a step computes from what it is given, nothing else"
    elif isinstance(node, ast.Attribute):
        yield from _attribute(node.attr, file)


def _attribute(name: str, file: str) -> Iterator[str]:
    if (name.startswith("__") and name.endswith("__")) or name.lstrip("_") in _HELD:
        yield f"reaches for {name}; use plain names"
    elif (name.startswith(_FILES) or name in _FILE) and not (file != "steps.py" and name in _MAY_BE_CALLED):
        yield f"uses {name}; steps are given tables and return tables, files are not theirs"


def _from(node: ast.ImportFrom, package: str, file: str) -> Iterator[str]:
    module = node.module or ""
    for alias in node.names:
        yield from _attribute(alias.name, file)
    if module in ("models", "models.methods"):
        for alias in node.names:
            yield from _module(f"{module}.{alias.name}", package, file)
    else:
        yield from _module(module, package, file)


def _module(name: str, package: str, file: str) -> Iterator[str]:
    top = name.split(".")[0]
    if f"{name}.".startswith((f"models.{package}.", "models.methods.")):
        return
    if top == "models":
        yield f"imports {name}; a package may import models.methods, and no other package"
    elif top in _OUTSIDE and name not in _PARTS:
        yield f"imports {name}; a package may import {', '.join(sorted(part for part in _PARTS if part.startswith(top)))}"
    elif top in sys.stdlib_module_names and top not in _COMPUTING and not (top in _SAMPLE_MAY and file != "steps.py"):
        yield f"imports {top}, which reaches out of the computation; remove it"
    elif top not in _OUTSIDE and top not in sys.stdlib_module_names:
        yield f"imports {top}; a package may import polars, numpy, the standard library and models.methods"
