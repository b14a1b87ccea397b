"""What of usage is drawn, on the page and in documents alike: the analyses of the months as a line, and the map of adoption."""

from __future__ import annotations

from app.charts.calendar import calendar_ticks
from app.charts.dots import Dot
from app.charts.numbers import clean
from app.charts.plan import TICKED_DATES_MAX, Axis, Plan, Series
from app.reports.blocks import Picture
from app.reports.prints import DPI, Pictures
from app.services.usage import telling
from app.services.usage.adoption_map import STATES, Place, Places
from app.services.usage.board import Board, Month
from app.services.usage.periods import Span
from app.services.usage.told import Told
from app.texts import pick, text
from data_catalog.records.tables import RUN_KINDS
from models.kit.wording import number

_NARROW_TICKS = 3


def trend_plan(board: Board, lang: str, *, narrow: bool = False) -> Plan | None:
    """Finished analyses of each month until now, a line a kind; None of a single month, and where nothing is finished."""
    past = _past(board)
    days = tuple(one.first for one in past)
    shown = [kind for kind in RUN_KINDS if any(getattr(one, kind) for one in past)]
    if len(past) < 2 or not shown:
        return None
    series = tuple(
        Series(text(f"usage.column.{kind}", lang), days, tuple(float(getattr(one, kind)) for one in past),
               tuple(number(getattr(one, kind)) for one in past))
        for kind in shown
    )  # fmt: skip
    ticks = days if len(days) <= TICKED_DATES_MAX else calendar_ticks(days[0], days[-1])
    if narrow:
        ticks = ticks[:: -(-len(ticks) // _NARROW_TICKS)]
    counted = Axis(text("usage.axis.analyses", lang), "integer", ".0")
    return Plan("line", "", Axis("", "date", dates=ticks), counted, series, from_zero=True)


def trend_alt(board: Board, lang: str) -> str:
    """What the line shows."""
    past = _past(board)
    return text("usage.trend_alt", lang, months=len(past), most=max(one.real or 0 for one in past))


def _past(board: Board) -> list[Month]:
    """The months that are not to come."""
    return [one for one in board.months if one.real is not None]


def dots(found: Places, span: Span, lang: str) -> list[Dot]:
    """The marks of the map of adoption. What all of them stand under is not said again beside each."""
    above = f"{pick(found.above, lang)} "
    return [
        Dot(one.lon, one.lat, one.state(span), one.analyses, one.name(lang).removeprefix(above), _place_said(one, lang))
        for one in found.places
    ]


def states(lang: str) -> list[tuple[str, str]]:
    """The kinds of marks with what they mean."""
    return [(one, text(f"usage.adoption_state.{one}", lang)) for one in STATES]


def map_alt(found: Places, lang: str) -> str:
    """What the map shows."""
    return text("usage.adoption_map_alt", lang, places=len(found.places), begun=sum(one.begun > 0 for one in found.places))


def of_report(told: Told) -> dict[str, Picture]:
    """What a report draws, by name and numbered in its order: `trend` of several months, `places` where there are enough of them."""
    lang, found = told.lang, {}
    if trend_plan(told.board, lang):
        found["trend"] = (text("usage.trend", lang), trend_alt(told.board, lang), "")
    if told.places:
        found["places"] = (text("usage.adoption_map_title", lang), map_alt(told.places, lang), _map_note(told, told.places))
    return {
        name: Picture(name, text("reports.figure", lang, n=at), title, alt, clean(note), is_map=False)
        for at, (name, (title, alt, note)) in enumerate(found.items(), 1)
    }


def prints(told: Told) -> Pictures:
    """The same as still pictures."""
    return Pictures(lambda name, kind: _drawn(told, name, kind), lambda name: _drawn(told, name, "svg", narrow=True))


def _drawn(told: Told, name: str, kind: str, *, narrow: bool = False) -> bytes:
    # Imported when a picture is asked for: the page knows no matplotlib.
    lang, plan = told.lang, trend_plan(told.board, told.lang, narrow=narrow)
    if name == "trend" and plan:
        from app.charts.print_figure import print_plan

        return print_plan(plan, lang, kind, DPI, titled=False, narrow=narrow)
    if name == "places" and told.places:
        from app.charts.print_dots import print_dots

        marks, words = dots(told.places, told.board.span, lang), (text("usage.adoption_ground", lang), text("usage.axis.analyses", lang))
        return print_dots(marks, told.places.ground, states(lang), words, lang, kind, DPI, narrow=narrow)
    raise KeyError(name)


def _map_note(told: Told, found: Places) -> str:
    lang = told.lang
    begun, held = (sum(part) for part in zip(*((one.begun, len(one.held)) for one in found.places), strict=True))
    when = telling.period(told.board.over, lang)
    said = [text("usage.adoption_map_of", lang, period=when, places=len(found.places), all=held, begun=begun)]
    if found.nowhere:
        said.append(text("usage.adoption_map_without", lang, count=found.nowhere, table=text("usage.table.adoption", lang)))
    return " ".join((*said, text("usage.adoption_map_reading", lang)))


def _place_said(place: Place, lang: str) -> str:
    name = place.name(lang)
    return text("usage.adoption_place", lang, name=name, begun=place.begun, all=len(place.held), analyses=place.analyses)
