"""What each role may do. Every service verb asks here."""

from __future__ import annotations

from collections.abc import Mapping

from app.identity.person import Person
from connectors.problem import Problem

PRACTISE = "practise"
"""To prepare and run an analysis that one was given: the only right of a seat in a workshop, which shares nothing and begins nothing."""
RIGHTS: Mapping[str, frozenset[str]] = {
    "analyse": frozenset({"analyst", "author", "trainer", "supporter", "supervisor", "steward", "admin"}),
    PRACTISE: frozenset({"analyst", "author", "trainer", "supporter", "supervisor", "steward", "admin"}),
    "write_models": frozenset({"author"}),
    "teach": frozenset({"trainer"}),
    "support": frozenset({"supporter", "admin"}),
    "see_usage": frozenset({"supervisor", "auditor", "admin"}),
    "run_campaigns": frozenset({"supervisor", "admin"}),
    "manage_datasets": frozenset({"steward", "admin"}),
    "review_releases": frozenset({"steward", "admin"}),
    "judge_cases": frozenset({"supervisor", "steward", "admin"}),
    "select_proposals": frozenset({"supervisor", "admin"}),
    "see_agreements": frozenset({"steward", "auditor", "admin"}),
    "keep_personal": frozenset({"steward", "admin"}),
    "manage_sources": frozenset({"steward", "admin"}),
    "manage_people": frozenset({"admin"}),
    "manage_platform": frozenset({"admin"}),
    "read_ledger": frozenset({"auditor", "admin"}),
}


def may(person: Person, right: str) -> bool:
    """Whether a role of the person gives the right, anywhere. Before a first password is changed nothing is allowed."""
    if person.workshop_id is not None:
        return right == PRACTISE
    return not person.must_change and bool(person.roles & RIGHTS[right])


def need(person: Person, right: str) -> None:
    """Passes, or raises Problem rights.password_first, rights.role_needed, rights.not_in_workshop."""
    if person.workshop_id is not None and right != PRACTISE:
        raise Problem("rights.not_in_workshop")
    if person.must_change:
        raise Problem("rights.password_first")
    if not may(person, right):
        raise Problem("rights.role_needed", right=right, roles=sorted(RIGHTS[right]))


def need_account(person: Person) -> None:
    """Passes for whoever has an account: what everybody signed in may do, a seat of a workshop may not. Problem rights.not_in_workshop."""
    if person.workshop_id is not None:
        raise Problem("rights.not_in_workshop")


def spans(person: Person, right: str) -> frozenset[str]:
    """The organisations at which the right begins: it holds there and in everything below."""
    return frozenset(organisation for role, organisation in person.scopes if role in RIGHTS[right])
