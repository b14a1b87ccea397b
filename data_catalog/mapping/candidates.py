"""Every way a file could give one field, each with how well its name and its values speak for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from data_catalog import terms
from data_catalog.mapping import values
from data_catalog.mapping.beginnings import without_beginning
from data_catalog.mapping.evidence import SHOWN, shown
from data_catalog.mapping.source import Source
from data_catalog.mapping.values import Column
from data_catalog.places import hinted
from data_catalog.schema import MEASURES, Field

# A name alone is worth this much of its likeness; values bring the rest.
_NAME_ALONE = 0.35
# Of a moment's dates and times only the best named are paired.
_BEST = 6
# A header without the beginning it shares with its table says a little less than one that stands so.
_BARE = 0.95
_LEAST_AXIS = 0.4
# What stands in for a likeness of names where there is none to compare.
_UNNAMED = 0.7
_TIME_ROLES = frozenset({"date", "time", "moment", "month", "year", "hour"})
_PARTS = {"moment": frozenset({"moment", "time"}), "date": frozenset({"date", "moment"}), "month": frozenset({"month", "date", "moment"})}
# Numbers that name a thing measure nothing.
_NAMING = frozenset({"number", "code", "phone", "year", "lon", "lat", "x", "y"})
_AREA_TERMS = frozenset({"address", "province", "district", "dong", "region", "road_address", "lot_address"})
_FINEST = ("road_address", "lot_address", "address", "dong", "district", "region", "province")


@dataclass(frozen=True)
class Candidate:
    """A source for a field. `named` and `fits` are 0 to 1, `known` the name of ours it was compared with."""

    field: str
    source: Source
    named: float
    fits: float
    known: str = ""

    @property
    def score(self) -> float:
        return self.named * (_NAME_ALONE + (1 - _NAME_ALONE) * self.fits)


def candidates(field: Field, columns: Sequence[Column]) -> list[Candidate]:
    """All sources worth weighing for the field, best first."""
    found = [*_single(field, columns)] if field.kind != "place" else [*_coordinates(field, columns), *_areas(field, columns)]
    if field.kind == "moment":
        found += _pairs(field, columns)
    return sorted((one for one in found if one.score > 0.1), key=lambda one: -one.score)


def by_values(field: Field, columns: Sequence[Column]) -> list[Candidate]:
    """The same for a file without headers: only what the values themselves show beyond doubt of their kind."""
    found: list[Candidate] = []
    if field.kind == "place":
        for lon, lat in _apart(columns, values.looks_longitude, values.looks_latitude):
            fits = min(values.looks_longitude(lon), values.looks_latitude(lat))
            found.append(Candidate(field.name, Source("lonlat", (lon.name, lat.name)), _UNNAMED, fits))
    elif field.kind in ("moment", "date", "month", "yesno", *MEASURES):
        # Two columns that can be a point are no two amounts: without a header the pair says more than either.
        points = {one.name for pair in _apart(columns, values.looks_longitude, values.looks_latitude) for one in pair}
        for column in columns:
            if field.kind in MEASURES and column.name in points:
                continue
            if (fits := values.fit(field, column)) >= 0.9 and column.filled and not terms.roles(column.name) & _NAMING:
                found.append(Candidate(field.name, Source("column", (column.name,)), _UNNAMED, fits))
    return sorted(found, key=lambda one: -one.score)


def likeness(header: str, known: Sequence[str], field: Field, *, about: bool = False) -> tuple[float, str]:
    """The best likeness of a header to any known name, the field's titles and own name counting a little less. `about`: roles aside."""
    measure = terms.kinship if about else terms.likeness
    titles = [(field.title.get("ko", ""), 0.97), (field.title.get("en", ""), 0.94), (field.name.replace("_", " "), 0.9)]
    weighed = [(name, 1.0) for name in known] + titles
    return max(((measure(header, name) * weight, name) for name, weight in weighed if name), default=(0.0, ""))


