"""`modu places`: fills the address book, asks it, and tells which coordinate system a file is in."""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import asdict
from datetime import date
from pathlib import Path

import polars as pl

from app.cli.files import readable
from app.cli.saying import print_json, print_said
from app.cli.tables import as_read, sure_word
from app.home import home_folder
from app.texts import text
from connectors.duck import open_workspace
from connectors.problem import Problem
from data_catalog.lake import Lake
from data_catalog.places import detect, hinted
from data_catalog.places.book import Book, load
from data_catalog.places.geocode import geocode


def loaded(asked: argparse.Namespace) -> int:
    """Takes files into the address book, in their order."""
    book = _book(asked)
    took = []
    for file in asked.files:
        readable(file)
        took.append(load(file, book, date.today()))
        if not asked.json:
            one = took[-1]
            part = text(f"cli.places_part.{one.part}", asked.lang)
            counts = {"rows": one.rows_kept, "districts": len(one.districts), "aside": one.rows_in - one.rows_kept}
            print_said(text("cli.places_loaded", asked.lang, file=one.file, part=part, **counts))
    if asked.json:
        print_json({"loaded": [asdict(one) for one in took]})
    return 0


def found(asked: argparse.Namespace) -> int:
    """The point of each address given, and how it was found."""
    book = _book(asked)
    if not book.exists:
        raise Problem("places.no_book")
    with tempfile.TemporaryDirectory(prefix="modu-places-") as place:
        workspace = open_workspace(Path(place), reads=book.files())
        try:
            points = geocode(workspace, book, asked.addresses)
        finally:
            workspace.close()
    if asked.json:
        print_json({"as_of": book.as_of, "found": points.to_dicts()})
        return 0
    for name, match, lon, lat in points.iter_rows():
        at = "–" if lon is None else f"{lon:.6f}, {lat:.6f}"
        print_said(text("cli.places_found", asked.lang, name=name, match=text(f"cli.places_match.{match}", asked.lang), at=at))
    return 0


def crs(asked: argparse.Namespace) -> int:
    """The coordinate system of two columns: every one that fits, the best first."""
    with as_read(asked.file) as (parquet, table):
        for column in (asked.x, asked.y):
            if column not in table.columns:
                raise Problem("cli.column_absent", file=asked.file.name, column=column[:60], known=list(table.columns))
        numbers = pl.scan_parquet(parquet).select(pl.col(asked.x, asked.y).cast(pl.Float64, strict=False)).collect()
    guesses = detect(numbers[asked.x], numbers[asked.y], hint=hinted(asked.x, asked.y))
    if asked.json:
        print_json({"file": asked.file.name, "rows": numbers.height, "systems": [asdict(guess) for guess in guesses]})
        return 0
    for guess in guesses:
        key = "cli.place_swapped" if guess.swapped else "cli.place"
        print_said(text(key, asked.lang, crs=guess.crs, share=guess.inside, confidence=sure_word(guess.confidence, asked.lang)))
    if not guesses:
        print_said(text("cli.no_place", asked.lang))
    return 0


def _book(asked: argparse.Namespace) -> Book:
    home = home_folder(asked.home)
    lake = Lake(home)
    lake.make()
    return Book(lake.places)
