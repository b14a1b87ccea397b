"""Where things are, and what they may be called."""

import re
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOP = {
    "pyproject.toml", "README.md", "app", "models", "connectors", "data_catalog", "tests", ".streamlit",
    "Makefile", "LICENSE", "requirements.lock", ".gitignore", ".ci", "benchmarks",
}  # fmt: skip
FLOORS = ("app", "models", "data_catalog", "connectors")


def tracked() -> list[str]:
    """The files of the project, as git lists them (in an unpacked archive: all files outside what is installed)."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return listed.stdout.splitlines()


def test_nothing_stands_at_the_top_but_what_was_agreed() -> None:
    assert {name.split("/")[0] for name in tracked()} == TOP


def test_no_module_of_the_portal_hides_a_package() -> None:
    # `streamlit run app/portal.py` puts app/ first on the path.
    hidden = {path.stem for path in (ROOT / "app").glob("*.py")} | {path.name for path in (ROOT / "app").iterdir() if path.is_dir()}
    assert not hidden & {*FLOORS, "tests", "streamlit", "polars", "duckdb", "plotly", "pydeck", "sqlglot", "authlib"}


def test_every_module_says_its_one_idea_first() -> None:
    silent = []
    for name in tracked():
        if name.endswith(".py") and not name.startswith("tests/"):
            source = (ROOT / name).read_text(encoding="utf-8").lstrip()
            if source and not source.startswith(('"""', 'r"""', "#!")):
                silent.append(name)
    assert silent == []


def test_no_file_holds_two_ideas() -> None:
    long = {}
    for name in tracked():
        if name.endswith(".py") and not name.startswith("tests/"):
            lines = len((ROOT / name).read_text(encoding="utf-8").splitlines())
            if lines > 320:
                long[name] = lines
    assert long == {}


def test_model_packages_are_whole() -> None:
    parts = {"manifest.toml", "steps.py", "sample.py", "cases.toml", "exercises.toml", "manual.ko.md", "manual.en.md"}
    for manifest in (ROOT / "models").glob("*/manifest.toml"):
        with manifest.open("rb") as file:
            state = tomllib.load(file).get("state", "ready")
        if state == "ready":
            assert parts <= {path.name for path in manifest.parent.iterdir()}, manifest.parent.name


def test_every_step_in_sql_says_its_grain() -> None:
    for path in (ROOT / "models").glob("*/sql/*.sql"):
        assert path.read_text(encoding="utf-8").startswith("-- one row per "), path


def test_no_machine_and_no_index_host_is_named() -> None:
    # Spelled in pieces so that this file does not name them itself.
    hosts = re.compile("|".join(("py" + r"pi\.org", "python" + "hosted", r"registry\.npm" + "js", r"(deb|security)\.debi" + "an")))
    paths = re.compile("(?<![a-z.])/(wo" + "rk|fa" + "rm|ro" + "ot)/")
    named = []
    for name in tracked():
        content = (ROOT / name).read_bytes()
        if b"\0" not in content[:4096]:
            said = content.decode("utf-8", errors="replace")
            named += [name for pattern in (hosts, paths) if pattern.search(said)]
    assert named == []
