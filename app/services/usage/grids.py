"""Every table of a report on usage, with plain values: the same for a page, a document, a workbook and a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

from app.charts.numbers import DASH
from app.reports.lists import Cell
from app.services import goals as sustainable
from app.services.usage import counts, telling
from app.services.usage.cases import CaseFile
from app.services.usage.counts import BY_NAME, COUNTS, Count
from app.services.usage.funnel import STEPS
from app.services.usage.periods import Span, whole_year
from app.services.usage.told import Grid, Told
from app.texts import pick, text
from data_catalog.records.tables import RUN_KINDS
from models.kit.wording import number

NO_GOAL = 99
"""Where cases stand that name no goal: last."""
_OF_ORGANISATION = ("real", "sample", "training", "people", "datasets", "agreed", "cases", "certificates", "helped")
"""The counts that are told for each organisation."""


def figures(told: Told, part: str) -> Grid:
    """The counts of a part, beside what they are compared with."""
    return Grid(f"figures.{part}", _figure_heads(told), tuple(_figure(told, one) for one in COUNTS if one.part == part), texts=2)


def every_figure(told: Told) -> Grid:
    """The counts of all parts in one table: it breaks over pages where it must, and leaves none half empty."""
    rows = tuple((text(f"usage.count_part.{one.part}", told.lang), *_figure(told, one)) for one in COUNTS)
    return Grid("figures", (told.title("part"), *_figure_heads(told)), rows, texts=3)


def _figure_heads(told: Told) -> tuple[str, ...]:
    against = told.board.against
    heads = (told.title("count"), told.title("unit"), _when(told, told.board.span, "value"))
    return (*heads, _when(told, against, "before"), told.title("change")) if against else heads


def _figure(told: Told, one: Count) -> tuple[Cell, ...]:
    figure, against = told.board.figures[one.name], told.board.against
    row: tuple[Cell, ...] = (telling.count_title(one.name, told.lang), telling.unit(one.name, told.lang), figure.value)
    return (*row, figure.before, telling.change(figure, told.lang, against)) if against else row


def _when(told: Told, span: Span, name: str) -> str:
    """The heading of a period: a whole year by its number, for people who read last year's beside it, the same days of another by its
    number too; others by what they are."""
    year = whole_year(span.first.year)
    if span == year:
        return telling.period(span, told.lang)
    is_beside_a_year = span.first == year.first and told.board.span == whole_year(told.board.span.first.year)
    return text("usage.column.same_days", told.lang, year=str(span.first.year)) if is_beside_a_year else told.title(name)


def months(told: Told) -> Grid:
    """Finished analyses a month."""
    heads = (told.title("month"), *_kinds(told))
    return Grid("months", heads, tuple((f"{one.first:%Y-%m}", one.real, one.sample, one.training) for one in told.board.months))


def models(told: Told) -> Grid:
    """Finished analyses a model, and by how many organisations."""
    found = {kind: counts.by(BY_NAME[kind], told.rows, "model") for kind in RUN_KINDS}
    bodies = counts.by(BY_NAME["organisations"], told.rows, "model")
    order = sorted({key for held in found.values() for key in held}, key=lambda key: (-found["real"].get(key, 0), str(key)))
    heads = (told.title("model"), *_kinds(told), _counted(told, "organisations"))
    rows = tuple(
        _row(telling.model_title(str(key[0]), told.lang), *(found[kind].get(key, 0) for kind in RUN_KINDS), bodies.get(key, 0))
        for key in order
    )
    return Grid("models", heads, rows)


def organisations(told: Told) -> Grid:
    """The counts of each organisation, its own alone, those with nothing too."""
    found = {name: _by_id(told, name, "organisation") for name in _OF_ORGANISATION}
    heads = (
        told.title("organisation"),
        *(telling.with_unit(telling.count_title(name, told.lang), name, told.lang) for name in _OF_ORGANISATION),
    )
    rows = tuple(
        _row(_name(told, own), *(found[name].get((own,), 0) for name in _OF_ORGANISATION)) for own in told.scope.there(told.board.span)
    )
    return Grid("organisations", heads, rows, note=text("usage.table.organisations_note", told.lang))


def by_month(told: Told) -> Grid:
    """Real analyses of each organisation a month; those with none all the time are left out."""
    found = _by_id(told, "real", "organisation", "month")
    first = told.board.span.months()
    several = first[0].year != first[-1].year
    heads = (told.title("organisation"), *(f"{one:%Y-%m}" if several else f"{one:%m}" for one in first), _counted(told, "sum", "real"))
    rows = []
    for own in told.scope.there(told.board.span):
        held = [found.get((own, one), 0) for one in first if one <= told.board.over.last]
        if any(held):
            rows.append(_row(_name(told, own), *held, *[None] * (len(first) - len(held)), sum(held)))
    return Grid("by_month", heads, tuple(rows), note=text("usage.table.in_analyses", told.lang))


def lines(told: Told) -> Grid:
    """Finished analyses of each organisation with each model."""
    found = {kind: _by_id(told, kind, "organisation", "model") for kind in RUN_KINDS}
    keys = {key for held in found.values() for key in held}
    heads = (told.title("organisation"), told.title("model"), *_kinds(told))
    rows = [
        _row(_name(told, str(own)), telling.model_title(str(model), told.lang), *(found[kind].get((own, model), 0) for kind in RUN_KINDS))
        for own, model in keys
    ]
    return Grid("lines", heads, tuple(sorted(rows, key=lambda row: (str(row[0]), str(row[1])))), texts=2)


def funnel(told: Told) -> Grid:
    """The steps of all models together."""
    heads = (told.title("step"), _counted(told, "reached", "real"), told.title("lost"), told.title("took"))
    steps = told.funnels[0].steps if told.funnels else ()
    rows = tuple(
        (text(f"usage.step.{one.name}", told.lang), one.reached, DASH if one.lost is None else number(one.lost, ".1%"),
         telling.minutes(one.minutes, told.lang))
        for one in steps
    )  # fmt: skip
    return Grid("funnel", heads, rows)


def funnel_models(told: Told) -> Grid:
    """How many come to each step, by model."""
    heads = (told.title("model"), *(text(f"usage.step.{one}", told.lang) for one in STEPS), told.title("alive"))
    note = text("usage.table.in_analyses", told.lang)
    rows = tuple(
        _row(telling.model_title(one.model or "", told.lang), *(step.reached for step in one.steps), one.alive) for one in told.funnels[1:]
    )
    return Grid("funnel_models", heads, rows, note=note)


def adoption(told: Told) -> Grid:
    """Since when which organisation works with which model."""
    held = told.adoption
    heads = (told.title("organisation"), *(telling.model_title(one, told.lang) for one in held.models))
    rows = tuple((pick(one.organisation, told.lang), *(_since(one.since.get(model)) for model in held.models)) for one in held.rows)
    return Grid("adoption", heads, rows)


def places(told: Told) -> Grid:
    """What the map of adoption shows, in the same order."""
    bodies = (_counted(told, name, "organisations") for name in ("held", "begun"))
    heads = (told.title("place"), *bodies, told.title("since"), told.title("analyses"))
    found = told.places.places if told.places else ()
    return Grid("places", heads, tuple((one.name(told.lang), len(one.held), one.begun, one.since, one.analyses) for one in found))


def checked(told: Told) -> Grid:
    """Which organisation with real analyses of a standard model has a case of one."""
    heads = (told.title("organisation"), told.title("has_case"), *(_counted(told, name) for name in ("real", "cases", "reviewed")))
    rows = tuple(
        (pick(one.organisation, told.lang), text("usage.has_case" if one.cases else "usage.lacks_case", told.lang), one.analyses, one.cases,
         one.reviewed)
        for one in told.checked
    )  # fmt: skip
    return Grid("checked", heads, rows, texts=2)


def targets(told: Told) -> Grid:
    """The targets of the year and how far they are reached."""
    numbers = (_counted(told, name, "real") for name in ("wanted", "reached_of", "missing"))
    heads = (told.title("organisation"), told.title("count"), *numbers)
    rows = tuple(
        (pick(one.organisation, told.lang), telling.count_title(one.target.name, told.lang), one.target.wanted, one.reached, one.missing)
        for one in told.hints.targets
    )
    return Grid("targets", heads, rows, texts=2)


def case_files(told: Told) -> Grid:
    """The cases with the runs they rest on."""
    names = ("organisation", "case", "model", "run", "registered", "decided", "outcome_before", "outcome_after")
    heads = tuple(told.title(name) for name in names)
    rows = tuple(
        (pick(one.organisation, told.lang), one.title, telling.model_title(one.model, told.lang), one.run_id, one.registered,
         text("audit.yes" if one.decided else "audit.no", told.lang), _amount(one.before, one.unit), _amount(one.after, one.unit))
        for one in told.files.read
    )  # fmt: skip
    return Grid("case_files", heads, rows, texts=8)


def goals(told: Told) -> Grid:
    """The goals of sustainable development the cases serve: how many cases, decisions, and outcomes told before and after."""
    by_goal: dict[int, list[CaseFile]] = {}
    for one in told.files.read:
        by_goal.setdefault(sustainable.goal_of(one.sdg) if one.sdg else NO_GOAL, []).append(one)
    heads = (told.title("goal"), told.title("targets"), *(_counted(told, name, "cases") for name in ("cases", "decided", "measured")))
    rows = tuple(
        (sustainable.goal_said(goal, told.lang) if goal != NO_GOAL else text("usage.no_goal", told.lang),
         ", ".join(sorted({one.sdg for one in held if one.sdg}, key=sustainable.targets().index)), len(held),
         sum(one.decided for one in held), sum(_measured(one) for one in held))
        for goal, held in sorted(by_goal.items())
    )  # fmt: skip
    return Grid("goals", heads, rows, texts=2)


def outcomes(told: Told) -> Grid:
    """The indicator of each case that has one, before and after, by the target it serves."""
    names = ("target", "organisation", "case", "indicator", "outcome_before", "before_period", "outcome_after", "after_period", "moved")
    found = sorted(
        (one for one in told.files.read if one.indicator),
        key=lambda one: sustainable.targets().index(one.sdg) if one.sdg else len(sustainable.targets()),
    )
    rows = tuple(
        (one.sdg or DASH, pick(one.organisation, told.lang), one.title, one.indicator,
         _amount(one.before, one.unit), one.periods[0] or DASH, _amount(one.after, one.unit), one.periods[1] or DASH, _moved(one))
        for one in found
    )  # fmt: skip
    return Grid("outcomes", tuple(told.title(name) for name in names), rows, texts=9)


def _measured(one: CaseFile) -> bool:
    return one.before is not None and one.after is not None


def _moved(one: CaseFile) -> str:
    """The difference of an indicator, of a share in percentage points."""
    if one.before is None or one.after is None:
        return DASH
    by = one.after - one.before
    return ("+" if by > 0 else "") + _amount(by, "%p" if one.unit == "%" else one.unit)


_ALL = (
    months,
    models,
    organisations,
    by_month,
    lines,
    funnel,
    funnel_models,
    places,
    adoption,
    checked,
    targets,
    case_files,
    goals,
    outcomes,
)
TABLES: Mapping[str, Callable[[Told], Grid]] = MappingProxyType({one.__name__: one for one in _ALL})


def _counted(told: Told, title: str, name: str = "") -> str:
    """A heading with the unit of a count, the one of its own name unless told."""
    return telling.with_unit(told.title(title), name or title, told.lang)


def _kinds(told: Told) -> tuple[str, ...]:
    return tuple(_counted(told, kind) for kind in RUN_KINDS)


def _row(*cells: Cell) -> tuple[Cell, ...]:
    return cells


def _by_id(told: Told, name: str, *columns: str) -> dict[tuple[object, ...], int]:
    """A count by organisation and more, with ids for codes."""
    found = counts.by(BY_NAME[name], told.rows, *columns)
    return {(told.scope.of_code(int(str(key[0]))), *key[1:]): many for key, many in found.items()}


def _name(told: Told, own: str) -> str:
    """The name in a line of what an organisation did itself, apart from what is below it."""
    name = pick(told.scope.name(own, told.board.span.last), told.lang)
    return text("usage.itself", told.lang, name=name) if own in told.scope.parents else name


def _since(day: date | None) -> str:
    return DASH if day is None else f"{day:%Y-%m}"


def _amount(value: float | None, unit: str) -> str:
    return DASH if value is None else f"{number(value)} {unit}".strip()
