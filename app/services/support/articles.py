"""Help articles: an answer kept for whoever comes next, in one language or both, tied to a Problem key, a step or a model."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select, update
from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person
from app.services import written
from app.services.drafts.drafts import STEPS
from app.services.platform import Platform
from app.services.support import met, steps
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records.tables import HelpArticle, HelpArticleVersion, HelpEntry, HelpVote, new_id
from models.kit import library
from models.kit.wording import LANGUAGES, Words

TITLE_MAX, BODY_MAX = 120, 4_000
_WEIGHT = {"problem": 4, "model": 2, "step": 1}
_TIES = {"problem": HelpArticle.problem, "step": HelpArticle.step, "model": HelpArticle.model}
_MOST = 500
_HIDDEN = "***"
"""What stands for a number that was hidden."""


@dataclass(frozen=True)
class Said:
    """What an article says, by language, and what it is tied to; empty ties and texts where there are none yet."""

    title: Words
    body: Words
    problem: str = ""
    step: str = ""
    model: str = ""

    @property
    def untied(self) -> bool:
        """Whether it is offered nowhere by itself."""
        return not (self.problem or self.step or self.model)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages it is written in: those with both a title and a text."""
        return tuple(lang for lang in LANGUAGES if self.title.get(lang) and self.body.get(lang))

    def read_in(self, lang: str) -> str:
        """The language whoever reads in `lang` is given: that one, or the other where it is written in the other alone."""
        return lang if lang in self.languages else next(iter(self.languages), lang)

    def titled_in(self, lang: str) -> str:
        """The language of the title whoever reads in `lang` is given: their own where there is one, whatever the text is in."""
        return lang if self.title.get(lang) else self.read_in(lang)


@dataclass(frozen=True)
class Article:
    """One article. `version`: of what was published last, 0 for never; `helped`: how many people it helped."""

    id: str
    said: Said
    state: str
    version: int
    helped: int
    ticket_id: str | None
    changed_at_utc: datetime


def of_answer(person: Person, platform: Platform, ticket_id: str) -> str:
    """The draft that the last answer of a question becomes, with its ties; the same one when asked twice.

    Problems: not_found.ticket, support.not_answered.
    """
    with platform.records.session() as session:
        row = steps.needed(session, person, ticket_id, held=True)
        if not steps.supports(session, person, row.organisation_id):
            raise Problem("not_found.ticket")
        there = session.scalar(select(HelpArticle.id).where(HelpArticle.ticket_id == row.id).limit(1))
        if there is not None:
            return there
        answers = select(HelpEntry.said).where(HelpEntry.ticket_id == row.id, HelpEntry.kind == "answer").order_by(HelpEntry.id.desc())
        last = session.scalar(answers.limit(1))
        if last is None:
            raise Problem("support.not_answered")
        made = HelpArticle(
            id=new_id(), organisation_id=_place(session, person), ticket_id=row.id, problem=row.problem, step=row.step, model=row.model,
            made_by=person.id, changed_at_utc=platform.now(), **{f"body_{row.language}": last}, **_titles(row.problem),
        )  # fmt: skip
        session.add(made)
        session.flush()
        return made.id


def _titles(problem: str | None) -> dict[str, str]:
    """What happened, as the Problem says it, for titles to begin with; nothing without one."""
    if problem is None:
        return {}
    return {f"title_{lang}": met.halves(said)[0][:TITLE_MAX] for lang, said in met.bare(problem).items()}


def begin(person: Person, platform: Platform, said: Said) -> str:
    """A new draft. Problems: rights.*, article.tie_unknown."""
    rights.need(person, "support")
    with platform.records.session() as session:
        row = HelpArticle(id=new_id(), organisation_id=_place(session, person), made_by=person.id)
        _write(platform, row, said)
        session.add(row)
        session.flush()
        return row.id


def save(person: Person, platform: Platform, article_id: str, said: Said) -> None:
    """Keeps it as it stands; what is published changes with the next publication. Problems: not_found.article, article.tie_unknown."""
    with platform.records.session() as session:
        _write(platform, _needed(session, person, article_id, held=True), said)


