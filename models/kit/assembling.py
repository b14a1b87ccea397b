"""Makes the Result of a run: words filled, tables as declared, figures and maps with what they show, provenance."""

from __future__ import annotations

import dataclasses
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import polars as pl

from connectors.problem import Problem
from data_catalog.disclosure import HIDING, Protection
from models.kit.availability import unmet
from models.kit.contract import Model, Output, TableSpec
from models.kit.disclosing import Facts, disclosed_findings, disclosed_tables, undominated_facts, what_was_done
from models.kit.drawable import figure_has_values, map_has_values, not_drawn
from models.kit.prepared import PreparedInput
from models.kit.protected_facts import told_facts, told_uses
from models.kit.rankings import rankings_of
from models.kit.result import Answer, Figure, Finding, Map, Result, StepUse, Table
from models.kit.result_hash import hash_of
from models.kit.stepping import Tables
from models.kit.wording import LANGUAGES, Words, fill, said_in


@dataclass(frozen=True)
class Ran:
    """What is known of a run beside its tables. `limited`: the checks already said that it is. `disclosed`: persons are protected,
    as `protection` says; `mark`: what the data are known by then."""

    run_id: str
    sample: bool
    limited: bool
    settings: Mapping[str, Any]
    inputs: Mapping[str, PreparedInput]
    answers: tuple[Answer, ...]
    method: tuple[StepUse, ...]
    provenance: Mapping[str, Any]
    disclosed: bool = True
    protection: Protection = HIDING
    mark: str = ""


def assemble(model: Model, ran: Ran, tables: Tables) -> Result:
    """The Result. Raises Problem "package.*" when the package did not give what its manifest says."""
    asked = zip(model.outputs, ran.answers, strict=True)
    answers = tuple(_answered(output, answer, tables) for output, answer in asked)
    given = {answer.output for answer in answers if answer.state != "refused"}
    outputs = [output for output in model.outputs if output.name in given]
    shown = {lang: shown_settings(model, ran.settings, lang) for lang in LANGUAGES}
    raw = tuple(
        Table(spec, _declared(model, spec, tables), output.name)
        for output in outputs
        for spec in output.tables
        if spec.name in tables.there
    )
    made = disclosed_tables(outputs, raw, ran.protection, ran.mark) if ran.disclosed else raw
    facts: Facts = tables.found
    facts, unsaid = undominated_facts(outputs, raw, made, facts) if ran.disclosed else (facts, ())
    if ran.disclosed and ran.protection.changes:
        facts = told_facts(outputs, facts, raw, made, ran.protection, ran.mark)
    findings = _findings(model, given, facts, shown)
    if ran.disclosed:
        findings = (*disclosed_findings(outputs, findings), *unsaid)
    uses = tuple(item.use for item in ran.inputs.values())
    if ran.disclosed and ran.protection.changes and any(output.disclosure == "counts" for output in outputs):
        uses = told_uses(uses, ran.protection, ran.mark)
    method = (*ran.method, *(what_was_done(outputs, made, ran.protection) if ran.disclosed else ()))
    figures, maps, bare = _drawn(outputs, made, findings, shown)
    return Result(
        model=model.id, version=model.version, model_hash=model.hash, title=model.title, question=model.question,
        run_id=ran.run_id, made_at_utc=datetime.now(UTC).isoformat(timespec="seconds"), sample=ran.sample,
        limited=ran.limited or any(answer.state != "given" for answer in answers),
        settings=ran.settings, inputs=uses, answers=answers,
        findings=(*findings, *bare), tables=made, figures=figures, maps=maps, method=method, limits=model.limits,
        references=model.references,
        provenance={**ran.provenance, **environment(), "result_hash": hash_of(made, (*findings, *bare))},
        rankings=rankings_of(outputs, made, maps, ran.settings),
    )  # fmt: skip


