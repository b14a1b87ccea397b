"""Known flaws of libraries are found in a file that was brought along, and a file that tells of nothing is not taken for good news."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from app.services.care import advisories
from connectors.problem import Problem


def advisory(name: str = "Some_Library", **said: Any) -> dict[str, Any]:
    ranges = [{"type": "ECOSYSTEM", "events": said.pop("events")}] if "events" in said else []
    about = {"package": {"ecosystem": said.pop("ecosystem", "PyPI"), "name": name}, "versions": said.pop("versions", []), "ranges": ranges}
    return {"id": "OSV-1", "summary": "It breaks.", "affected": [about], **said}


def found(tmp_path: Path, told: Any, version: str = "1.9.0") -> list[str]:
    file = tmp_path / "told.json"
    file.write_text(json.dumps(told), "utf-8")
    return [flaw.id for flaw in advisories.look(file, {"some-library": version, "other": "1"}).flaws]


FIXED = [{"introduced": "0"}, {"fixed": "1.10.0"}]
TWICE = [{"introduced": "1.0"}, {"fixed": "1.2"}, {"introduced": "2.0"}, {"fixed": "2.0.1"}]
LAST = [{"introduced": "1.0"}, {"last_affected": "1.9.0"}]


@pytest.mark.parametrize(
    ("events", "version", "flawed"),
    [
        (FIXED, "1.9.0", True), (FIXED, "1.10.0", False), (FIXED, "1.10.0rc1", True), (TWICE, "1.1", True), (TWICE, "1.2", False),
        (TWICE, "1.9", False), (TWICE, "2.0", True), (TWICE, "2.0.1", False), (LAST, "1.9.0", True), (LAST, "1.9.1", False),
        (LAST, "0.9", False), ([{"introduced": "no version"}], "1.0", True),
    ],
)  # fmt: skip
def test_a_version_lies_in_a_range_or_not(tmp_path: Path, events: list[dict[str, str]], version: str, flawed: bool) -> None:
    assert found(tmp_path, advisory(events=events), version) == (["OSV-1"] if flawed else [])


def test_a_version_that_is_listed_is_found_under_any_spelling_of_the_name(tmp_path: Path) -> None:
    assert found(tmp_path, [advisory("some.LIBRARY", versions=["1.9.0"])]) == ["OSV-1"]
    assert found(tmp_path, [advisory(versions=["1.9.1"])]) == []
    assert found(tmp_path, [advisory(versions=["1.9.0"], withdrawn="2024-01-01T00:00:00Z"), advisory("x")]) == []


def test_a_zip_of_advisories_is_read_whole_and_what_mends_it_is_told(tmp_path: Path) -> None:
    file = tmp_path / "all.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.json", json.dumps(advisory(events=FIXED)))
        archive.writestr("b.json", json.dumps(advisory("other", events=FIXED, id="OSV-2")))
        archive.writestr("readme.txt", "no advisory")
    looked = advisories.look(file, {"some-library": "1.9.0", "other": "2"})
    assert (looked.libraries, looked.advisories) == (2, 2)
    assert [(flaw.library, flaw.version, flaw.fixed) for flaw in looked.flaws] == [("some-library", "1.9.0", ("1.10.0",))]


def test_a_zip_that_lies_is_told_as_any_other(tmp_path: Path) -> None:
    file = tmp_path / "all.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.json", json.dumps(advisory(summary=" " * (21 << 20))))
    whole = file.read_bytes()
    # The archive says that the member is small: what is unpacked counts.
    small, large = (1_000).to_bytes(4, "little"), zipfile.ZipFile(file).infolist()[0].file_size.to_bytes(4, "little")
    unknown = bytearray(whole)
    unknown[8:10] = unknown[whole.index(b"PK\x01\x02") + 10 : whole.index(b"PK\x01\x02") + 12] = b"\x63\x00"
    for told, code in (
        (whole, "unpacks_too_large"), (whole.replace(large, small), "(unpacks_too_large|cut_off)"), (bytes(unknown), "zip_method"),
        (whole[:2_000] + b"\xff" * 2_000 + whole[4_000:], "cut_off"),
    ):  # fmt: skip
        file.write_bytes(told)
        with pytest.raises(Problem, match=rf"file\.{code}"):
            advisories.look(file, {"some-library": "1"})


@pytest.mark.parametrize(
    "told", [b"", b"{", b"[1]", b'{"affected": 3}', b'{"affected": [{"package": {"ecosystem": "PyPI"}}]}', b"PK\x03\x04"]
)
def test_what_is_no_file_of_advisories_is_told(tmp_path: Path, told: bytes) -> None:
    file = tmp_path / "told.json"
    file.write_bytes(told)
    with pytest.raises(Problem, match="advisories"):
        advisories.look(file, {"some-library": "1"})


def test_a_file_about_something_else_is_no_good_news(tmp_path: Path) -> None:
    for told in ([], [advisory(ecosystem="npm", versions=["1.9.0"])], {}):
        with pytest.raises(Problem, match=r"advisories\.none"):
            found(tmp_path, told)


def test_what_is_installed_is_known_by_name() -> None:
    there = advisories.installed()
    assert {"streamlit", "duckdb", "polars", "python-hwpx"} <= set(there)
