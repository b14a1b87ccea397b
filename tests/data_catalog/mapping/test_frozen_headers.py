"""How often the suggested column is the right one, over headers frozen before the dictionary was written."""

import sys

from models.kit import library
from tests.data_catalog.mapping.scores import outcomes, score, tables


def test_the_frozen_headers_are_of_public_files_and_name_what_is_there() -> None:
    assert sum(len(table.truth) for table in tables()) >= 150
    asked = {table.model for table in tables()}
    assert asked == {model.id for model in library.models(None)}
    for table in tables():
        assert table.source
        fields = {field.name for field in table.asked.fields}
        assert set(table.truth) <= fields
        assert {column for held in table.truth.values() for one in held for column in one} <= set(table.columns)


def test_the_right_column_comes_first_and_what_is_wrong_is_seldom_sure() -> None:
    found = outcomes()
    reached = score(found)
    sys.stdout.write(f"\n{reached}\n")
    for one in found:
        if one.is_wrong_and_sure or (one.truth and not one.is_right):
            sys.stdout.write(f"  {one.where} {one.field}: {one.truth[:1]}, suggested {one.first} ({one.confidence})\n")
    assert reached.first >= 0.96
    assert reached.three >= 0.97
    assert reached.wrong_and_sure <= 0.01