def publish(person: Person, platform: Platform, article_id: str, said: Said) -> int:
    """Publishes it for everybody as its next version, whose number is given: of a language without a text, its title alone.

    Problems: not_found.article, article.tie_unknown, article.language_missing, article.masked.
    """
    with platform.records.session() as session:
        row = _needed(session, person, article_id, held=True)
        _write(platform, row, said)
        kept = _as_it_stands(row)
        if not kept.languages:
            raise Problem("article.language_missing")
        body = {lang: kept.body[lang] if lang in kept.languages else "" for lang in LANGUAGES}
        if any(_HIDDEN in said for said in (*kept.title.values(), *body.values())):
            raise Problem("article.masked")
        row.state, row.version = "published", row.version + 1
        told = {"title": dict(kept.title), "body": body, "problem": kept.problem, "step": kept.step, "model": kept.model}
        version = HelpArticleVersion(
            article_id=row.id, version=row.version, said=told, published_by=person.id, published_at_utc=platform.now()
        )
        session.add(version)
        session.flush()
        _note(session, platform, person, row, ledger.ARTICLE_PUBLISHED, version=row.version)
        return version.version


def withdraw(person: Person, platform: Platform, article_id: str) -> None:
    """Shows it to nobody any more. Problem not_found.article."""
    with platform.records.session() as session:
        row = _needed(session, person, article_id, held=True)
        if row.state == "published":
            row.state = "withdrawn"
            _note(session, platform, person, row, ledger.ARTICLE_WITHDRAWN)


def listed(person: Person, platform: Platform) -> tuple[Article, ...]:
    """Every article the person looks after, the one changed last first. Problem rights.role_needed."""
    rights.need(person, "support")
    with platform.records.reading() as session:
        mine = HelpArticle.organisation_id.in_(steps.tree(session, person))
        rows = session.scalars(select(HelpArticle).where(mine).order_by(HelpArticle.changed_at_utc.desc(), HelpArticle.id).limit(_MOST))
        return tuple(_article(row, _as_it_stands(row)) for row in rows)


def draft(person: Person, platform: Platform, article_id: str) -> Article:
    """An article as it stands, for whoever looks after it. Problem not_found.article."""
    with platform.records.reading() as session:
        row = _needed(session, person, article_id)
        return _article(row, _as_it_stands(row))


def one(platform: Platform, article_id: str) -> Article:
    """A published article as everybody reads it. Problem not_found.article."""
    with platform.records.reading() as session:
        for found in _read(session, _published().where(HelpArticle.id == article_id)):
            return found
    raise Problem("not_found.article")


def published(platform: Platform) -> tuple[Article, ...]:
    """Every published article, what helped most first."""
    with platform.records.reading() as session:
        return _read(session, _published())


def offered(platform: Platform, *, problem: str = "", step: str = "", model: str = "", most: int = 3) -> tuple[Article, ...]:
    """What helped others there: published articles tied to the Problem, the model or the step, and to no other one; the nearest first.

    What is not known of the place bars none but those of a Problem: these help where it is met alone.
    """
    here = {"problem": problem, "step": step, "model": model}
    tied = [_TIES[name] == value for name, value in here.items() if value]
    if not tied:
        return ()
    fits = [or_(column.is_(None), column == here[name]) for name, column in _TIES.items() if here[name] or name == "problem"]
    with platform.records.reading() as session:
        found = _read(session, _published().where(*fits, or_(*tied)))
    return tuple(sorted(found, key=lambda article: (-_nearness(article.said), -article.helped))[:most])


def beside(platform: Platform, problems: Collection[str]) -> dict[str, Article]:
    """What helped others most with each of several Problems or findings, of those that have an article."""
    if not problems:
        return {}
    with platform.records.reading() as session:
        found = _read(session, _published().where(HelpArticle.problem.in_(problems)))
    return {one.said.problem: one for one in reversed(found)}


