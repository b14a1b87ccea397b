"""`modu terms load`: takes the published dictionary of standard words, so that headers are read by it."""

from __future__ import annotations

import argparse

import polars as pl

from app.cli.files import readable
from app.cli.saying import print_json, print_said
from app.cli.tables import as_read
from app.home import home_folder
from app.services.platform import TERMS
from app.texts import text
from data_catalog.terms import published


def loaded(asked: argparse.Namespace) -> int:
    """Takes the files in their order; a word met again has what the last file says."""
    kept = home_folder(asked.home) / TERMS
    took = []
    for file in asked.files:
        readable(file)
        with as_read(file) as (parquet, _):
            words = published.words_of(pl.read_parquet(parquet), file.name)
        took.append({"file": file.name, "words": len(words), "all": published.keep(words, kept)})
        if not asked.json:
            print_said(text("cli.terms_loaded", asked.lang, **took[-1]))
    if asked.json:
        print_json({"loaded": took})
    return 0
