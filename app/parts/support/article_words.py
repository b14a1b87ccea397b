"""An article in the words its reader is given: title and text each in their own language where it is there, else in the other one, which
is said."""

from __future__ import annotations

from app import session
from app.parts.markup import plain, tag
from app.services.support.articles import Article
from app.session import say


def titled(one: Article) -> str:
    """Its title in a list or a link, with the name of the language its text is in where that is not the reader's."""
    given = one.said.read_in(session.language())
    title = one.said.title.get(one.said.titled_in(session.language()), "") or say("article.untitled")
    return title if given == session.language() else say("article.titled_in", title=title, language=say(f"language.{given}"))


def heading(one: Article) -> str:
    """Its title over its page, as HTML."""
    given = one.said.titled_in(session.language())
    return tag("h1", plain(one.said.title[given]), class_="mo-title", lang=_other(given))


def body(one: Article) -> str:
    """Its text as HTML; one in the other language after a line that says so."""
    given = one.said.read_in(session.language())
    lines = [tag("p", plain(said)) for said in one.said.body[given].split("\n") if said]
    if _other(given) is None:
        return "".join(lines)
    told = say("article.only_in", language=say(f"language.{given}"))
    return tag("p", plain(told), class_="mo-small mo-soft") + tag("div", *lines, lang=given)


def _other(given: str) -> str | None:
    """The language, where it is not that of the page."""
    return given if given != session.language() else None
