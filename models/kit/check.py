"""Checks a package against the whole contract: one line a finding, each saying what to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from connectors.problem import Problem
from models.kit import cases, exercises, library
from models.kit.check_imports import import_faults
from models.kit.contract import Model
from models.kit.expecting import differs
from models.kit.preview_rules import source_of
from models.kit.result import Result
from models.kit.sampling import SIZES, SampleRuns, run_sample, sample_files, sample_truth
from models.kit.sources import FINDINGS, derive
from models.kit.weighing import strays
from models.kit.wording import LANGUAGES, slots

_FILES = ("manifest.toml", "sample.py", "cases.toml", "exercises.toml", "manual.ko.md", "manual.en.md")
_SECTIONS = 6
_HANGUL = re.compile("[가-힣]")


def check_folder(folder: Path, samples: SampleRuns | None = None) -> tuple[str, ...]:
    """Everything that is wrong with a package, line by line; nothing when it keeps the contract. Runs its code.

    `samples`: runs of its sample that are shared with whoever asked.
    """
    # A package that may not be imported is not run either.
    return check_at_rest(folder) or check_running(folder, samples)


def check_at_rest(folder: Path) -> tuple[str, ...]:
    """What its files say of it. Nothing of it runs. Of a planned model there is only what it asks of data."""
    try:
        model = library.load_folder(folder)
    except Problem as problem:
        said = problem.facts.get("faults") or [problem.facts.get("fault", "there is no package here")]
        return tuple(f"manifest.toml: {fault}" for fault in said)
    if model.state == "planned":
        return tuple(_asked(model))
    parts: tuple[Callable[[Model], Iterator[str]], ...] = (_files, _steps, _words, _asked, _manuals, _exercise_words)
    return tuple(fault for part in parts for fault in part(model)) + tuple(import_faults(model.folder))


def check_running(folder: Path, samples: SampleRuns | None = None) -> tuple[str, ...]:
    """What its sample, steps, exercises and cases give. Raises Problem "run.cannot_confine"."""
    model = library.load_folder(folder)
    if model.state == "planned":
        return ()
    library.refuse_unheld(model)
    samples = samples or SampleRuns(model)
    return tuple(fault for part in (_sample, _cases) for fault in part(model, samples))


def _files(model: Model) -> Iterator[str]:
    for name in _FILES:
        if not (model.folder / name).is_file():
            yield f"{name}: is missing; see a package made by `modu model new`"


def _steps(model: Model) -> Iterator[str]:
    used = {name for step in model.steps for name in step.reads}
    shown = {table.name for output in model.outputs for table in output.tables}
    for step in model.steps:
        if step.kind == "sql" and not derive(model.folder, step).opening_comment:
            yield f"sql/{step.name}.sql: begin with a comment `-- one row per …`"
        if step.name != FINDINGS and not set(step.tables) & (used | shown):
            yield f"step «{step.name}»: nothing reads it and no output shows it; remove it or show it"
    for setting in model.settings:
        if setting.name not in used:
            yield f"setting «{setting.name}»: no step reads it; remove it, or use ${setting.name}"
    for item in model.inputs:
        if item.name not in used:
            yield f"input «{item.name}»: no step reads it; remove it"
    if not any(step.name == FINDINGS for step in model.steps) or not any(o.findings for o in model.outputs):
        yield f"steps.py: write a function {FINDINGS}(…), or sql/{FINDINGS}.sql, and its [[output.finding]] sentences"


def _words(model: Model) -> Iterator[str]:
    for output in model.outputs:
        drawn = [(f"figure «{one.name}»", one.alt) for one in output.figures]
        drawn += [(f"map «{one.name}»", one.alt) for one in output.maps]
        for place, alt in drawn:
            if slots(alt["ko"]) != slots(alt["en"]):
                yield f"output «{output.name}» {place} alt: use the same {{slots}} in ko and en"
        for finding in output.findings:
            if _HANGUL.search(finding.text["en"]):
                yield f"output «{output.name}» finding «{finding.key}»: the en sentence holds Korean"
            if not finding.text["ko"].rstrip().endswith((".", "?", "!")):
                yield f"output «{output.name}» finding «{finding.key}»: the ko text must be a whole sentence"


def _asked(model: Model) -> Iterator[str]:
    """What every input says of itself."""
    for item in model.inputs:
        for field in item.fields:
            if not field.required and not field.without:
                yield f"input «{item.name}» field «{field.name}»: say in `without` what is lost when it is absent"
        if not item.required and not item.without:
            yield f"input «{item.name}»: say in `without` what is lost when it is absent"


def _manuals(model: Model) -> Iterator[str]:
    for lang in LANGUAGES:
        path = model.folder / f"manual.{lang}.md"
        if path.is_file():
            sections = re.findall(r"^## +\S.*$", path.read_text(encoding="utf-8"), re.MULTILINE)
            if len(sections) < _SECTIONS:
                yield (
                    f"{path.name}: has {len(sections)} sections (##), needs {_SECTIONS}: purpose, preparing the data, "
                    "reading the result, limits and misuse, a worked example, glossary, references"
                )


def _exercise_words(model: Model) -> Iterator[str]:
    yield from exercises.faults_of_words(model)
    if not cases.read_cases(model):
        yield "cases.toml: write at least one [[case]] with a value known from elsewhere"


def _sample(model: Model, samples: SampleRuns) -> Iterator[str]:
    try:
        for size in SIZES[:2]:
            if sample_files(model, 1, size) != sample_files(model, 1, size):
                yield f"sample.py: the same seed gives other files (size {size}); draw from random.Random(seed) only"
                return
        if sample_files(model, 1, "small") == sample_files(model, 2, "small"):
            yield "sample.py: another seed gives the same files; use the seed"
        result, again = samples.result(seed=1), run_sample(model, seed=1)
    except Problem as problem:
        yield f"sample: the run on it stopped with {problem}"
        return
    except Exception as fault:  # a package may raise anything; its author reads the line
        notes = " ".join(getattr(fault, "__notes__", ()))
        yield f"sample: the run on it raised {type(fault).__name__}: {fault} {notes}".rstrip()
        return
    yield from _whole(model, result, again)
    yield from _rankings(model, result)
    yield from _previews(model, samples)
    yield from _exercises(model, samples)


def _whole(model: Model, result: Result, again: Result) -> Iterator[str]:
    if result.provenance["result_hash"] != again.provenance["result_hash"]:
        yield "steps: two runs on the same sample differ; order every table, and draw from `seed` only"
    for answer in result.answers:
        if answer.state != "given":
            yield f"output «{answer.output}»: the sample must bring all it needs ({answer.why and answer.why['en']})"
    for output in model.outputs:
        if output.findings and not any(item.output == output.name for item in result.findings):
            yield f"output «{output.name}»: says nothing on the sample; return one of its findings"


def _rankings(model: Model, result: Result) -> Iterator[str]:
    given = {one.spec.name: one for one in result.rankings}
    for output in model.outputs:
        for ranking in output.rankings:
            place = f"output «{output.name}» ranking «{ranking.name}»"
            if ranking.name not in given:
                yield f"{place}: not given on the sample; its table must have rows, its score and parts numbers"
                continue
            wrong, off = strays(given[ranking.name].spec, result.table(ranking.table).rows)
            if wrong:
                yield f"{place}: in {wrong} rows {ranking.score!r} is not what the parts give (off by {off:.4g}); see acts and weights"


def _previews(model: Model, samples: SampleRuns) -> Iterator[str]:
    declared = [item for item in model.settings if item.preview]
    for item in declared:
        if not source_of(model, item).opening_comment:
            yield f"sql/preview_{item.name}.sql: begin with a comment `-- one row per …`"
    try:
        told = samples.previews(seed=1, size="small")
    except Exception as fault:  # as above: a package may raise anything
        yield f"previews: telling them on the sample raised {type(fault).__name__}: {fault}"
        return
    for item in declared:
        if item.name not in told:
            yield f"setting «{item.name}» preview: tells nothing on the sample; its SQL must give one row with every value"


def _exercises(model: Model, samples: SampleRuns) -> Iterator[str]:
    truth = sample_truth(model, 1, "small")
    for written in cases.read_cases(model, "exercises.toml"):
        result = samples.result(written.get("settings"), seed=1)
        for expected in written.get("expect", ()):
            said = differs(result, expected, truth)
            if said:
                yield f"exercises.toml «{written.get('name', '?')}»: {said}"
    for exercise in exercises.exercises_of(model):
        yield from exercises.faults_of_answers(model, exercise, samples.result(exercise.settings or None, seed=1))


def _cases(model: Model, samples: SampleRuns) -> Iterator[str]:
    for outcome in cases.run(model, samples):
        for said in outcome.said:
            yield f"cases.toml «{outcome.title.get('en', '?')}»: {said}"
