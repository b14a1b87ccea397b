"""The network of sharing and the days until approval: who sees which links, by period and level, and where requests are stuck."""

from __future__ import annotations

import csv
import io
from datetime import date

import fastexcel
import pytest
from sqlalchemy import select

from app.identity.person import Person
from app.services.agreements import approvals, asking, deciding, network, network_taking, standing
from app.services.agreements.network import Network, Wanted
from connectors.problem import Problem
from data_catalog.records.tables import LedgerRow, Organisation, new_id
from tests.app.services.agreements.made import announced, asked, in_force, kept, revision
from tests.app.services.conftest import City


@pytest.fixture
def more(city: City) -> dict[str, str]:
    """The city with a team below the fire department and two more departments; by name."""
    found = {"fire": city.fire, "tax": city.tax}
    with city.platform.records.session() as session:
        for name, kind, above in (("team", "team", city.fire), ("police", "department", city.root), ("parks", "department", city.root)):
            found[name] = new_id()
            session.add(Organisation(id=found[name], parent_id=above, kind=kind, name_ko=name, name_en=name, valid_from=date(2020, 1, 1)))
            session.flush()
    return found


def links(found: Network) -> set[tuple[str, str, int]]:
    return {(found.nodes[one.owner].name["en"], found.nodes[one.receiver].name["en"], one.agreements) for one in found.links}


def test_links_and_figures_are_those_of_the_agreements_in_force(city: City, more: dict[str, str], auditor: Person) -> None:
    for owner, receiver in (("fire", "tax"), ("fire", "tax"), ("tax", "fire"), ("tax", "police"), ("team", "fire")):
        kept(city.platform, auditor, more[owner], more[receiver])
    kept(city.platform, auditor, more["police"], more["parks"], "asked", approved_days=None)
    found = network.seen(auditor, city.platform, Wanted())
    assert links(found) == {("Fire", "Tax", 2), ("Tax", "Fire", 1), ("Tax", "police", 1), ("team", "Fire", 1)}
    assert [node.name["en"] for node in found.nodes] == ["Hanbit", "parks", "police", "Tax", "Fire", "team"], "as they stand in the tree"
    assert (found.density, found.reciprocity) == (pytest.approx(4 / 30), pytest.approx(2 / 4))
    assert [node.name["en"] for node in found.apart] == ["Hanbit", "parks"]
    # team→Fire→Tax→police: Fire lies on (team,Tax) and (team,police), Tax on (Fire,police) and (team,police); of 5 · 4 ordered pairs.
    assert [(node.name["en"], node.between) for node in found.go_betweens] == [("Tax", 0.1), ("Fire", 0.1)]
    fire = next(node for node in found.nodes if node.name["en"] == "Fire")
    assert (fire.gives, fire.gives_to, fire.receives, fire.receives_from, fire.links) == (2, 1, 2, 2, 3)
    rolled = network.seen(auditor, city.platform, Wanted("department"))
    assert (links(rolled), rolled.inside) == ({("Fire", "Tax", 2), ("Tax", "Fire", 1), ("Tax", "police", 1)}, 1)
    for level in ("city", "ministry"):
        top = network.seen(auditor, city.platform, Wanted(level))
        assert (len(top.nodes), top.links, top.inside, top.density) == (1, (), 5, None), level


def test_each_sees_the_links_of_their_tree_alone(city: City, more: dict[str, str], auditor: Person) -> None:
    kept(city.platform, auditor, more["fire"], more["tax"])
    kept(city.platform, auditor, more["tax"], more["police"])
    steward = city.person("steward", more["fire"])
    found = network.seen(steward, city.platform, Wanted())
    assert links(found) == {("Fire", "Tax", 1)}
    assert {node.name["en"] for node in found.nodes} == {"Fire", "team", "Tax"}
    assert found.density == pytest.approx(1 / 6), "one organisation lies outside: of three all six pairs can be known"
    kept(city.platform, auditor, more["police"], more["fire"])
    found = network.seen(steward, city.platform, Wanted())
    assert found.density == pytest.approx(2 / (4 * 3 - 2)), "whether tax and police share cannot be known"
    for role in ("analyst", "supervisor"):
        for ask in (lambda who: network.seen(who, city.platform, Wanted()), lambda who: approvals.told(who, city.platform)):
            with pytest.raises(Problem, match=r"rights\.role_needed"):
                ask(city.person(role, city.root))
    for bad in (Wanted("planet"), Wanted("own", "tomorrow")):
        with pytest.raises(Problem, match=r"policy\.choice_unknown"):
            network.seen(steward, city.platform, bad)