def is_published(session: Session, article_id: str) -> bool:
    """Whether everybody may read an article."""
    return session.scalar(select(HelpArticle.id).where(HelpArticle.id == article_id, HelpArticle.state == "published")) is not None


def thanked(person: Person, platform: Platform, article_id: str) -> bool:
    """Keeps that an article helped the person; False where they had said so before. Problem not_found.article."""
    with platform.records.session() as session:
        if not is_published(session, article_id):
            raise Problem("not_found.article")
        return vote(session, person.id, article_id)


def vote(session: Session, person_id: str, article_id: str) -> bool:
    """The same in the session's transaction."""
    row = session.get(HelpArticle, article_id, with_for_update=True)
    if row is None or session.get(HelpVote, (article_id, person_id)) is not None:
        return False
    session.add(HelpVote(article_id=article_id, person_id=person_id))
    session.execute(update(HelpArticle).where(HelpArticle.id == article_id).values(helped=HelpArticle.helped + 1))
    return True


def _nearness(said: Said) -> int:
    return sum(weight for name, weight in _WEIGHT.items() if getattr(said, name))


def _published() -> Select[tuple[HelpArticle, Any]]:
    newest = (HelpArticleVersion.article_id == HelpArticle.id) & (HelpArticleVersion.version == HelpArticle.version)
    wanted = select(HelpArticle, HelpArticleVersion.said).join(HelpArticleVersion, newest).where(HelpArticle.state == "published")
    return wanted.order_by(HelpArticle.helped.desc(), HelpArticle.changed_at_utc.desc(), HelpArticle.id).limit(_MOST)


def _read(session: Session, wanted: Select[tuple[HelpArticle, Any]]) -> tuple[Article, ...]:
    return tuple(_article(row, Said(**said)) for row, said in session.execute(wanted))


def _article(row: HelpArticle, said: Said) -> Article:
    return Article(row.id, said, row.state, row.version, row.helped, row.ticket_id, row.changed_at_utc)


def _as_it_stands(row: HelpArticle) -> Said:
    title, body = {"ko": row.title_ko, "en": row.title_en}, {"ko": row.body_ko, "en": row.body_en}
    return Said(title, body, row.problem or "", row.step or "", row.model or "")


def _needed(session: Session, person: Person, article_id: str, *, held: bool = False) -> HelpArticle:
    row = session.get(HelpArticle, article_id, with_for_update=True if held else None)
    if row is None or not steps.supports(session, person, row.organisation_id):
        raise Problem("not_found.article")
    return row


def _write(platform: Platform, row: HelpArticle, said: Said) -> None:
    models = [model.id for model in library.models()]
    known = {"problem": said.problem == "" or met.is_known(said.problem), "step": said.step in ("", *STEPS),
             "model": said.model in ("", *models)}  # fmt: skip
    wrong = [getattr(said, name) for name, is_known in known.items() if not is_known]
    if wrong:
        raise Problem("article.tie_unknown", said=str(wrong[0])[:80])
    row.problem, row.step, row.model = said.problem or None, said.step or None, said.model or None
    row.title_ko, row.title_en = (written.line(said.title.get(lang, ""), TITLE_MAX) for lang in LANGUAGES)
    row.body_ko, row.body_en = (steps.plain(said.body.get(lang, ""), BODY_MAX) for lang in LANGUAGES)
    row.changed_at_utc = platform.now()


def _place(session: Session, person: Person) -> str:
    """Whose article it is: of the person's organisation where they support it, else of the first they do."""
    mine = steps.tree(session, person)
    return person.organisation_id if person.organisation_id in mine else min(rights.spans(person, "support"))


def _note(session: Session, platform: Platform, person: Person, row: HelpArticle, event: str, **facts: int) -> None:
    ties = {"model": row.model, "step": row.step, "problem": row.problem}
    ledger.record(
        session, event, person_id=person.id, organisation_id=row.organisation_id, subject=("article", row.id),
        facts={**{name: value for name, value in ties.items() if value}, **facts}, at=platform.now(),
    )  # fmt: skip
