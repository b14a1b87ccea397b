"""People in several organisations: what each role reaches, where a right comes from, and what may be changed."""

from __future__ import annotations

import pytest

from app.identity import rights
from app.identity.person import Person, load
from app.services.people import organisations, people, roles
from app.services.people.organisations import within
from connectors.problem import Problem
from tests.app.services.conftest import City


def test_a_role_given_elsewhere_holds_there_and_below_and_says_where_it_comes_from(city: City, admin: Person) -> None:
    worker = city.person("analyst", city.fire)
    team = organisations.add(admin, city.platform, city.tax, "team", "징수팀", "Collection").id
    roles.give(admin, city.platform, worker.id, city.tax, {"steward"})
    assert [(one.role, one.organisation["ko"], one.below) for one in roles.held(admin, city.platform, worker.id)] == [
        ("steward", "세정과", 1), ("analyst", "소방본부", 0),
    ]  # fmt: skip
    with city.platform.records.reading() as session:
        now = load(session, worker.id)
        assert now is not None
        assert within(session, rights.spans(now, "manage_datasets")) == {city.tax, team}
    assert [(one.role, one.source["ko"]) for one in roles.holders(admin, city.platform, team)] == [
        ("steward", "세정과"),
        ("admin", "한빛시"),
    ]
    line = next(line for line in people.listed(admin, city.platform).lines if line.id == worker.id)
    assert (line.roles, line.here) == (("analyst", "steward"), ("analyst",)), "what is held elsewhere is not offered as held here"
    roles.give(admin, city.platform, worker.id, city.tax, ())
    assert [one.role for one in roles.held(admin, city.platform, worker.id)] == ["analyst"]


def test_nobody_is_left_without_a_role_and_the_top_not_without_an_administrator(city: City, admin: Person) -> None:
    worker = city.person("analyst", city.fire)
    city.person("admin", city.fire)
    for verb, code in (
        (lambda: roles.give(admin, city.platform, worker.id, city.fire, ()), "people.role_left"),
        (lambda: roles.give(admin, city.platform, worker.id, city.tax, {"king"}), "people.roles_unknown"),
        (lambda: people.set_roles(admin, city.platform, admin.id, {"analyst"}), "people.last_admin"),
        (lambda: roles.give(admin, city.platform, admin.id, city.root, ()), "people.last_admin"),
    ):
        with pytest.raises(Problem) as raised:
            verb()
        assert raised.value.code == code


def test_an_administrator_below_gives_no_role_above_or_beside(city: City, admin: Person) -> None:
    local = city.person("admin", city.fire)
    worker, stranger = city.person("analyst", city.fire), city.person("analyst", city.tax)
    for person_id, place, code in (
        (local.id, city.root, "not_found.organisation"), (worker.id, city.tax, "not_found.organisation"),
        (stranger.id, city.fire, "not_found.person"),
    ):  # fmt: skip
        with pytest.raises(Problem) as raised:
            roles.give(local, city.platform, person_id, place, {"admin"})
        assert raised.value.code == code
    for verb in (
        lambda: roles.held(local, city.platform, stranger.id),
        lambda: roles.holders(local, city.platform, city.tax),
    ):
        with pytest.raises(Problem, match="not_found"):
            verb()
