"""What a check found, as lines; what was understood, as one sentence; the places, as points."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from app import session
from app.charts.numbers import months_text
from app.parts import going
from app.parts.markup import badge, plain, tag
from app.session import say
from app.texts import findings, text
from data_catalog.check_rules import CheckFinding
from models.kit.wording import number

_WIDTH, _HEIGHT = 480, 300
_AIR = 12
_DOT, _SMALL_DOT, _MANY = 4, 3, 300


def finding_html(finding: CheckFinding, helped: str = "") -> str:
    """One finding: what, how many rows, examples, what happens if left, how to mend it, and the way to its help page.

    `helped`: the way to what helped others with it, as HTML.
    """
    lang = session.language()
    facts = {"rows": finding.rows, **finding.facts}
    kind = "bad" if finding.blocking else "warn" if finding.limiting else "good" if finding.applied else "calm"
    word = "blocking" if finding.blocking else "limiting" if finding.limiting else "applied" if finding.applied else "noted"
    lines = [tag("b", plain(findings.said(finding, lang)))]
    if finding.examples:
        shown = ", ".join(_example(example.line, example.value) for example in finding.examples[:5])
        lines.append(tag("small", plain(shown)))
    if finding.effect:
        lines.append(tag("small", plain(say("check.if_left", effect=text(finding.effect, lang, **facts)))))
    if finding.repair:
        lines.append(tag("small", plain(say("check.repair", repair=text(finding.repair, lang, **facts)))))
    if why := findings.why(finding, lang):
        lines.append(tag("small", plain(say("check.why", why=why)), class_="mo-soft"))
    way = going.address("checks", check=finding.code)
    named = say(f"check_help.{finding.code}")
    lines.append(
        tag(
            "small",
            tag("a", plain(say("check.about")), href=way, target="_blank", aria_label=f"{say('check.about')}: {named}"),
            *((" ", helped) if helped else ()),
        )
    )
    return tag("li", tag("span", badge(say(f"check.word.{word}"), kind)), tag("div", *lines))


def _example(line: int, value: object) -> str:
    """One place where it is so; a row as a whole has no value of its own to show."""
    return say("check.example", line=line, value=value) if str(value or "").strip() else say("check.example_line", line=line)


def understood(facts: Mapping[str, Any]) -> str:
    """One sentence the person can recognise or deny."""
    lang = session.language()
    given: dict[str, Any] = {"input": facts["input"], "rows": facts["rows"]}
    things = [text(f"understood.{item['code']}", lang, **item["facts"]) for item in facts["things"]]
    if things:
        given["things"] = things
    if facts["period"]:
        first, last = (date.fromisoformat(f"{facts['period']['facts'][end]}-01") for end in ("first", "last"))
        given["period"] = months_text(first, last, lang)
    name = {(True, True): "said", (False, True): "without_period", (True, False): "without_things", (False, False): "rows_only"}
    return text(f"understood.{name[bool(facts['period']), bool(things)]}", lang, **given)


def points_html(points: tuple[tuple[float, float], ...]) -> str:
    """The places as dots of a small picture, north up, and the box they lie in as words."""
    lons, lats = [lon for lon, _ in points], [lat for _, lat in points]
    west, east, south, north = min(lons), max(lons), min(lats), max(lats)
    # A degree of longitude is shorter than one of latitude: about 0.8 in Korea.
    wide, tall = max((east - west) * 0.8, 1e-6), max(north - south, 1e-6)
    scale = min((_WIDTH - 2 * _AIR) / wide, (_HEIGHT - 2 * _AIR) / tall)
    left, top = (_WIDTH - wide * scale) / 2, (_HEIGHT - tall * scale) / 2
    size = _SMALL_DOT if len(points) > _MANY else _DOT
    dots = "".join(
        f'<circle cx="{left + (lon - west) * 0.8 * scale:.1f}" cy="{top + (north - lat) * scale:.1f}" r="{size}"/>' for lon, lat in points
    )
    said = say("check.points_alt", count=len(points))
    box = say("check.where", west=number(west, ".3"), east=number(east, ".3"), south=number(south, ".3"), north=number(north, ".3"))
    drawn = f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{plain(said)}" class="mo-points">{dots}</svg>'
    return drawn + tag("p", plain(box), class_="mo-small mo-soft")
