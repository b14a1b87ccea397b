"""A result told as a report: the same words and order for every format."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from app import charts
from app.charts.numbers import clean
from app.reports.blocks import (
    Block,
    Bullets,
    Facts,
    Finding,
    Findings,
    Mark,
    Picture,
    Said,
    Section,
    Steps,
    Story,
)
from app.reports.front import front, made_at, organisation, provenance
from app.reports.options import ONE_PAGE, PARTS, WHOLE, ReportOptions
from app.reports.sheets import is_hollow, is_ranked, is_sensitivity, printed, sheet
from app.texts import text
from models.kit.result import Result, Table

# A page for the head of an office: nobody reads a fourth limit on it.
SHORT_LIMITS, SHORT_FINDINGS = 3, 5
# As many notes as this stand with the findings; more of them would hide what matters, and get a part of their own.
NOTES_WITH_FINDINGS = 3
AFTER_FIGURES = PARTS.index("figures") + 1


def story(result: Result, lang: str, options: ReportOptions, findings: int = SHORT_FINDINGS) -> Story:
    """The report, findings first; `findings` is how many a single page gets."""
    one_page = options.length == ONE_PAGE
    sections = _one_page(result, lang, options, findings) if one_page else _full(result, lang, options)
    return Story(
        lang=lang,
        title=clean(options.title.strip() or result.title[lang]),
        question=clean(result.question[lang]),
        marks=marks(result, lang, options),
        facts=front(result, lang, options),
        sections=_numbered([section for section in sections if section.blocks], lang),
        organisation=organisation(result, options),
        run_id=result.run_id,
        made_at=made_at(result, options),
        one_page=one_page,
    )


def marks(result: Result, lang: str, options: ReportOptions) -> tuple[Mark, ...]:
    """What must stand on every page of every format."""
    found = []
    if options.review is not None and not options.review.by and not result.sample:
        found.append(Mark(text("reports.mark.unreviewed", lang), text("reports.mark.unreviewed_said", lang)))
    if result.limited:
        refused = any(answer.state != "given" for answer in result.answers)
        said = "reports.mark.limited_said" if refused else "reports.mark.limited_checks_said"
        found.append(Mark(text("reports.mark.limited", lang), text(said, lang)))
    if result.sample:
        found.append(Mark(text("reports.mark.sample", lang), text("reports.mark.sample_said", lang)))
    return tuple(found)


def _one_page(result: Result, lang: str, options: ReportOptions, findings: int) -> list[Section]:
    names = charts.names(result)
    main = [_picture(result, (_maps(result) or names)[0], lang)] if names else []
    kind = "map" if result.maps else "figures"
    return [
        _section("findings", lang, [_main(result, lang, findings)]),
        *_unanswered(result, lang),
        *_comment(options, lang),
        *_weighed(options, lang, whole=False),
        _section(kind, lang, main),
        _section("limits", lang, [_limits(result, lang, SHORT_LIMITS)]),
    ]


def _full(result: Result, lang: str, options: ReportOptions) -> list[Section]:
    figures = [item.spec.name for item in result.figures if not is_sensitivity(item)]
    sure = [item.spec.name for item in result.figures if is_sensitivity(item)]
    hollow = [table for table in printed(result) if is_hollow(table) and options.length != WHOLE]
    kept = [table for table in printed(result) if not any(table is one for one in hollow)]
    tables = [table for table in kept if not is_sensitivity(table)]
    notes = _levels(result, lang, ("note", "limit"))
    apart = len(notes.items) > NOTES_WITH_FINDINGS and bool(_levels(result, lang, ("main",)).items)
    first = _main(result, lang) if apart else _levels(result, lang, ("main", "note", "limit"))
    parts: dict[str, list[Block]] = {
        "map": [_picture(result, name, lang) for name in _maps(result)],
        "figures": [_picture(result, name, lang) for name in figures],
        "ranked": [sheet(table, lang, whole=options.length == WHOLE) for table in tables if is_ranked(table)],
        "tables": [
            *(sheet(table, lang, whole=options.length == WHOLE) for table in tables if not is_ranked(table)),
            *_left_out(hollow, lang),
        ],
        "sensitivity": [
            *(_picture(result, name, lang) for name in sure),
            *(sheet(table, lang, whole=options.length == WHOLE) for table in kept if is_sensitivity(table)),
        ],
        "method": [_method(result, lang)] if result.method else [],
        "limits": [_limits(result, lang, None)],
        "provenance": [Facts(provenance(result, lang, options))],
        "references": [Bullets(tuple(map(clean, result.references)))] if result.references else [],
    }
    return [
        _section("findings", lang, [first]),
        *_unanswered(result, lang),
        *_comment(options, lang),
        *(_section(part, lang, parts[part]) for part in PARTS[:AFTER_FIGURES] if part in options.parts),
        *_weighed(options, lang, whole=True),
        *([_section("notes", lang, [notes])] if apart else []),
        *(_section(part, lang, parts[part]) for part in PARTS[AFTER_FIGURES:] if part in options.parts),
    ]


def _left_out(hollow: list[Table], lang: str) -> list[Block]:
    """One sentence in place of tables without any value: pages of dashes tell nobody anything."""
    titles = ", ".join(clean(table.spec.title[lang]) for table in hollow)
    return [Said(text("reports.hollow", lang, tables=titles))] if hollow else []


def _maps(result: Result) -> list[str]:
    """The maps by name, those that say where to act first, as on the screen."""
    return [item.spec.name for item in sorted(result.maps, key=lambda item: all(layer.role != "site" for layer in item.spec.layers))]


def _section(key: str, lang: str, blocks: Iterable[Block]) -> Section:
    return Section(key, text(f"reports.part.{key}", lang), tuple(blocks))


def _main(result: Result, lang: str, most: int | None = None) -> Findings:
    """The main findings; where there is none, what there is."""
    found = _levels(result, lang, ("main",)).items or _levels(result, lang, ("note", "limit")).items
    return Findings(found[:most])


def _levels(result: Result, lang: str, levels: tuple[str, ...]) -> Findings:
    return Findings(
        tuple(
            Finding(item.level, text(f"reports.level.{item.level}", lang), clean(item.text[lang]))
            for level in levels
            for item in result.findings
            if item.level == level
        )
    )


def _unanswered(result: Result, lang: str) -> list[Section]:
    items = tuple(
        f"{clean(answer.title[lang])}: {clean(answer.why[lang])}" for answer in result.answers if answer.state != "given" and answer.why
    )
    return [_section("unanswered", lang, [Bullets(items)])] if items else []


def _comment(options: ReportOptions, lang: str) -> list[Section]:
    lines = [clean(line.strip()) for line in options.comment.splitlines() if line.strip()]
    return [_section("comment", lang, [Said(line) for line in lines])] if lines else []


def _weighed(options: ReportOptions, lang: str, *, whole: bool) -> list[Section]:
    """The rankings by other weights: on a single page what changes alone."""
    blocks: list[Block] = []
    for one in options.weighings:
        blocks += [Said(clean(line)) for line in (one.said if whole else one.said[:2])]
        blocks += [sheet(table, lang) for table in one.tables] if whole else []
    return [_section("weighing", lang, blocks)] if blocks else []


def _limits(result: Result, lang: str, most: int | None) -> Bullets:
    return Bullets(tuple(clean(item[lang]) for item in result.limits[:most]))


def _method(result: Result, lang: str) -> Steps:
    return Steps(
        tuple(
            (
                clean(step.title[lang]),
                text("reports.step_said", lang, explains=clean(step.explains[lang]), rows=step.rows),
            )
            for step in result.method
        )
    )


def _picture(result: Result, name: str, lang: str) -> Picture:
    is_map = any(item.spec.name == name for item in result.maps)
    said = clean(charts.note(result, name, lang) or "")
    return Picture(name, "", charts.title(result, name, lang), charts.alt(result, name, lang), said, is_map)


def _numbered(sections: list[Section], lang: str) -> tuple[Section, ...]:
    """Maps, figures and tables counted through the report in the order they stand."""
    counts = {"reports.map": 0, "reports.figure": 0, "reports.table": 0}
    done = []
    for section in sections:
        blocks: list[Block] = []
        for block in section.blocks:
            if isinstance(block, (Findings, Said, Bullets, Steps, Facts)):
                blocks.append(block)
                continue
            kind = "reports.table" if not isinstance(block, Picture) else "reports.map" if block.is_map else "reports.figure"
            counts[kind] += 1
            blocks.append(replace(block, number=text(kind, lang, n=counts[kind])))
        done.append(replace(section, blocks=tuple(blocks)))
    return tuple(done)
