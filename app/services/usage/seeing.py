"""All the page of usage tells of a period, from one reading of the ledger."""

from __future__ import annotations

from dataclasses import dataclass

from app.identity.person import Person
from app.services.platform import Platform
from app.services.usage import adoption, board, cases, funnel, hints
from app.services.usage.adoption import Adoption
from app.services.usage.board import Board
from app.services.usage.funnel import Funnel
from app.services.usage.hints import Hints
from app.services.usage.periods import Span
from app.services.usage.scope import EVERYTHING, Asked, opened


@dataclass(frozen=True)
class Seen:
    """`hints` are of the calendar year the period ends in. `awaiting`: cases that wait for their reviewers today."""

    board: Board
    funnels: tuple[Funnel, ...]
    adoption: Adoption
    hints: Hints
    awaiting: int


def seen(person: Person, platform: Platform, span: Span, against: Span | None = None, asked: Asked = EVERYTHING) -> Seen:
    """Problems: rights.role_needed, not_found.organisation, usage.no_practice."""
    scope = opened(person, platform, asked)
    return Seen(
        board.of_scope(scope, scope.rows_of(span), span, against), funnel.of_scope(scope, span), adoption.of_scope(scope, span),
        hints.of_scope(person, platform, scope, span.last.year), cases.awaiting(platform, scope),
    )  # fmt: skip
