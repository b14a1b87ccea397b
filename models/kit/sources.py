"""What the source of a step reads: a SQL text by its grammar, a Python function by its parameters' names."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from models.kit.contract import Step

FINDINGS = "findings"
"""What says what was found: a function of `steps.py`, or `sql/findings.sql` with a row a sentence (`key`, facts by column)."""


@dataclass(frozen=True)
class Derived:
    """`reads`: tables and settings by name; `optional`: those of a Python step that it can do without."""

    reads: frozenset[str]
    optional: frozenset[str]
    columns: tuple[str, ...] = ()
    opening_comment: str = ""
    settings: frozenset[str] = frozenset()


def derive(folder: Path, step: Step) -> Derived:
    """What the source of the step says. Raises ValueError with what is wrong."""
    if step.kind == "sql":
        # A model that was read before needs no grammar.
        from connectors.dialect import parse_step

        said = parse_step(sql_text(folder, step.name))
        return Derived(said.reads | said.settings, frozenset(), said.columns, said.opening_comment, said.settings)
    function = functions(folder).get(step.name)
    if function is None:
        raise ValueError(f"there is no function {step.name} in steps.py")
    return _parameters(function)


def sql_text(folder: Path, name: str) -> str:
    """The text of a SQL step. `name` was checked to be a plain name before it became part of a path."""
    path = folder / "sql" / f"{name}.sql"
    if not name.isidentifier() or not path.is_file() or path.is_symlink():
        raise ValueError(f"there is no file sql/{name}.sql")
    return path.read_text(encoding="utf-8")


def functions(folder: Path) -> dict[str, ast.FunctionDef]:
    """The functions at the top of `steps.py`, by name; none when there is no such file. Nothing is run for it."""
    path = folder / "steps.py"
    return _functions(path.read_text(encoding="utf-8")) if path.is_file() else {}


@lru_cache(maxsize=64)
def _functions(text: str) -> dict[str, ast.FunctionDef]:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as fault:
        raise ValueError(f"steps.py is not readable as Python: {fault}") from fault
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def _parameters(function: ast.FunctionDef) -> Derived:
    said = function.args
    if said.vararg or said.kwarg or said.posonlyargs:
        raise ValueError(f"{function.name} may only have plain named parameters")
    names = [item.arg for item in said.args] + [item.arg for item in said.kwonlyargs]
    defaults: list[ast.expr | None] = [None] * (len(said.args) - len(said.defaults))
    defaults += [*said.defaults, *said.kw_defaults]
    optional = {name for name, default in zip(names, defaults, strict=True) if isinstance(default, ast.Constant) and default.value is None}
    return Derived(frozenset(names), frozenset(optional))