def _single(field: Field, columns: Sequence[Column]) -> Iterator[Candidate]:
    bare_names = without_beginning([column.name for column in columns])
    for column in columns:
        named, known = likeness(column.name, field.synonyms, field)
        left = bare_names.get(column.name, "")
        # A bare number or code is of whatever the table is of, not of one of its fields.
        if left and (terms.stem(left) or not terms.roles(left) & {"number", "code"}):
            other, told = likeness(left, field.synonyms, field)
            named, known = max((named, known), (_BARE * other, told))
        fits = values.fit(field, column) if column.filled else _unfilled(field, column)
        timely = field.kind in ("moment", "date", "month") and terms.roles(column.name) <= _TIME_ROLES
        if timely and fits >= (0.6 if column.filled else 0.5):
            # The values say which of date, time and month it is; the name need only say of what.
            other, told = likeness(column.name, (*field.synonyms, *field.date_synonyms), field, about=True)
            bare = _UNNAMED if not terms.stem(column.name) else 0.0
            named, known = max((named, known), (0.95 * other, told), (bare, field.title.get("ko", "")))
        if shown(field, column) > named:
            named, known = SHOWN, ""
        yield Candidate(field.name, Source("column", (column.name,)), named, fits, known)


def _unfilled(field: Field, column: Column) -> float:
    """What speaks for a column without values: the header may say that it holds another part of a moment than the field asks for."""
    said = terms.roles(column.name) & _TIME_ROLES
    fitting = _PARTS.get(field.kind, said)
    return values.NO_VALUES if not said or said & fitting else 0.3


def _pairs(field: Field, columns: Sequence[Column]) -> Iterator[Candidate]:
    """A date column and a time column. A date column without a value stays: its dates are taken from the moment before."""
    dates = [(column, *_part(field, column, "date", field.date_synonyms)) for column in columns if _may_be(column, "date")]
    times = [(column, *_part(field, column, "time", field.time_synonyms)) for column in columns if _may_be(column, "time")]
    for date, date_named, known in sorted(dates, key=_by_name)[:_BEST]:
        for time, time_named, _ in sorted(times, key=_by_name)[:_BEST]:
            if date.name == time.name or max(date_named, time_named) < 0.3:
                continue
            one_stem = terms.stem(date.name) == terms.stem(time.name)
            named = min(1.0, 0.4 * date_named + 0.6 * time_named + (0.02 if one_stem else -0.05))
            fits = 0.4 * (values.looks_date(date) if date.filled else 0.6) + 0.6 * (values.looks_time(time) if time.filled else 0.4)
            yield Candidate(field.name, Source("date_time", (date.name, time.name)), named, fits, known)


def _by_name(part: tuple[Column, float, str]) -> float:
    return -part[1]


def _may_be(column: Column, role: str) -> bool:
    if not column.filled:
        return role in terms.roles(column.name)
    return (values.looks_date(column) if role == "date" else values.looks_time(column)) > 0.5


def _part(field: Field, column: Column, role: str, known: Sequence[str]) -> tuple[float, str]:
    """How well a header names the date or the time of a moment."""
    named, told = max(((terms.likeness(column.name, name), name) for name in known), default=(0.0, ""))
    said = terms.roles(column.name)
    if said & {role, "moment"} or not said:
        about, other = likeness(column.name, (*field.synonyms, *field.date_synonyms), field, about=True)
        named, told = max((named, told), (0.97 * about, other))
        if not terms.stem(column.name) and role in said:
            named = max(named, 0.55)
    return named, told


def _coordinates(field: Field, columns: Sequence[Column]) -> Iterator[Candidate]:
    """A column of longitudes or x and one of latitudes or y, of one stem where there are several."""
    easts = _axes(columns, field.x_synonyms, ("lon", "x"), field)
    norths = _axes(columns, field.y_synonyms, ("lat", "y"), field)
    for east, east_named, is_lon, could_be_lat, east_metres, mixes_lon in easts:
        for north, north_named, could_be_lon, is_lat, north_metres, mixes_lat in norths:
            if east.name == north.name:
                continue
            degrees = min(is_lon, is_lat)
            turned = min(could_be_lon, could_be_lat) if degrees < 1 else 0.0
            metres = min(east_metres, north_metres)
            if mixes_lon and mixes_lat and not turned:
                # Rows in degrees and rows in metres in the same columns: each is read as what it is.
                degrees = 1.0
            if not east.filled or not north.filled:
                degrees = 0.5
            named = (east_named + north_named) / 2 - (0.0 if _one_stem(east.name, north.name) else 0.15)
            if max(degrees, turned) >= metres and max(degrees, turned) > 0:
                names = (north.name, east.name) if turned == 1.0 and degrees < 1 else (east.name, north.name)
                yield Candidate(field.name, Source("lonlat", names), named, max(degrees, turned), east.name)
            elif metres:
                crs = hinted(east.name, north.name)
                crs = None if crs == "EPSG:4326" else crs
                yield Candidate(field.name, Source("xy", (east.name, north.name), crs=crs), named, metres, east.name)


