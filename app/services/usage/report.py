"""A report on usage as a document: the period in sentences, every count with its change, the tables, and what the counts mean."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import count

from app.charts.numbers import clean, date_text
from app.reports.blocks import Block, Bullets, Fact, Facts, Finding, Findings, Mark, Picture, Said, Section, Story
from app.services.usage import counts, grids, pictures, telling
from app.services.usage.counts import COUNTS, PARTS
from app.services.usage.funnel import Funnel
from app.services.usage.hints import Hints
from app.services.usage.told import Grid, Told
from app.texts import pick, text

METHOD = ("ledger", "finished", "once", "kinds", "month", "tree", "change", "people")
"""What is said of the method; texts `usage.method.<name>`."""
LIMITS = ("outcome", "avoided", "offline", "small", "retention")


def story(told: Told, *, pack: bool, queries: bool = True) -> Story:
    """The report; the yearly `pack` has the case files, the check of every organisation and the `queries` too, or says where they are."""
    numbers, drawn = count(1), pictures.of_report(told)
    parts: dict[str, list[Block]] = {
        "summary": [Findings(tuple(Finding("main", "", clean(one)) for one in findings(told)))],
        "method": [Bullets(tuple(_said(told, f"method.{one}") for one in METHOD))],
        "counts": _sheets(told, numbers, grids.every_figure),
        "by_month": [*_pictures(drawn, "trend"), *_sheets(told, numbers, grids.months, grids.models)],
        "by_organisation": _sheets(told, numbers, grids.organisations, grids.by_month, grids.lines),
        "cases_of_standard": [*_sheets(told, numbers, grids.checked), *_files(told, numbers)] if pack else [],
        "goals": [Said(_said(told, "goals_lead")), *_sheets(told, numbers, grids.goals, grids.outcomes)]
        if pack and told.files.read
        else [],
        "stop": [Said(_stop(told)), *_sheets(told, numbers, grids.funnel, grids.funnel_models)] if told.funnels else [],
        "adoption": _adoption(told, numbers, drawn) if told.adoption.models else [],
        "missing": [Bullets(tuple(clean(one) for one in missing(told))), *_targets(told, numbers)],
        "definitions": [Facts(tuple(_defined(told, one.name) for one in COUNTS))],
        "limits": [Bullets(tuple(_said(told, f"limit.{one}") for one in LIMITS))],
        "queries": _queries(told, printed=queries) if pack else [],
    }
    return Story(
        lang=told.lang, title=clean(title(told, pack=pack)), question=clean(telling.sentence(told.board, told.lang)),
        marks=tuple(Mark(*one) for one in marks(told)), facts=_facts(told),
        sections=tuple(Section(key, text(f"usage.part.{key}", told.lang), tuple(blocks)) for key, blocks in parts.items() if blocks),
        organisation=clean(told.organisation), run_id="", made_at=told.made_at, one_page=False,
    )  # fmt: skip


def title(told: Told, *, pack: bool) -> str:
    """What the document is called."""
    when = telling.period(told.board.span, told.lang)
    return text("usage.pack_title" if pack else "usage.report_title", told.lang, period=when, organisation=told.organisation)


def marks(told: Told) -> list[tuple[str, str]]:
    """What must be known before a number is read, name and sentence: that all is made up, that the period is not over."""
    board, lang = told.board, told.lang
    found = [(_said(told, "made_up"), _said(told, "made_up_said"))] if told.scope.practice else []
    if board.span.last <= told.made_at.date():
        return found
    until = {"until": date_text(told.made_at.date(), lang), "against": telling.period(board.against, lang) if board.against else ""}
    return [
        *found,
        (_said(told, "unfinished"), text("usage.unfinished_said" if board.against else "usage.unfinished_alone", lang, **until)),
    ]


def tables(told: Told, *, pack: bool) -> tuple[Grid, ...]:
    """Every table of it with plain values."""
    left_out = (*(() if pack else ("checked", "case_files", "goals", "outcomes")), *(() if told.places else ("places",)))
    return (*(grids.figures(told, part) for part in PARTS), *(make(told) for name, make in grids.TABLES.items() if name not in left_out))


def findings(told: Told) -> list[str]:
    """The three to five sentences it comes to."""
    board, lang = told.board, told.lang
    found = [telling.sentence(board, lang)]
    if board.empty:
        return found
    real = board.figures["real"]
    if board.against is not None:
        against = telling.period(board.against, lang)
        found.append(text("usage.finding.real", lang, change=telling.change(real, lang, board.against), against=against))
    people = {name: board.figures[name].value for name in ("people", "new", "back")}
    found.append(text("usage.finding.people", lang, **people))
    share, _ = telling.share(board, "decided_share")
    if share is not None:
        found.append(text("usage.finding.decided", lang, share=share, followed=board.figures["followed"].value))
    if told.funnels and told.funnels[0].started:
        found.append(_stop(told))
    return found


def missing(told: Told) -> list[str]:
    """What is missing for the year, a sentence each."""
    lang, hints = told.lang, told.hints
    found = [
        text("usage.hint.target", lang, organisation=pick(one.organisation, lang), missing=one.missing,
             count=telling.count_title(one.target.name, lang), wanted=one.target.wanted, reached=one.reached)
        for one in hints.targets if one.missing
    ]  # fmt: skip
    found += [text("usage.hint.without_case", lang, organisation=pick(one, lang)) for one in hints.without_case]
    if hints.not_begun:
        names = ", ".join(pick(one, lang) for one in hints.not_begun)
        found.append(text("usage.hint.not_begun", lang, count=len(hints.not_begun), names=names, year=str(hints.year)))
    return found or [text(nothing_missing(hints), lang, year=str(hints.year))]


def nothing_missing(hints: Hints) -> str:
    """The key of what is said where nothing is missing, or nothing could be."""
    if hints.targets:
        return "usage.hint.none"
    return "usage.hint.no_target" if hints.used else "usage.hint.unused"


def _stop(told: Told) -> str:
    return stop_said(told.funnels[0], told.lang) if told.funnels else ""


def stop_said(found: Funnel, lang: str) -> str:
    """Where people stop, in one sentence."""
    worst = found.worst
    if not found.started:
        return text("usage.stop_nobody", lang)
    if worst is None:
        return text("usage.stop_none", lang, started=found.started)
    finished = next(one for one in found.steps if one.name == "finished").reached
    return text(
        "usage.stop", lang, started=found.started, finished=finished, share=finished / found.started,
        step=text(f"usage.step.{worst.name}", lang), lost=worst.lost,
    )  # fmt: skip


def _facts(told: Told) -> tuple[Fact, ...]:
    board, lang = told.board, told.lang
    said = {"organisation": told.organisation, "period": telling.period(board.over, lang)}
    if board.against:
        said["against"] = telling.period(board.against, lang)
    said |= {"made": date_text(told.made_at.date(), lang), "source": _said(told, "made_up_source" if told.scope.practice else "source")}
    return tuple(Fact(text(f"usage.fact.{name}", lang), (clean(one),)) for name, one in said.items())


def _files(told: Told, numbers: Iterator[int]) -> list[Block]:
    """The cases in words and as a table; that there is none where there is none."""
    unread: list[Block] = [Said(text("usage.files_unread", told.lang, count=told.files.unread))] if told.files.unread else []
    if not told.files.read:
        return unread or [Said(_said(told, "no_files_made_up" if told.scope.practice else "no_files"))]
    found: list[Block] = [*_sheets(told, numbers, grids.case_files), *unread]
    told_of = [one for one in told.files.read if one.told]
    facts = tuple(Fact(clean(f"{pick(one.organisation, told.lang)} · {one.title}"), (clean(one.told),)) for one in told_of)
    return [*found, Facts(facts)] if facts else found


def _targets(told: Told, numbers: Iterator[int]) -> list[Block]:
    return list(_sheets(told, numbers, grids.targets)) if told.hints.targets else []


def _adoption(told: Told, numbers: Iterator[int], drawn: Mapping[str, Picture]) -> list[Block]:
    """The map of places with its table where there is one, and who began when."""
    found = [*_pictures(drawn, "places"), *(_sheets(told, numbers, grids.places) if told.places else ())]
    return [*found, *_sheets(told, numbers, grids.adoption)]


def _pictures(drawn: Mapping[str, Picture], name: str) -> list[Block]:
    return [drawn[name]] if name in drawn else []


def _sheets(told: Told, numbers: Iterator[int], *makes: Callable[[Told], Grid]) -> list[Block]:
    return [make(told).sheet(next(numbers), told.lang) for make in makes]


def _defined(told: Told, name: str) -> Fact:
    value = telling.said(told.board.figures[name])
    title = telling.with_unit(telling.count_title(name, told.lang), name, told.lang)
    return Fact(title, (text("usage.defined", told.lang, value=value, means=telling.means(name, told.lang)),))


def _queries(told: Told, *, printed: bool) -> list[Block]:
    if not printed:
        return [Said(text("usage.queries_where", told.lang, sheet=text("usage.sheet.about", told.lang)))]
    return [Said(_said(told, "queries_lead")), Facts(tuple(_queried(told, one.name) for one in COUNTS))]


def _queried(told: Told, name: str) -> Fact:
    return Fact(telling.count_title(name, told.lang), (counts.query(name),))


def _said(told: Told, key: str) -> str:
    return text(f"usage.{key}", told.lang)