def test_a_link_lasts_from_the_approval_until_the_end_and_not_a_day_longer(
    city: City, asker: Person, steward: Person, auditor: Person, dataset: str
) -> None:
    def there(period: str) -> int:
        return len(network.seen(auditor, city.platform, Wanted(period=period)).links)

    city.clock.at = city.clock.at.replace(month=12, day=20)
    agreement = in_force(city, asker, steward, dataset, days=5)
    assert [there(one) for one in ("now", "year", "last_year", "always")] == [1, 1, 0, 1]
    standing.revoke(steward, city.platform, agreement, revision(city, steward, agreement), "목적과 다름")
    assert [there(one) for one in ("now", "year", "always")] == [0, 1, 1]
    city.clock.move(days=30)
    standing.turn(city.platform)
    assert [there(one) for one in ("now", "year", "last_year")] == [0, 0, 1], "it was to last into the new year and was taken back before"


def test_the_curve_counts_what_was_refused_as_not_approved(
    city: City, analyst: Person, asker: Person, steward: Person, auditor: Person
) -> None:
    data = [announced(city, analyst, 20 + at) for at in range(4)]
    ids = [asked(city, asker, one, days=200) for one in data]
    city.clock.move(days=4)
    deciding.approve(steward, city.platform, ids[0], 1)
    deciding.refuse(steward, city.platform, ids[1], 1, "근거 없음")
    asking.withdraw(asker, city.platform, ids[2], 1)
    city.clock.move(days=6)
    last = asked(city, asker, data[1], days=200)
    found = approvals.told(auditor, city.platform)
    assert (found.all.requests, found.all.approved, found.waiting, found.closed) == (5, 1, 2, 2)
    # On the fourth day four of five are still watched (one was asked for today): one of them was approved, the two that were closed stay.
    assert (found.curve.times.tolist(), found.curve.at_risk.tolist(), found.curve.share.tolist()) == ([4], [4], [0.75])
    assert found.all.median_days is None
    assert [(one.organisation, one.requests) for one in found.owners] == [({"ko": "소방본부", "en": "Fire"}, 5)]
    (stuck,) = found.stuck
    assert (stuck.waiting, stuck.asked, stuck.offered, stuck.mediation, stuck.oldest_days, stuck.median_days) == (2, 2, 0, 0, 10, 5)
    deciding.approve(steward, city.platform, last, 1)
    deciding.approve(steward, city.platform, ids[3], 1)
    assert approvals.told(auditor, city.platform).stuck == ()


def test_who_is_stuck_longest_comes_first_with_the_step(city: City, more: dict[str, str], auditor: Person) -> None:
    for owner, state, days in (("tax", "asked", 3), ("tax", "mediation", 9), ("police", "offered", 9), ("team", "asked", 40)):
        kept(city.platform, auditor, more[owner], more["parks"], state, asked_days=days, approved_days=None)
    found = approvals.told(auditor, city.platform).stuck
    assert [(one.organisation["en"], one.oldest_days, one.waiting) for one in found] == [("team", 40, 1), ("Tax", 9, 2), ("police", 9, 1)]
    assert (found[1].asked, found[1].mediation, found[1].median_days, found[2].offered) == (1, 1, 6, 1)
    assert approvals.told(auditor, city.platform, "department").stuck[0].organisation["en"] == "Fire"


def test_the_network_is_taken_along_on_record_and_nothing_in_it_is_a_formula(city: City, more: dict[str, str], auditor: Person) -> None:
    with city.platform.records.session() as session:
        session.get_one(Organisation, more["police"]).name_ko = "=HYPERLINK(1)"
    kept(city.platform, auditor, more["police"], more["tax"])
    kept(city.platform, auditor, more["tax"], more["fire"], "asked", approved_days=None)

    def taken(part: str, kind: str) -> bytes:
        return network_taking.taken(auditor, city.platform, Wanted(), part, kind, "ko")

    _, *rows = csv.reader(io.StringIO(taken("links", "csv").decode("utf-8-sig")))
    assert rows == [["'=HYPERLINK(1)", "세정과", "1"]]
    sheet = fastexcel.read_excel(taken("nodes", "xlsx")).load_sheet(0).to_polars()
    assert sheet.rows()[1] == ("=HYPERLINK(1)", 1, 1, 0, 0, 0)
    assert fastexcel.read_excel(taken("waiting", "xlsx")).load_sheet(0).to_polars().rows() == [("세정과", 1, 1, 0, 0, 30, 30)]
    assert fastexcel.read_excel(taken("timing", "xlsx")).load_sheet(0).to_polars().rows() == [("모든 기관", 2, 1, 10, 10, None)]
    with pytest.raises(Problem, match=r"policy\.choice_unknown"):
        taken("people", "csv")
    network.viewed(auditor, city.platform, Wanted("city", "year"))
    with city.platform.records.reading() as session:
        noted = session.execute(select(LedgerRow.event, LedgerRow.facts).where(LedgerRow.event.startswith("network_"))).all()
    assert tuple(noted[0]) == ("network_exported", {"level": "own", "period": "now", "file": "csv", "part": "links", "rows": 1})
    assert tuple(noted[-1]) == ("network_viewed", {"level": "city", "period": "year"})
