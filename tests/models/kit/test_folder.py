"""A package's folder is what it says: plain files, few and small; a hostile one is told, and keeps no other package from being used."""

from __future__ import annotations

import importlib.util
import os
import py_compile
from collections.abc import Callable
from pathlib import Path

import pytest

from connectors.problem import Problem
from models.kit import library
from models.kit.folder import package_signature
from models.kit.sampling import run_sample


def _before(text: str) -> Callable[[Path], None]:
    def do(package: Path) -> None:
        manifest = package / "manifest.toml"
        manifest.write_text(text + manifest.read_text("utf-8"), "utf-8")

    return do


def _link(name: str) -> Callable[[Path], None]:
    """The file or folder of that name stands elsewhere, and a link leads there."""

    def do(package: Path) -> None:
        elsewhere = package.parent.parent / "elsewhere"
        (package / name).rename(elsewhere)
        os.symlink(elsewhere, package / name)

    return do


def _pipe(package: Path) -> None:
    (package / "manual.ko.md").unlink()
    os.mkfifo(package / "manual.ko.md")


def _folder_for_file(package: Path) -> None:
    (package / "manual.ko.md").unlink()
    (package / "manual.ko.md").mkdir()


def _large(package: Path) -> None:
    with (package / "large.bin").open("wb") as file:
        file.truncate(6_000_000)


def _many(package: Path) -> None:
    for number in range(2_100):
        (package / f"part{number}").touch()


def _no_text_name(package: Path) -> None:
    (package / os.fsdecode(b"\xff.sql")).touch()


def _nested_python(package: Path) -> None:
    (package / "steps.py").write_text("x = " + "-" * 100_000 + "1\n", "utf-8")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_before(f"x = {'9' * 5000}\n"), "4300 digits"),
        (_before(f"{'a.' * 40}a = 1\n"), "a key of more than 32 parts"),
        (_before("x = { " + " . ".join(["'a b'"] * 40) + " = 1 }\n"), "a key of more than 32 parts"),
        (_nested_python, "steps.py is not readable as Python"),
        (_link("steps.py"), "steps.py: is a link"),
        (_link("manual.ko.md"), "manual.ko.md: is a link"),
        (_link("sql"), "sql: is a link"),
        (_pipe, "manual.ko.md: is no plain file"),
        (_folder_for_file, "manual.ko.md: is a folder"),
        (_large, "large.bin: is larger than 5 MB"),
        (_many, "holds more than 2,000 files"),
        (_no_text_name, "a name in it is no text"),
    ],
)
def test_a_hostile_folder_is_told_and_the_other_packages_are_there(
    package: Path, spoil: Callable[[Path], None], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODU_MODELS", str(tmp_path / "installed"))
    (tmp_path / "installed").mkdir()
    package = package.rename(tmp_path / "installed" / package.name)
    spoil(package)
    with pytest.raises(Problem) as raised:
        library.load_folder(package)
    assert raised.value.code in ("package.unreadable", "package.wrong")
    assert said in str(dict(raised.value.facts))
    assert package.name not in {model.id for model in library.models(None)}
    assert "golden_hour" in {model.id for model in library.models(None)}
    assert [problem.facts["package"] for problem in library.broken()] == [package.name]


def test_a_folder_that_is_a_link_as_a_whole_is_the_package_it_leads_to(package: Path, tmp_path: Path) -> None:
    (tmp_path / "installed").mkdir()
    os.symlink(package, tmp_path / "installed" / package.name)
    assert library.load_folder(tmp_path / "installed" / package.name).id == package.name


def _compiled(package: Path) -> None:
    """Compiled Python that says it needs no source: Python would take it without a look at the source."""
    other = package.parent / "other.py"
    other.write_text("raise SystemExit('the compiled file ran')\n", "utf-8")
    kept = Path(importlib.util.cache_from_source(str(package / "steps.py")))
    kept.parent.mkdir(exist_ok=True)
    py_compile.compile(str(other), str(kept), invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)


def _hidden_by_folder(package: Path) -> None:
    (package / "steps").mkdir()
    (package / "steps" / "__init__.py").write_text("raise SystemExit('the folder ran')\n", "utf-8")


@pytest.mark.parametrize("hide", [_compiled, _hidden_by_folder])
def test_what_runs_is_the_source_that_is_shown_and_hashed(package: Path, hide: Callable[[Path], None]) -> None:
    hide(package)
    assert run_sample(library.load_folder(package), seed=1).findings


def test_a_native_library_in_a_package_is_refused(package: Path) -> None:
    (package / "steps.abi3.so").write_bytes(b"\x7fELF")
    with pytest.raises(Problem) as raised:
        library.load_folder(package)
    assert "steps.abi3.so: is compiled code" in str(raised.value.facts["faults"])


def test_a_package_is_read_again_once_a_file_or_a_link_comes_into_it_and_not_for_what_is_built_beside(package: Path) -> None:
    before = package_signature(package)
    (package / "sql" / "__pycache__").mkdir()
    (package / "sql" / "__pycache__" / "a.sql").write_text("x", "utf-8")
    (package / "kernel.nbc").write_bytes(b"x")
    assert package_signature(package) == before
    os.symlink(package.parent, package / "elsewhere")
    assert package_signature(package) != before
    os.unlink(package / "elsewhere")
    (package / "sql" / "more.sql").write_text("select 1", "utf-8")
    added = package_signature(package)
    assert added != before
    os.utime(package / "sql" / "more.sql", ns=(1, 1))
    assert package_signature(package) != added
    assert package_signature(package / "nowhere") == ()


def test_within_one_look_a_package_stays_as_it_was_first_seen_and_is_read_again_in_the_next(package: Path) -> None:
    with library.one_look():
        first = library.load_folder(package)
        (package / "steps.py").write_text((package / "steps.py").read_text("utf-8") + "\n# more\n", "utf-8")
        assert library.load_folder(package) is first
        with library.one_look():
            assert library.load_folder(package).hash != first.hash
        assert library.load_folder(package) is first
    assert library.load_folder(package).hash != first.hash


@pytest.mark.parametrize("name", ["", ".", "..", "../models/golden_hour", "golden_hour/", "/etc", "x" * 300, "golden\0hour"])
def test_no_name_leads_out_of_the_folder_of_packages(name: str) -> None:
    with pytest.raises(Problem) as raised:
        library.load(name)
    assert raised.value.code == "package.not_found"
