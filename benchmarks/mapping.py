"""Which column is which field, beside Valentine's matchers on the same tables: how often right, how often wrong and sure, how long.

`python -m benchmarks.mapping`. Valentine asks for an older python-dateutil than the queue of runs allows, so no lock holds both:
`pip install valentine` where it is to be measured. Its Cupid and its COMA by instances also want corpora that nltk downloads; without
them they fail and are shown as failed. Valentine is given each contract as a table whose columns are named by the field's first known
header (and by an English one for a file with Latin headers) with the field's examples as values. A field is one column there: any
column of a right pair counts for it. The pairs of tables are those of $MODU_REAL_DATA/schema/pairs.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from connectors.files import read
from data_catalog.mapping import suggest
from data_catalog.mapping.tables import same_columns
from data_catalog.profile import Profile, profile
from data_catalog.schema import Field, Input
from data_catalog.terms import adding, cut
from tests.data_catalog.mapping.scores import Score, Table, outcomes, score, tables

_RUNS = 5


def main() -> None:
    print("| matcher | headers | first | among three | wrong and sure | CPU s |\n|---|---|---|---|---|---|")
    _ours("Modu", suggest)
    with _without_words():
        _ours("Modu, words unknown", suggest)
        _ours("Modu, words and known headers unknown", lambda found, asked: suggest(found, _only_titles(asked)))
    for named in ("blind", "third", "fourth", "fifth"):
        began = time.process_time()
        _line(f"Modu, {named} headers", score(outcomes(named=named)), time.process_time() - began)
    matchers = _valentine()
    for name, matcher in matchers.items():
        _peer(name, matcher)
    _speed(matchers)
    _pairs(matchers)


def _ours(name: str, suggesting: Any) -> None:
    began = time.process_time()
    found = score(outcomes(suggesting))
    _line(name, found, time.process_time() - began)


def _line(name: str, found: Score, seconds: float) -> None:
    said = f"| {name} | {found.headers} | {found.first:.1%} | {found.three:.1%} | {found.wrong_and_sure:.2%} | {seconds:.2f} |"
    print(said, flush=True)


@contextmanager
def _without_words() -> Iterator[None]:
    """The table of words empty: names are compared by their letters."""
    kept = cut.lexicon, cut.spelled, cut.with_digits, cut.shortened
    cut.lexicon, cut.spelled, cut.with_digits = dict, lambda: (frozenset(), 1), tuple  # type: ignore[assignment]
    cut.shortened = lambda low: ()
    adding.forget()
    try:
        yield
    finally:
        cut.lexicon, cut.spelled, cut.with_digits, cut.shortened = kept
        adding.forget()


def _only_titles(asked: Input) -> Input:
    none: dict[str, tuple[str, ...]] = dict.fromkeys(("synonyms", "date_synonyms", "time_synonyms", "x_synonyms", "y_synonyms"), ())
    return replace(asked, fields=tuple(replace(field, **none) for field in asked.fields))


Matcher = Callable[[Any, Any], dict[tuple[str, str], float]]


def _valentine() -> dict[str, Matcher]:
    try:
        import pandas  # noqa: F401
        from valentine import valentine_match
        from valentine.algorithms import Coma, Cupid, JaccardDistanceMatcher, SimilarityFlooding
    except ImportError as absent:
        print(f"(Valentine is not installed: {absent})")
        return {}

    def matching(matcher: Any) -> Matcher:
        def match(ours: Any, theirs: Any) -> dict[tuple[str, str], float]:
            found = valentine_match([ours, theirs], matcher, df_names=["asked", "file"])
            return {(str(pair.source_column), str(pair.target_column)): float(value) for pair, value in found.items()}

        return match

    made = {
        "Valentine JaccardDistance": JaccardDistanceMatcher,
        "Valentine COMA (schema)": Coma,
        "Valentine COMA (instances)": lambda: Coma(use_instances=True),
        "Valentine Cupid": Cupid,
        "Valentine SimilarityFlooding": SimilarityFlooding,
    }
    return {name: matching(make()) for name, make in made.items()}


def _peer(name: str, matcher: Matcher) -> None:
    began = time.process_time()
    right = three = real = 0
    failed: set[str] = set()
    for table in tables():
        try:
            best = _best_of(table, matcher)
        except Exception as fault:  # another's matcher may fail on a table: that table counts as not found
            failed.add(type(fault).__name__)
            best = {}
        for field, right_ones in table.truth.items():
            columns = {column for one in right_ones for column in one}
            offered = best.get(field, [])
            real += 1
            right += bool(offered) and offered[0] in columns
            three += any(column in columns for column in offered[:3])
    note = f" (failed: {', '.join(sorted(failed))})" if failed else ""
    print(f"| {name}{note} | {real} | {right / real:.1%} | {three / real:.1%} | – | {time.process_time() - began:.2f} |", flush=True)


def _best_of(table: Table, matcher: Matcher) -> dict[str, list[str]]:
    """For each field the columns of the file, the likest first."""
    import pandas as pd

    latin = sum(column.isascii() for column in table.columns) > len(table.columns) / 2
    named = {_header(field, latin): field.name for field in table.asked.fields}
    ours = pd.DataFrame({header: pd.Series(list(table.asked.field(field).examples), dtype=str) for header, field in named.items()})
    theirs = pd.DataFrame({name: pd.Series(list(held), dtype=str) for name, held in table.columns.items()})
    found: dict[str, list[tuple[float, str]]] = {}
    for (header, column), value in matcher(ours, theirs).items():
        found.setdefault(named.get(header, header), []).append((value, column))
    return {field: [column for _, column in sorted(ranked, reverse=True)] for field, ranked in found.items()}


def _header(field: Field, latin: bool) -> str:
    known = (*field.synonyms, *field.x_synonyms)
    fitting = [name for name in known if name.isascii() == latin]
    return fitting[0] if fitting else field.title["en" if latin else "ko"]


def _speed(matchers: dict[str, Matcher]) -> None:
    """Thirty columns and more, median of five, nothing remembered from the run before."""
    wide = max(tables(), key=lambda table: len(table.columns))
    thirty = replace(wide, columns=dict(list(wide.columns.items())[:30]))
    found, asked = thirty.profile, thirty.asked
    suggest(found, asked)
    times = []
    for _ in range(_RUNS):
        adding.forget()
        began = time.process_time()
        suggest(found, asked)
        times.append(time.process_time() - began)
    warm = time.process_time()
    suggest(found, asked)
    warm = time.process_time() - warm
    print(f"\n30 columns to {len(asked.fields)} fields: {sorted(times)[_RUNS // 2]:.3f} s CPU with nothing remembered, {warm:.3f} s after")
    for name, matcher in matchers.items():
        began = time.process_time()
        try:
            _best_of(thirty, matcher)
        except Exception as fault:
            print(f"{name}: {type(fault).__name__}")
            continue
        print(f"{name}: {time.process_time() - began:.3f} s CPU")


def _pairs(matchers: dict[str, Matcher]) -> None:
    folder = Path(os.environ.get("MODU_REAL_DATA", "../shared/data")) / "schema" / "pairs"
    if not folder.is_dir():
        print(f"(no pairs of tables at {folder})")
        return
    import pandas as pd

    print("\n| pairs of tables | precision | recall | F1 |\n|---|---|---|---|")
    sides: dict[str, list[tuple[set[tuple[str, str]], set[tuple[str, str]]]]] = {}
    for pair in sorted(folder.iterdir()):
        files = [pair / "Table1.csv", pair / "Table2.csv"]
        if not all(file.is_file() for file in files):
            continue
        truth = _true_pairs(pair / "mapping.txt")
        ones, others = (_profiled(file) for file in files)
        said = {(same.one, same.other) for same in same_columns(ones.columns, others.columns)}
        sides.setdefault("Modu", []).append((said, truth))
        frames = [pd.read_csv(file, dtype=str, encoding="utf-8-sig", on_bad_lines="skip").dropna(axis=1, how="all") for file in files]
        for name, matcher in matchers.items():
            try:
                said = _one_to_one(matcher(*(frame.head(500) for frame in frames)))
            except Exception:
                said = set()
            sides.setdefault(name, []).append((said, truth))
    for name, found in sides.items():
        right = sum(len(said & truth) for said, truth in found)
        precision = right / max(1, sum(len(said) for said, _ in found))
        recall = right / max(1, sum(len(truth) for _, truth in found))
        print(f"| {name} | {precision:.2f} | {recall:.2f} | {2 * precision * recall / max(1e-9, precision + recall):.2f} |", flush=True)


def _true_pairs(file: Path) -> set[tuple[str, str]]:
    lines = [line.strip().strip("<>") for line in file.read_text("utf-8-sig").splitlines() if line.strip()]
    parts = [line.split(",") for line in lines]
    return {(one[0].strip(), one[1].strip()) for one in parts if len(one) == 2}


def _profiled(file: Path) -> Profile:
    with tempfile.TemporaryDirectory() as place:
        parquet = Path(place) / "read.parquet"
        read(file, parquet, shown_name=file.name)
        return profile(parquet)


def _one_to_one(scored: dict[tuple[str, str], float]) -> set[tuple[str, str]]:
    """The pairs a person would take: the best first, each column once, none below a tenth."""
    taken: set[tuple[str, str]] = set()
    for (one, other), value in sorted(scored.items(), key=lambda item: -item[1]):
        if value >= 0.1 and not any(one == left or other == right for left, right in taken):
            taken.add((one, other))
    return taken


if __name__ == "__main__":
    main()
