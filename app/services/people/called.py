"""What organisations are called: a code, a name in either language, or the way from the top ("한빛시 > 소방본부")."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

from app.identity.person import same_form
from app.services.people.organisations import Node
from connectors.problem import Problem
from models.kit.wording import LANGUAGES, Words

BETWEEN = " > "


def ways(nodes: Iterable[Node]) -> dict[str, Words]:
    """The way to each from the top of what is there, by id."""
    by_id = {node.id: node for node in nodes}
    return {own: _way(by_id, own) for own in by_id}


def last_of(said: str) -> str:
    """The name at the end of a way, in the form names are compared in.

    >>> last_of("한빛시 > 소방본부 ")
    '소방본부'
    """
    return same_form(said.rpartition(BETWEEN.strip())[2])


class Called:
    """Finds organisations by what they are called, and keeps up with those that are added or changed. Ended ones are not found."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.nodes: dict[str, Node] = {}
        self._by: dict[str, set[str]] = {}
        for node in nodes:
            self.put(node)

    def put(self, node: Node) -> None:
        """Adds one, or takes it as it is now."""
        if node.id in self.nodes:
            for name in _names(self.nodes[node.id]):
                self._by.get(name, set()).discard(node.id)
        self.nodes[node.id] = node
        for name in () if node.ended else _names(node):
            self._by.setdefault(name, set()).add(node.id)

    def all(self, said: str) -> list[Node]:
        """Those that can be called so."""
        named = [self.nodes[own] for own in sorted(self._by.get(same_form(said), ()))]
        if named or BETWEEN.strip() not in said:
            return named
        alike = [self.nodes[own] for own in sorted(self._by.get(last_of(said), ()))]
        wanted = parts(said)
        return [node for node in alike if any(parts(way) == wanted for way in _way(self.nodes, node.id).values())]

    def one(self, said: str) -> Node:
        """The one that is called so. Problems: organisations.unknown, organisations.ambiguous."""
        found = self.all(said)
        if len(found) != 1:
            near = difflib.get_close_matches(last_of(said), self._by, n=3, cutoff=0.4) or list(self._by)[:3]
            others = found or [self.nodes[own] for name in near for own in sorted(self._by[name])]
            known = list(dict.fromkeys(node.name["ko"] for node in others))
            raise Problem("organisations.ambiguous" if found else "organisations.unknown", organisation=said[:60] or "–", known=known[:3])
        return found[0]


def _names(node: Node) -> set[str]:
    return {same_form(name) for name in (*node.name.values(), node.code or "") if name}


def parts(way: str) -> list[str]:
    """The names of a way from the top down, in the form they are compared in."""
    return [same_form(part) for part in way.split(BETWEEN.strip())]


def _way(by_id: Mapping[str, Node], own: str) -> Words:
    path: list[Node] = []
    at = by_id.get(own)
    while at is not None and at not in path:
        path.append(at)
        at = by_id.get(at.parent_id or "")
    return {lang: BETWEEN.join(node.name[lang] for node in reversed(path)) for lang in LANGUAGES}
