"""Help where a Problem is shown: the way to its page, what helped others, and what this page met for whoever asks about it."""

from __future__ import annotations

from urllib.parse import urlencode

from app import session
from app.parts.markup import plain, show, tag
from app.parts.support.article_words import titled
from app.services.support import articles
from app.services.support import met as known
from app.services.support.articles import Article
from app.services.support.attaching import MOST_PROBLEMS
from app.session import say
from app.sitemap import screen
from connectors.problem import Problem

PAGES = ("ask", "help", "support")
"""The pages of help: who asks on one of them asks about the page before."""
CONTEXT = ("draft", "step", "run", "model")
"""What of a page's address goes along to the form that asks: ids, never a value."""
_MET, _MEETS, _PAGE = "help.met", "help.meets", "help.page"
_OFFERED = 2
_OF_ITS_PAGE = "not_found.problem"
"""Said by the page of Problems: nothing more of it is told there."""


def begin(page: str) -> None:
    """A page is drawn anew: what it meets from here on is what somebody who asks has met; the pages of help meet nothing themselves."""
    session.remember(_MEETS, page not in PAGES)
    session.remember(_PAGE, page)
    if page not in PAGES:
        session.forget(_MET)


def met() -> tuple[str, ...]:
    """The keys of the Problems the page drawn last has shown, the newest first."""
    return tuple(session.remembered(_MET, ()))


def meet(*problems: str) -> None:
    """Notes that the page shows these."""
    if not session.remembered(_MEETS, True):
        return
    session.remember(_MET, tuple(dict.fromkeys((*problems, *met())))[:MOST_PROBLEMS])


def whence() -> dict[str, str]:
    """The page that is drawn and the ids in its address; empty on the pages of help."""
    page = str(session.remembered(_PAGE, "") or "")
    if not page or page in PAGES:
        return {}
    return {"page": page, **{name: said for name in CONTEXT if (said := session.address(name))}}


def about(problem: Problem) -> None:
    """Notes that the Problem was met, and shows the way to more about it and to what helped others."""
    if not known.is_known(problem.code) or problem.code == _OF_ITS_PAGE or session.person().workshop_id is not None:
        return  # a seat of a workshop asks its trainer: the pages of help are none of its own
    meet(problem.code)
    ways = [_way(urlencode({"problem": problem.code, **whence()}), say("help.more"), say("help.more_of"))]
    ways += [helped_others(one) for one in articles.offered(session.platform(), problem=problem.code, most=_OFFERED)]
    show(tag("p", *ways, class_="mo-help"))


def helped_others(one: Article) -> str:
    """The way to an article that helped others."""
    said = say("help.helped_others", title=titled(one))
    return _way(f"article={one.id}", said, said)


def _way(query: str, said: str, read: str) -> str:
    address = f"/{screen('help').path}?{query}"
    return tag("a", plain(said), href=address, target="_blank", aria_label=f"{read} {say('help.new_window')}")
