"""The forty mistakes of the product page: told at their place, mended in few clicks, and nothing lost without a word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl
import pytest

from app.identity.person import Person
from app.texts import words
from data_catalog.schema import Input
from tests.app.services.conftest import City, make_city
from tests.mistakes.path import Desk, Told, desk
from tests.mistakes.seeds import SEEDS, Seed, Where
from tests.mistakes.tables import CALL_HEAD, CALLS, CAMERA_HEAD, CAMERAS, MONTHS, calls, cameras, monthly
from tests.mistakes.tables import text as as_csv


@dataclass(frozen=True)
class Outcome:
    """What became of one mistake. `clicks` is None when it could not be mended."""

    seed: Seed
    found: Told | None
    clicks: int | None
    lost: tuple[str, ...]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Outcome]]:
    # One kind of records is enough: what is tried here is files.
    folder = tmp_path_factory.mktemp("mistakes")
    city = make_city(folder / "home", f"sqlite:///{folder / 'records.db'}")
    person = city.person("analyst")
    right = {one.name: _right(person, city, one) for one in (CALLS, CAMERAS, MONTHS)}
    yield [_tried(person, city, seed, right[seed.asked.name]) for seed in SEEDS]
    city.platform.records.close()


def test_forty_mistakes_are_told_at_their_place_mended_in_two_clicks_and_lose_nothing(outcomes: list[Outcome]) -> None:
    print("\n" + "\n".join(_line(number, one) for number, one in enumerate(outcomes, 1)))
    told = sum(one.found is not None for one in outcomes)
    mended = sum(one.clicks is not None and one.clicks <= 2 for one in outcomes)
    lost = [one.seed.name for one in outcomes if one.lost]
    print(f"told {told} of {len(outcomes)}, mended in two clicks {mended}, lost in silence {len(lost)}")
    assert len(outcomes) == 40
    assert lost == []
    assert told >= 36
    assert mended >= 32


def test_what_is_told_of_each_mistake_is_said_in_both_languages(outcomes: list[Outcome]) -> None:
    missing = [(one.found.code, key) for one in outcomes if one.found for key in _sentences(one.found.code) if not _worded(key)]
    assert missing == []


def _right(person: Person, city: City, asked: Input) -> pl.DataFrame:
    """What a model would read of the file without any mistake."""
    head, rows = {"dispatch": (CALL_HEAD, calls()), "camera": (CAMERA_HEAD, cameras()), "monthly": monthly()}[asked.name]
    if asked is MONTHS:
        rows = [
            [row[0], month.replace("년 ", "-").replace("월", ""), value]
            for row in rows
            for month, value in zip(head[1:], row[1:], strict=True)
        ]
        head = [head[0], "연월", "건수"]
    at = desk(person, city.platform, asked)
    at.send("맞는 파일.csv", as_csv(list(head), rows).encode())
    assert at.problem is None, at.problem
    return at.rows()


def _tried(person: Person, city: City, seed: Seed, right: pl.DataFrame) -> Outcome:
    at = desk(person, city.platform, seed.asked)
    at.send(*seed.make())
    if seed.before is not None:
        seed.before(at)
        at.clicks = 0
    found = next((told for told in at.told for code, where in seed.found if told.code == code and _is_at(told, where)), None)
    lost = at.lost()
    if found is None and (at.done is None or not _alike(at, right, seed)):
        lost.append("other values without a word")
    clicks = None
    if seed.mend is not None:
        seed.mend(at)
        clicks = at.clicks if at.done is not None and _alike(at, right, seed) else None
        lost += at.lost()
    return Outcome(seed, found, clicks, tuple(lost))


def _is_at(told: Told, where: Where) -> bool:
    return where is None or (where in told.lines if isinstance(where, int) else where in told.columns)


def _alike(at: Desk, right: pl.DataFrame, seed: Seed) -> bool:
    """Whether a model would read the same as of the right file, whatever the order of the rows."""
    rows = at.rows()
    same = [name for name in right.columns if not any(name == field or name.startswith(f"{field}_") for field in seed.unlike)]
    if rows.height != right.height or not set(same) <= set(rows.columns):
        return False
    points = [name for name in same if name.endswith(("_lon", "_lat"))]
    others = [name for name in same if name not in points]
    one, other = (frame.select(same).sort(others) for frame in (rows, right))
    near = all(_near(one[name], other[name]) for name in points)
    return near and one.select(others).equals(other.select(others))


def _near(one: pl.Series, other: pl.Series) -> bool:
    """Whether two columns of degrees are alike to a metre."""
    return ((one - other).abs().max() or 0.0) < 1e-5 and one.is_null().equals(other.is_null())


def _sentences(code: str) -> list[str]:
    kind, _, rest = code.partition(".")
    if kind == "personal":
        return [f"personal.kind.{rest}"]
    return [code] if kind != "repair" else [code, f"{code}.why"]


def _worded(key: str) -> bool:
    try:
        return all(words(key)[lang] for lang in ("ko", "en"))
    except KeyError:
        return False


def _line(number: int, one: Outcome) -> str:
    how = "not mended" if one.clicks is None else f"{one.clicks} clicks"
    found = f"{one.found.code} {one.found.columns or ''} {one.found.lines or ''}".strip() if one.found else "NOT TOLD"
    return f"{number:2d}  {one.seed.name:26s} {found[:70]:70s} {how:12s} {', '.join(one.lost) or '-'}"
