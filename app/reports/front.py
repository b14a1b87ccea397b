"""What stands on the first page and in the provenance: who, when, which data, which settings, which model."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.charts.numbers import clean, date_text, moment_text
from app.reports.blocks import Fact
from app.reports.options import ONE_PAGE, ReportOptions
from app.texts import keys, text, words
from connectors.problem import Problem
from models.kit import library
from models.kit.contract import Setting
from models.kit.result import InputUse, Result
from models.kit.wording import number, slots

# Enough of a fingerprint to tell two files apart on paper; the whole one stands in the provenance.
SHORT = 12


def front(result: Result, lang: str, options: ReportOptions) -> tuple[Fact, ...]:
    """The facts of page one."""
    made = date_text(made_at(result, options), lang)
    model = text(
        "reports.fact.model_said",
        lang,
        title=clean(result.title[lang]),
        version=result.version,
        hash=result.model_hash[:SHORT],
    )
    found = [
        Fact(text("reports.fact.made_on", lang), (made,)),
        Fact(text("reports.fact.organisation", lang), (organisation(result, options),)),
        Fact(text("reports.fact.data", lang), _joined(result, lang, options)),
        Fact(text("reports.fact.settings", lang), (_settings_short(result, lang),)),
        Fact(text("reports.fact.model", lang), (model,)),
        Fact(text("reports.fact.review", lang), _review(result, options, lang)),
        Fact(text("reports.fact.run", lang), (result.run_id,)),
    ]
    return tuple(fact for fact in found if any(fact.lines))


def _review(result: Result, options: ReportOptions, lang: str) -> tuple[str, ...]:
    """Who confirmed it and when, or that nobody has; nothing where nothing is said of that."""
    review = options.review
    if review is None or result.sample:
        return ()
    if not review.by or review.on is None:
        return (text("reports.mark.unreviewed", lang),)
    said = text("reports.fact.reviewed", lang, name=clean(review.by), day=date_text(review.on, lang))
    return (said, text("reports.fact.review_changed", lang)) if review.changed else (said,)


def organisation(result: Result, options: ReportOptions) -> str:
    """Whose report it is: as chosen, else as the run has it."""
    return clean(options.organisation.strip() or str(result.provenance.get("organisation") or ""))


def made_at(result: Result, options: ReportOptions) -> datetime:
    """When the result was made, in local time."""
    return datetime.fromisoformat(result.made_at_utc).astimezone(ZoneInfo(options.timezone))


def settings(result: Result, lang: str) -> tuple[str, ...]:
    """Every setting by its title, as the model's package words it."""
    known = _settings_of(result)
    return tuple(
        text(
            "reports.fact.setting_said",
            lang,
            title=_titled(name, known, lang),
            value=_value(value, known.get(name), lang),
        )
        for name, value in result.settings.items()
    )


def reasons(item: InputUse, lang: str) -> tuple[str, ...]:
    """What happened to rows: set aside while reading ("aside.total") or preparing ("prepare.row_repeated"), or repaired."""
    said = []
    for reason in item.reasons:
        code, rows = clean(str(reason["code"])), reason["rows"]
        facts, last = {**reason["facts"], "rows": rows}, code.rpartition(".")[2]
        if reason.get("effect", "set_aside") == "set_aside":
            why = _worded((code, f"set_aside.{last}"), facts, lang) or code
            said.append(text("reports.input.reason_said", lang, reason=clean(why), rows=rows))
        elif code.startswith("repaired."):
            said.append(clean(_repaired(code.removeprefix("repaired."), facts, lang)))
        else:
            said.append(clean(_worded((code, f"finding.{last}"), facts, lang) or f"{code}: {number(rows)}"))
    return tuple(said)


def _repaired(code: str, facts: Mapping[str, Any], lang: str) -> str:
    """How cells were read that are written another way."""
    key = "reports.input.repaired" if facts["after"] else "reports.input.repaired_blank"
    return text(key, lang, **{**facts, "way": text(f"repair.{code}", lang)})


