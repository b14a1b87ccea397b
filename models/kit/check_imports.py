"""What a package's Python may import and call, read from its source without running it."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

# Modules that reach out of the computation: files, processes, network, the interpreter itself.
_REACHING = frozenset({
    "os", "sys", "subprocess", "socket", "ctypes", "importlib", "shutil", "pathlib", "io", "tempfile", "glob",
    "multiprocessing", "threading", "asyncio", "concurrent", "signal", "http", "urllib", "ftplib", "smtplib",
    "ssl", "pickle", "marshal", "shelve", "runpy", "pkgutil", "inspect", "gc", "builtins", "code", "codeop",
    "pty", "fcntl", "mmap", "sqlite3", "dbm", "webbrowser", "zipimport", "site", "resource", "platform", "cffi",
    "select", "selectors", "socketserver", "xmlrpc", "imaplib", "poplib", "telnetlib", "posix", "nt", "fileinput",
    "logging", "pdb", "bdb", "trace", "faulthandler", "_thread", "secrets", "uuid", "time", "zipfile", "tarfile",
    "gzip", "bz2", "lzma",
})  # fmt: skip
# A sample is a file made in memory: these are harmless there.
_SAMPLE_MAY = frozenset({"io", "zipfile"})
_OUTSIDE = frozenset({"polars", "numpy", "__future__"})
_CALLS = frozenset({
    "eval", "exec", "compile", "open", "__import__", "input", "breakpoint", "globals", "locals", "vars",
    "getattr", "setattr", "delattr",
})  # fmt: skip
_FILES = ("write_", "sink_", "read_", "scan_", "fromfile", "tofile", "savetxt", "loadtxt", "memmap", "genfromtxt")
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
        except (SyntaxError, ValueError, RecursionError) as fault:
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
    elif isinstance(node, ast.Attribute):
        if node.attr.startswith("__") and node.attr.endswith("__"):
            yield f"reaches for {node.attr}; use plain names"
        elif node.attr.startswith(_FILES) and not (file != "steps.py" and node.attr in _MAY_BE_CALLED):
            yield f"uses {node.attr}; steps are given tables and return tables, files are not theirs"


def _from(node: ast.ImportFrom, package: str, file: str) -> Iterator[str]:
    module = node.module or ""
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
    elif top in _REACHING and not (top in _SAMPLE_MAY and file != "steps.py"):
        yield f"imports {top}, which reaches out of the computation; remove it"
    elif top not in _OUTSIDE and top not in sys.stdlib_module_names:
        yield f"imports {top}; a package may import polars, numpy, the standard library and models.methods"