def _one_stem(east: str, north: str) -> bool:
    axes = {"lon", "lat", "x", "y"}
    left, right = ([term.concept for term in terms.terms(name) if term.concept not in axes] for name in (east, north))
    return left == right


def _axes(
    columns: Sequence[Column], known: Sequence[str], axes: tuple[str, str], field: Field
) -> list[tuple[Column, float, float, float, float, bool]]:
    """The columns that may be an axis by their name, each with how well it is named, how far its values are longitudes, latitudes and
    metres, and whether degrees and metres are mixed in it."""
    mixes = values.mixes_longitudes if "lon" in axes else values.mixes_latitudes
    return [
        (column, named, values.looks_longitude(column), values.looks_latitude(column), values.looks_metres(column), mixes(column))
        for column in columns
        if (named := _axis(column, known, axes, field)) >= _LEAST_AXIS
    ]


def _axis(column: Column, known: Sequence[str], axes: tuple[str, str], field: Field) -> float:
    named = max((terms.likeness(column.name, name) for name in known), default=0.0)
    if terms.roles(column.name) & set(axes):
        # A bare axis says enough; one that is about something (병원 위도) should be about the field's thing.
        subject = {term for term in terms.stem(column.name) if not term.isdigit() and len(term) > 1}
        about, _ = likeness(column.name, field.synonyms, field, about=True)
        named = max(named, 0.92 if not subject else 0.7 + 0.25 * about)
    return named


def _areas(field: Field, columns: Sequence[Column]) -> Iterator[Candidate]:
    """One column that names an area or an address; then the parts of one address together (시, 구, 동)."""
    named_columns: list[tuple[Column, float, str]] = []
    wanted = {term.concept for name in (*field.synonyms, field.title.get("ko", "")) for term in terms.terms(name)} & _AREA_TERMS
    for column in columns:
        named, known = likeness(column.name, field.synonyms, field)
        said = {term.concept for term in terms.terms(column.name)}
        if said & wanted and not said & {"code", "x", "y", "lon", "lat", "number"}:
            rank = min(_FINEST.index(term) for term in said & wanted)
            subject = terms.stem(column.name) - _AREA_TERMS
            named = max(named, (0.86 if not subject else 0.6) - 0.01 * rank)
        if named > 0.3:
            named_columns.append((column, named, known))
            yield Candidate(field.name, Source("area", (column.name,)), 0.88 * named, values.fit(field, column), known)
    parts = [(column, named) for column, named, _ in named_columns if named > 0.6 and column.filled]
    by_subject: dict[frozenset[str], list[tuple[Column, float]]] = {}
    for column, named in parts:
        by_subject.setdefault(terms.stem(column.name) - _AREA_TERMS, []).append((column, named))
    for same in by_subject.values():
        if 2 <= len(same) <= 5:
            named = min(score for _, score in same)
            fits = min(values.fit(field, column) for column, _ in same)
            yield Candidate(field.name, Source("area", tuple(column.name for column, _ in same)), 0.85 * named, fits)


def _apart(
    columns: Sequence[Column], first: Callable[[Column], float], second: Callable[[Column], float]
) -> Iterator[tuple[Column, Column]]:
    said = [(column, first(column), second(column)) for column in columns]
    others = [(column, here) for column, here, there in said if there > 0]
    for one, here, there in said:
        if here > 0 and there < 1.0:
            yield from ((one, other) for other, also in others if other.name != one.name and also < 1.0)
