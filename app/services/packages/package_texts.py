"""What a package says and how it computes, as texts: its manual and its source files."""

from __future__ import annotations

from functools import lru_cache

from models.kit.contract import Model

_LARGEST_BYTES = 200_000


def manual(model: Model, lang: str) -> str:
    """The manual in one language, its own title left off: the page has one."""
    return _read(model, f"manual.{lang}.md").partition("\n")[2].strip() or _read(model, f"manual.{lang}.md")


def sources(model: Model) -> tuple[str, ...]:
    """The names of the files that compute: the manifest, the SQL, the Python."""
    files = [
        path.relative_to(model.folder).as_posix()
        for pattern in ("manifest.toml", "sql/*.sql", "*.py", "cases.toml")
        for path in model.folder.glob(pattern)
    ]
    return tuple(
        name
        for name in sorted(files, key=lambda name: (name != "manifest.toml", not name.startswith("sql/"), name))
        if name != "__init__.py"
    )


def source(model: Model, name: str) -> str:
    """The text of one of `sources`; KeyError for any other name."""
    if name not in sources(model):
        raise KeyError(name)
    return _read(model, name)


def _read(model: Model, name: str) -> str:
    return _kept(str(model.folder / name), model.hash)


@lru_cache(maxsize=128)
def _kept(path: str, package_hash: str) -> str:
    with open(path, encoding="utf-8") as file:
        return file.read(_LARGEST_BYTES)
