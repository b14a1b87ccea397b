"""Weights under a name stay with their result, and the report tells of those that were chosen."""

from __future__ import annotations

import dataclasses
import io

import openpyxl

from app.reports import FORMATS, ReportOptions
from app.reports.prints import Prints
from app.reports.story import story
from app.services.drafts import drafts
from app.services.results import report_options, weighing, weight_sets
from app.services.results.weighing import Ground
from data_catalog.records.tables import Run
from models.kit.result import Result
from tests.app.finished import finished
from tests.app.services.conftest import City
from tests.app.siting_result import siting

FLOW = (0.0, 0.0, 2.0, 0.0, 0.0)


class Siting:
    """A finished run with a ranking, and its draft as it is now."""

    def __init__(self, city: City) -> None:
        self.person, self.platform = city.person("analyst"), city.platform
        self.run = finished(self.person, self.platform, siting())
        with self.platform.records.reading() as session:
            row = session.get(Run, self.run)
            assert row is not None
            self.draft_id = str(row.draft_id)
        self.result: Result = dataclasses.replace(siting(), run_id=self.run)
        self.ground: Ground = weighing.ground(self.result, "places")

    @property
    def draft(self) -> drafts.Draft:
        return drafts.load(self.person, self.platform, self.draft_id)

    def save(self, changes: dict) -> None:
        drafts.save(self.person, self.platform, self.draft_id, changes, seen=self.draft.version)

    def keep(self, name: str, weights: tuple[float, ...] = FLOW) -> str:
        key, changes = weight_sets.keeping(self.run, self.ground, name, weights)
        self.save(changes)
        return key

    def options(self, lang: str = "ko") -> ReportOptions:
        return report_options.chosen(self.person, self.platform, self.run, lang)


def test_weights_under_a_name_are_kept_with_the_run_and_used_again(city: City) -> None:
    one = Siting(city)
    one.keep("사람이 먼저")
    one.keep("가 나 다", (1.0, 2.0, 1.0, 1.0, 1.0))
    listed = weight_sets.listed(one.draft, one.run, one.ground)
    assert [kept.name for kept in listed] == ["가 나 다", "사람이 먼저"]
    assert tuple(listed[1].weights.values()) == FLOW
    assert weight_sets.weighed(one.ground, listed[1]).weights == FLOW
    assert weight_sets.listed(one.draft, "another" * 4, one.ground) == ()


def test_the_same_name_means_the_last_that_was_kept_and_no_number_of_a_person_is(city: City) -> None:
    one = Siting(city)
    one.keep("  사람이   먼저 ", (1.0,) * 5)
    one.keep("사람이 먼저")
    (kept,) = weight_sets.listed(one.draft, one.run, one.ground)
    assert kept.weights["flow"] == 2.0
    one.keep("홍길동 900101-1234567")
    assert not any("1234567" in said.name for said in weight_sets.listed(one.draft, one.run, one.ground))


def test_a_part_the_kept_weights_do_not_know_has_the_weight_of_the_run(city: City) -> None:
    one = Siting(city)
    one.save({f"weights.{one.run}.places.abc": {"name": "옛것", "weights": {"flow": 0, "gone": 3}}})
    (kept,) = weight_sets.listed(one.draft, one.run, one.ground)
    assert dict(kept.weights) == {"monitoring": 1.0, "environment": 1.0, "flow": 0.0, "women": 1.0, "detached": 1.0}


def test_the_report_tells_of_the_chosen_weights_and_of_none_once_they_are_deleted(city: City) -> None:
    one = Siting(city)
    key = one.keep("사람이 먼저")
    assert one.options().weighings == ()
    one.save(weight_sets.choosing(one.run, one.ground, key))
    (told,) = one.options().weighings
    now = weighing.weigh(one.ground, FLOW)
    assert "사람이 먼저" in told.said[0]
    assert told.said[1] == " ".join(weighing.verdict(one.ground, now, "ko"))
    assert "답이" in told.said[1]
    assert told.tables[1].rows["cell"].to_list() == [one.ground.name(int(row), "ko") for row in now.first]
    assert hash(one.options()) == hash(one.options())
    one.save(weight_sets.dropping(one.draft, one.run, one.ground, key))
    assert one.options().weighings == ()
    assert one.draft.section("weights") == {}


def test_other_weights_under_the_same_name_are_another_report(city: City) -> None:
    one = Siting(city)
    one.save(weight_sets.choosing(one.run, one.ground, one.keep("의견")))
    before = one.options()
    one.keep("의견", (0.0, 1.0, 0.0, 0.0, 0.0))
    assert one.options() != before


def test_every_length_and_the_workbook_say_what_was_weighed_and_what_changes(city: City) -> None:
    one = Siting(city)
    one.save(weight_sets.choosing(one.run, one.ground, one.keep("flow only")))
    options = one.options("en")
    section = next(part for part in story(one.result, "en", options).sections if part.key == "weighing")
    said = [getattr(block, "text", "") for block in section.blocks]
    assert "“flow only”" in said[0]
    assert "of the first 10 places" in said[1]
    sheets = [block for block in section.blocks if hasattr(block, "rows")]
    assert [part.title for part in sheets] == ["Weights changed", "Places to go first: the first 10"]
    assert sheets[0].rows[2] == ("People passing", "1.00", "2.00")
    short = story(one.result, "en", dataclasses.replace(options, length="one_page"))
    assert len(next(part for part in short.sections if part.key == "weighing").blocks) == 2
    assert all(part.key != "weighing" for part in story(one.result, "en", ReportOptions()).sections)

    made = FORMATS["xlsx"].make(one.result, "en", options=options, prints=Prints(one.result, "en"))
    book = openpyxl.load_workbook(io.BytesIO(made))
    cells = {sheet.title: [cell for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None] for sheet in book}
    place = next(name for name in cells if name.startswith("Places to go first"))
    now = weighing.weigh(one.ground, FLOW)
    assert one.ground.name(int(now.first[0]), "en") in cells[place]
    assert any("“flow only”" in str(cell) for cell in cells[book.sheetnames[0]])