def shown_settings(model: Model, settings: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """The settings as sentences show them: a choice by its title, yes and no as words."""
    shown = dict(settings)
    for item in model.settings:
        if item.kind == "choice" and item.choices:
            shown[item.name] = item.choices[settings[item.name]][lang]
        elif item.kind == "yesno":
            shown[item.name] = {"ko": ("아니요", "예"), "en": ("no", "yes")}[lang][bool(settings[item.name])]
    return shown


def _answered(output: Output, answer: Answer, tables: Tables) -> Answer:
    """An output whose tables the steps could not give is limited; one that has none of them is refused."""
    absent = [table for table in output.tables if table.name not in tables.there]
    if answer.state == "refused" or not absent:
        return answer
    missing = {lang: [table.title[lang] for table in absent] for lang in LANGUAGES}
    return unmet(output, missing, wholly=len(absent) == len(output.tables))


def _findings(model: Model, given: set[str], told: Facts, shown: Mapping[str, Mapping[str, Any]]) -> tuple[Finding, ...]:
    specs = {spec.key: (spec, output.name) for output in model.outputs for spec in output.findings}
    found = []
    for key, facts in told:
        if key not in specs:
            raise Problem("package.finding_unknown", package=model.id, finding=key[:60])
        spec, output = specs[key]
        if output not in given:
            continue
        try:
            text = {lang: fill(spec.text[lang], {**shown[lang], **said_in(facts, lang)}) for lang in LANGUAGES}
        except (KeyError, ValueError) as fault:
            raise Problem("package.finding_wrong", package=model.id, finding=key, fact=str(fault)[:80]) from fault
        found.append(Finding(key, text, spec.level, output, facts))
    # The order of the manifest is the order of reading.
    order = {key: place for place, key in enumerate(specs)}
    return tuple(sorted(found, key=lambda item: order[item.key]))


def _declared(model: Model, spec: TableSpec, tables: Tables) -> pl.DataFrame:
    frame = tables.frame(spec.name)
    names = [column.name for column in spec.columns]
    absent = [name for name in names if name not in frame.columns]
    if absent:
        raise Problem("package.columns_absent", package=model.id, table=spec.name, columns=absent)
    return frame.select(names)


def _drawn(
    outputs: list[Output], made: tuple[Table, ...], findings: tuple[Finding, ...], shown: Mapping[str, Mapping[str, Any]]
) -> tuple[tuple[Figure, ...], tuple[Map, ...], tuple[Finding, ...]]:
    """Figures and maps with their descriptions; those without any value are left out, and one note names them."""
    rows = {table.spec.name: table.rows for table in made}
    figures, maps, empty = [], [], []
    for output in outputs:
        facts = _facts_for(output, findings)
        for figure in output.figures:
            if figure.table not in rows:
                continue
            if not figure_has_values(figure, rows[figure.table]):
                empty.append((output.name, figure.title))
            else:
                figures.append(Figure(dataclasses.replace(figure, alt=_alt(figure.alt, facts, shown)), output.name))
        for drawn in output.maps:
            layers = tuple(layer for layer in drawn.layers if layer.table in rows)
            if not layers or drawn.table not in rows:
                continue
            if not map_has_values(layers, rows):
                empty.append((output.name, drawn.title))
            else:
                maps.append(Map(dataclasses.replace(drawn, alt=_alt(drawn.alt, facts, shown), layers=layers), output.name))
    bare = (not_drawn(empty[0][0], [title for _, title in empty]),) if empty else ()
    return tuple(figures), tuple(maps), bare


def _facts_for(output: Output, findings: tuple[Finding, ...]) -> dict[str, Any]:
    """Every fact by its name. Where several findings tell one, the output's own comes first, and its first of those."""
    facts: dict[str, Any] = {}
    for item in sorted(findings, key=lambda item: item.output != output.name):
        for name, value in item.facts.items():
            facts.setdefault(name, value)
    return facts


class _Known(dict[str, Any]):
    """A fact that no finding told is a dash in a description: it must not fail the run."""

    def __missing__(self, name: str) -> None:
        return None


def _alt(said: Words, facts: Mapping[str, Any], shown: Mapping[str, Mapping[str, Any]]) -> Words:
    return {lang: fill(said[lang], _Known({**shown[lang], **said_in(facts, lang)})) for lang in LANGUAGES}


@cache
def environment() -> Mapping[str, str]:
    """The engine and the product with their versions. To be changed by nobody."""
    parts = {name: version(name) for name in ("duckdb", "polars", "numpy")}
    try:
        product = version("modu")
    except PackageNotFoundError:  # run from its source folder, never installed
        product = "source"
    own = {"product": f"modu {product}", "python": platform.python_version()}
    return {"engine": f"duckdb {parts.pop('duckdb')}", **own, **parts}