def _settings_short(result: Result, lang: str) -> str:
    """What a person chose or is asked about; expert settings at their defaults are only counted."""
    known = _settings_of(result)
    shown = [
        text(
            "reports.fact.setting_said",
            lang,
            title=_titled(name, known, lang),
            value=_value(value, known.get(name), lang),
        )
        for name, value in result.settings.items()
        if name not in known or not known[name].expert or _plain(value) != _plain(known[name].default)
    ]
    rest = len(result.settings) - len(shown)
    return " · ".join([*shown, *([text("reports.fact.settings_rest", lang, n=rest)] if rest else [])])


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, (list, tuple)) else value


def provenance(result: Result, lang: str, options: ReportOptions) -> tuple[Fact, ...]:
    """Every input with its whole fingerprint and rows, every setting, and what was computed with what."""
    found: list[Fact] = []
    for item in result.inputs:
        title = clean(item.title[lang])
        found += [
            Fact(text("reports.input.file", lang, title=title), (clean(item.file),)),
            Fact(text("reports.input.fingerprint", lang, title=title), (item.fingerprint,)),
            Fact(text("reports.input.rows", lang, title=title), (_rows(item, lang), *reasons(item, lang))),
        ]
    return (*(fact for fact in found if fact.lines), *computed(result, lang, options))


def computed(result: Result, lang: str, options: ReportOptions) -> tuple[Fact, ...]:
    """Every setting, and what was computed with what."""
    found = [Fact(text("reports.fact.settings", lang), settings(result, lang))]
    found.append(Fact(text("reports.provenance.model_hash", lang), (result.model_hash,)))
    found.append(Fact(text("reports.provenance.made_at", lang), (moment_text(made_at(result, options), lang),)))
    for key, value in result.provenance.items():
        worded = f"reports.provenance.{key}"
        if worded in keys() and value is not None:
            # Seeds and versions are names, not quantities: no separators.
            found.append(Fact(text(worded, lang), (clean(str(value)),)))
    return tuple(fact for fact in found if fact.lines)


def _joined(result: Result, lang: str, options: ReportOptions) -> tuple[str, ...]:
    """A line an input; on a single page many inputs run on, or they would take half of it."""
    lines = tuple(_data(item, lang) for item in result.inputs)
    return (" / ".join(lines),) if options.length == ONE_PAGE and len(lines) > 2 else lines


def _data(item: InputUse, lang: str) -> str:
    return text(
        "reports.fact.data_said",
        lang,
        title=clean(item.title[lang]),
        file=clean(item.file),
        hash=item.fingerprint[:SHORT],
        rows_in=item.rows_in,
        kept=item.rows_kept,
        aside=item.rows_set_aside,
    )


def _rows(item: InputUse, lang: str) -> str:
    return text("reports.input.rows_said", lang, rows_in=item.rows_in, kept=item.rows_kept, aside=item.rows_set_aside)


def _worded(codes: tuple[str, ...], facts: Mapping[str, Any], lang: str) -> str | None:
    """The first of the codes that has a sentence these facts fill."""
    for code in codes:
        if code in keys() and slots(words(code)[lang]) <= facts.keys():
            return text(code, lang, **facts)
    return None


def _settings_of(result: Result) -> dict[str, Setting]:
    """The settings of the package as it is now; a package that is gone leaves the names."""
    try:
        return {item.name: item for item in library.load(result.model).settings}
    except Problem:
        return {}


def _titled(name: str, known: dict[str, Setting], lang: str) -> str:
    return clean(known[name].title[lang]) if name in known else name


def _value(value: Any, setting: Setting | None, lang: str) -> str:
    if isinstance(value, bool):
        return text("reports.yes" if value else "reports.no", lang)
    if setting and setting.choices and str(value) in setting.choices:
        return clean(setting.choices[str(value)][lang])
    unit = clean(setting.unit[lang]) if setting and setting.unit else ""
    # Korean writes 7분 and 3대, but 50 m.
    gap = "" if unit[:1] >= "가" else " "
    return clean(number(value)) + (gap + unit if unit else "")
