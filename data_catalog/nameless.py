"""What is told of a file beside its rows names nobody: columns, sheets, members, titles, notes and the rows set aside."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from connectors.files import Note, ReadOptions, TableRead
from data_catalog.personal import is_personal, mask
from data_catalog.repeats import LINE, REPEATS


def headed(look: Callable[[ReadOptions], TableRead], options: ReadOptions) -> tuple[TableRead, ReadOptions]:
    """The table as `look` reads it and the options that held: a row that holds a person's number is nobody's header.

    Raises what `look` raises.
    """
    found = look(options)
    if not any(is_personal(name) for name in found.columns):
        return found, options
    bare = replace(options, header_rows=())
    return look(bare), bare


def nameless(read: TableRead, parquet: Path) -> TableRead:
    """The account with the personal values in it hidden; columns that are named by one are renamed in the table too."""
    columns = _renamed(read.columns)
    if columns != read.columns:
        _rename(parquet, dict(zip(read.columns, columns, strict=True)))
    return replace(
        read, columns=columns, headers=tuple(masked(read.headers)), sheet=masked(read.sheet), sheets=tuple(masked(read.sheets)),
        member=masked(read.member), members=tuple(masked(read.members)),
        notes=tuple(Note(note.code, masked(note.facts)) for note in read.notes),
        set_aside=tuple(replace(row, cells=tuple(masked(row.cells))) for row in read.set_aside),
    )  # fmt: skip


def masked(said: Any) -> Any:
    """Plain values with the personal values in their texts hidden, those in the names of parts too."""
    if isinstance(said, str):
        return mask(said)
    if isinstance(said, Mapping):
        return {masked(name): masked(value) for name, value in said.items()}
    return [masked(value) for value in said] if isinstance(said, (list, tuple)) else said


def file_named(name: str) -> str:
    """The name of a file with the personal values in it hidden: in names of files a low line stands for a blank.

    >>> file_named("명단_010-1234-5678_최종.xlsx"), file_named("구급_출동_2024.csv")
    ('명단 010-****-5678 최종.xlsx', '구급_출동_2024.csv')
    """
    spaced = name.replace("_", " ")
    hidden = mask(spaced)
    return name if hidden == spaced else hidden


def _renamed(columns: Sequence[str]) -> tuple[str, ...]:
    """Each name once; those that name nobody stay as they are."""
    hidden = [mask(name) for name in columns]
    taken = {LINE, REPEATS, *(name.casefold() for name, new in zip(columns, hidden, strict=True) if name == new)}
    found: list[str] = []
    for old, said in zip(columns, hidden, strict=True):
        name, count = said, 1
        while name != old and name.casefold() in taken:
            count += 1
            name = f"{said} ({count})"
        taken.add(name.casefold())
        found.append(name)
    return tuple(found)


def _rename(parquet: Path, names: Mapping[str, str]) -> None:
    part = parquet.with_name(f"{parquet.name}.renamed")
    pl.scan_parquet(parquet).rename(dict(names)).sink_parquet(part, compression="zstd", maintain_order=True)
    part.replace(parquet)
