"""About the checks: of each, what it looks at and from what size on, why, what follows if it is left, and how to mend it."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts import going
from app.parts.markup import paragraph, plain, show, tag
from app.session import say
from app.texts import keys, words
from data_catalog.check_rules.kinds import kind_of

_HELP = "check_help."
_TOLD_AS = {"refers_near": "refers_to", "crs_turned": "crs_not_sure"}


def codes() -> tuple[str, ...]:
    """What a check can find, by the name it has in the person's language."""
    known = [key.removeprefix(_HELP) for key in keys() if key.startswith(_HELP) and key.count(".") == 1]
    return tuple(sorted(known, key=lambda code: say(f"{_HELP}{code}")))


def draw() -> None:
    """Draws the page of one check, or the list of all."""
    asked = session.address("check")
    if asked in codes():
        _one(asked)
        return
    st.title(say("nav.checks"), anchor=False)
    show(paragraph(say("checks.lead")))
    rows = (
        tag("li", tag("a", plain(say(f"{_HELP}{code}")), href=going.address("checks", check=code), target="_self"), tag("br"),
            tag("small", plain(say(f"{_HELP}{code}.looks"))))
        for code in codes()
    )  # fmt: skip
    show(tag("ul", *rows))


def _one(code: str) -> None:
    going.link("checks", say("checks.all"), icon=":material/arrow_back:")
    st.title(say(f"{_HELP}{code}"), anchor=False)
    show(paragraph(say(f"{_HELP}{code}.looks")))
    told, kind = f"finding.{_TOLD_AS.get(code, code)}", f"check_kind.{kind_of(code)}"
    _part("why", f"{kind}.why")
    for part in ("effect", "stops"):
        _part(part, f"{told}.{part}")
    _part("result", f"{kind}.result")
    _part("repair", f"{told}.repair") or _part("repair", f"{kind}.mend")
    _part("example", f"{kind}.example")


def _part(part: str, key: str) -> bool:
    """Shows one part of a page, where it is worded. A sentence with gaps is about one file; here it would be about none."""
    is_said = key in keys() and "{" not in words(key)["ko"]
    if is_said:
        show(tag("h2", plain(say(f"checks.{part}"))), paragraph(say(key)))
    return is_said


draw()
