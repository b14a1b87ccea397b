"""Articles of law that agreements rest on: what each allows, and where the text in force is read."""

from __future__ import annotations

from collections.abc import Sequence

from app import session
from app.parts.folds import fold
from app.parts.markup import plain, show, table, tag
from app.session import say
from data_catalog import legal_bases


def draw(ids: Sequence[str], title: str, key: str) -> None:
    """Draws them folded under a title; nothing where there is none. Addresses are told and not linked: pages lead nowhere outside."""
    lang = session.language()
    known = [one for own in ids if (one := legal_bases.articles().get(own)) is not None]
    if not known:
        return
    with fold(title, key=key) as is_open:
        if not is_open:
            return
        show(tag("p", plain(say("agreement.legal.lead")), class_="mo-small"))
        head = [say(f"agreement.legal.{name}") for name in ("article", "allows", "source")]
        show(table(head, [(one.cited(lang), one.allows[lang], one.source) for one in known], caption=title))
