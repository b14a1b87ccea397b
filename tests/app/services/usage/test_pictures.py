"""What a report draws: the months and the map of places, each with its table, in every form, and only where the page draws it."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from html.parser import HTMLParser
from typing import Any

import fastexcel
import pytest
from hwpx import HwpxDocument

from app.identity.person import Person
from app.reports.blocks import Picture, Sheet
from app.services.usage import periods, pictures, report, seeing, taking
from app.services.usage.adoption_map import Places, of_adoption
from app.services.usage.periods import Span
from app.services.usage.taking import Wanted
from app.services.usage.told import Told
from app.texts import text
from data_catalog.records.tables import Organisation, new_id
from tests.app.pdf_alts import alts
from tests.app.services.conftest import City
from tests.app.services.usage.made import YEAR, fill

NAMES = ("강남구청", "강남소방서", "전주시청", "속초시청", "해운대구청")
SPAN = periods.whole_year(YEAR)
_HP = "{http://www.hancom.co.kr/hwpml/2011/paragraph}"


@pytest.fixture
def chief(city: City) -> Person:
    return city.person("supervisor", city.root)


def add(city: City, names: tuple[str, ...]) -> list[str]:
    """Organisations of these names under the city."""
    ids = [new_id() for _ in names]
    with city.platform.records.session() as session:
        for own, name in zip(ids, names, strict=True):
            session.add(
                Organisation(id=own, parent_id=city.root, kind="department", name_ko=name, name_en=name, valid_from=date(2020, 1, 1))
            )  # fmt: skip
    return ids


@pytest.fixture
def placed(city: City) -> None:
    """Four places: of some the organisations began before the year, of some in it, of one not."""
    ids = add(city, NAMES)
    fill(city, [*ids[:3], city.fire], years=(YEAR - 1, YEAR))
    fill(city, ids[3:4], years=(YEAR,))


def told_of(city: City, chief: Person, lang: str = "ko", span: Span = SPAN) -> Told:
    return taking.gathered(chief, city.platform, Wanted(span, None, "pdf"), lang)


def page_places(city: City, chief: Person) -> Places | None:
    return of_adoption(seeing.seen(chief, city.platform, SPAN).adoption)


def blocks(told: Told, key: str, *, pack: bool) -> list[Any]:
    return [block for section in report.story(told, pack=pack).sections if section.key == key for block in section.blocks]


@pytest.mark.usefixtures("placed")
@pytest.mark.parametrize("pack", [True, False])
def test_the_map_stands_in_adoption_with_a_table_that_counts_as_the_page_does(city: City, chief: Person, pack: bool) -> None:
    told, page = told_of(city, chief), page_places(city, chief)
    assert page is not None
    drawn, twin, models = blocks(told, "adoption", pack=pack)
    assert isinstance(drawn, Picture)
    assert (drawn.name, drawn.number, drawn.title) == ("places", "그림 2", text("usage.adoption_map_title", "ko"))
    assert drawn.alt == pictures.map_alt(page, "ko")
    assert f"{YEAR}년" in drawn.note
    assert f"기관 {page.nowhere}개는 지도에 없고" in drawn.note
    assert isinstance(twin, Sheet)
    assert [row[0] for row in twin.rows] == [one.name("ko") for one in page.places]
    counted = [(len(one.held), one.begun, one.since.isoformat() if one.since else "–", one.analyses) for one in page.places]
    assert [row[1:] for row in twin.rows] == [tuple(map(str, one)) for one in counted]
    assert {one.state(SPAN) for one in page.places} == {"before", "fresh", "none"}
    assert models.name == "adoption"
    assert len(page.places) == 4
    assert sum(len(one.held) for one in page.places) + page.nowhere == len(told.adoption.rows)


@pytest.mark.usefixtures("placed")
def test_months_are_a_line_and_their_table_has_its_values(city: City, chief: Person) -> None:
    told = told_of(city, chief)
    drawn, twin, _ = blocks(told, "by_month", pack=False)
    assert (drawn.name, drawn.number) == ("trend", "그림 1")
    plan = pictures.trend_plan(told.board, "ko")
    assert plan is not None
    assert [row[1] for row in twin.rows] == list(plan.series[0].said)
    month = told_of(city, chief, span=Span(date(YEAR, 3, 1), date(YEAR, 3, 31)))
    assert not any(isinstance(block, Picture) for block in blocks(month, "by_month", pack=False))


def test_fewer_than_three_places_are_neither_drawn_nor_a_table(city: City, chief: Person) -> None:
    fill(city, [*add(city, NAMES[:3]), city.fire])
    told = told_of(city, chief)
    assert page_places(city, chief) is None
    assert [block.name for block in blocks(told, "adoption", pack=True)] == ["adoption"]
    assert "places" not in {one.name for one in report.tables(told, pack=True)}
    with pytest.raises(KeyError):
        pictures.prints(told).png("places")


def test_where_no_model_was_used_yet_there_is_no_map(city: City, chief: Person) -> None:
    add(city, NAMES)
    told = told_of(city, chief)
    assert pictures.of_report(told) == {}
    assert blocks(told, "adoption", pack=True) == []
    assert taking.taken(chief, city.platform, taking.of_year(YEAR, "xlsx"), "en")


@pytest.mark.usefixtures("placed")
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_form_carries_both_pictures_with_what_they_show(city: City, chief: Person, lang: str) -> None:
    told = told_of(city, chief, lang)
    wanted = pictures.of_report(told)
    said = {one.alt for one in wanted.values()}
    assert len(said) == 2

    def taken(kind: str) -> bytes:
        return taking.taken(chief, city.platform, taking.of_year(YEAR, kind), lang)

    assert said <= set(alts(taken("pdf")))
    paper = HwpxDocument.open(taken("hwpx"))
    assert len(paper.media.images) == 2
    assert said <= {one.text for section in paper.sections for one in section.element.iter(f"{_HP}shapeComment")}
    html = _Images()
    html.feed(taken("html").decode())
    assert {one["alt"] for one in html.images} == said
    assert all(one["src"].startswith("data:image/svg+xml;base64,") for one in html.images)
    assert len({one["srcset"] for one in html.narrow} | {one["src"] for one in html.images}) == 4, "a telephone has its own"
    book = taken("xlsx")
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        drawing = "".join(parts.read(name).decode() for name in parts.namelist() if "drawings/drawing" in name)
    assert drawing.count("<xdr:pic>") == 2
    assert all(one in drawing for one in said)
    sheets = fastexcel.read_excel(book)
    assert {text("usage.table.places", lang), text("reports.sheet.pictures", lang)} <= set(sheets.sheet_names)
    rows = sheets.load_sheet(text("usage.table.places", lang)).to_polars().rows()
    page = told.places
    assert page is not None
    assert [(row[0], int(row[1]), int(row[2]), int(row[4])) for row in rows] == [
        (one.name(lang), len(one.held), one.begun, one.analyses) for one in page.places
    ]
    with zipfile.ZipFile(io.BytesIO(taken("csv"))) as archive:
        name = next(one for one in archive.namelist() if one.endswith("_places.csv"))
        told_rows = list(csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig"))))
    assert [row[3] for row in told_rows[1:]] == [one.since.isoformat() if one.since else "" for one in page.places]


@pytest.mark.usefixtures("placed")
def test_what_all_stand_under_is_not_said_beside_each_mark(city: City, chief: Person) -> None:
    with city.platform.records.session() as session:
        session.get_one(Organisation, city.root).name_ko = "서울특별시"
    add(city, ("서울특별시 종로구청",))
    told = told_of(city, chief)
    assert told.places is not None
    marks = {dot.name: dot.said for dot in pictures.dots(told.places, SPAN, "ko")}
    assert "종로구청" in marks
    assert marks["종로구청"].startswith("서울특별시 종로구청"), "whoever points at it reads the whole name"


class _Images(HTMLParser):
    """The pictures of a page, and what a narrow screen takes in their place."""

    def __init__(self) -> None:
        super().__init__()
        self.images: list[dict[str, str]] = []
        self.narrow: list[dict[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {"img": self.images, "source": self.narrow}.get(tag)
        if held is not None:
            held.append({name: value or "" for name, value in attrs})
