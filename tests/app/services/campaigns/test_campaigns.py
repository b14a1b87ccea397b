"""Campaigns: made for one's own tree, told on their first day, counted with what stands below, ended once, and kept."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from app.identity.person import Person
from app.services import inbox
from app.services.campaigns import campaigns, looking
from app.services.campaigns.campaigns import Wanted
from app.services.people import organisations
from app.texts import text
from connectors.problem import Problem
from data_catalog.records.tables import LedgerRow
from tests.app.services.agreements.made import at_once
from tests.app.services.conftest import City
from tests.app.services.usage.test_seeing import real


@pytest.fixture
def chief(city: City) -> Person:
    return city.person("supervisor", city.root)


def wanted(city: City, *organisations: str, **said: Any) -> Wanted:
    today = city.platform.today()
    given = {"model": "golden_hour", "phase": "pilot", "organisations": organisations or (city.fire,), "first": today,
             "last": today + timedelta(days=30), "wanted": 2} | said  # fmt: skip
    return Wanted(**given)


def told(city: City, person: Person) -> list[str]:
    return [text(one.key, "en", **one.facts) for one in inbox.listed(person, city.platform) if one.key == "inbox.campaign_begun"]


def events(city: City) -> list[str]:
    with city.platform.records.reading() as session:
        return [row.event for row in session.query(LedgerRow).order_by(LedgerRow.id) if row.event.startswith("campaign_")]


def test_who_looks_after_its_organisations_is_told_once_when_it_begins(city: City, chief: Person) -> None:
    trainer, analyst = city.person("trainer", city.fire), city.person("analyst", city.fire)
    to = campaigns.audience(chief, city.platform, wanted(city, city.fire, city.tax))
    assert ([one["en"] for one in to.organisations], to.people, to.now) == (["Fire", "Tax"], 2, True)
    assert (told(city, trainer), events(city)) == ([], []), "asking whom it goes to tells nobody"
    campaigns.make(chief, city.platform, wanted(city, city.fire, city.tax))
    later = wanted(city, model="cctv_siting", first=city.platform.today() + timedelta(days=2))
    assert not campaigns.audience(chief, city.platform, later).now
    campaigns.make(chief, city.platform, later)
    assert campaigns.turn(city.platform) == 0, "told already, and not yet due"
    assert len(told(city, trainer)) == len(told(city, chief)) == 1, "tax has nobody: whoever is above it"
    assert "2 real analyses" in told(city, trainer)[0]
    assert told(city, analyst) == []
    city.clock.move(days=2)
    assert (campaigns.turn(city.platform), campaigns.turn(city.platform)) == (1, 0)
    assert len(told(city, trainer)) == 2
    assert events(city) == ["campaign_made", "campaign_begun", "campaign_made", "campaign_begun"]


def test_each_organisation_is_counted_with_what_stands_below_within_its_days_alone(city: City, chief: Person) -> None:
    admin, today = city.person("admin", city.root), city.platform.today()
    team = organisations.add(admin, city.platform, city.fire, "team", "구급팀", "EMS").id
    own = campaigns.make(chief, city.platform, wanted(city, city.fire, city.tax))
    real(city, team, today, "1" * 32)
    real(city, city.fire, today - timedelta(days=1), "2" * 32)
    real(city, city.fire, today, "3" * 32, model="cctv_siting")
    line = looking.one(chief, city.platform, own)
    assert [(one.organisation["en"], one.finished, one.reached) for one in line.progress] == [("Fire", 1, False), ("Tax", 0, False)]
    assert (line.state, line.reached, line.others) == ("under_way", 0, 0)
    for run in "456":
        real(city, city.tax if run == "6" else city.fire, today, run * 32)
    real(city, city.tax, today, "7" * 32)
    line = looking.one(chief, city.platform, own)
    assert (line.state, line.reached) == ("reached", 2)
    city.clock.move(days=31)
    real(city, city.tax, city.platform.today(), "8" * 32)
    line = looking.one(chief, city.platform, own)
    assert (line.state, {one.finished for one in line.progress}) == ("ended", {3, 2})


def test_another_trees_campaign_is_not_there_and_one_that_reaches_here_tells_of_here_alone(city: City, chief: Person) -> None:
    local, other = city.person("supervisor", city.tax), city.person("auditor", city.fire)
    own = campaigns.make(chief, city.platform, wanted(city, city.fire))
    for ask in (looking.one, campaigns.end):
        with pytest.raises(Problem, match=r"not_found\.campaign"):
            ask(local, city.platform, own)
    assert looking.listed(local, city.platform) == ()
    both = campaigns.make(chief, city.platform, wanted(city, city.fire, city.tax, model="cctv_siting"))
    line = looking.one(local, city.platform, both)
    assert ([one.organisation["en"] for one in line.progress], line.others, line.manages) == (["Tax"], 1, False)
    with pytest.raises(Problem, match=r"not_found\.campaign"):
        campaigns.end(local, city.platform, both)
    assert looking.one(other, city.platform, own).manages is False
    for person in (other, city.person("trainer", city.root)):
        with pytest.raises(Problem, match=r"rights\.role_needed"):
            campaigns.make(person, city.platform, wanted(city))
    with pytest.raises(Problem, match=r"not_found\.organisation"):
        campaigns.make(local, city.platform, wanted(city, city.fire))


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"organisations": ()}, "campaign.organisations_count"), ({"wanted": 0}, "campaign.wanted_wrong"),
        ({"phase": "world"}, "policy.choice_unknown"), ({"model": "no_such"}, "package.not_found"),
        ({"first": date(2024, 5, 14)}, "campaign.days_wrong"), ({"last": date(2024, 5, 1)}, "campaign.days_wrong"),
        ({"last": date(2030, 5, 1)}, "campaign.days_wrong"), ({"organisations": ("0" * 32,)}, "not_found.organisation"),
        ({"follows": "0" * 32}, "not_found.campaign"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_and_nothing_is_made(city: City, chief: Person, said: dict[str, Any], code: str) -> None:
    with pytest.raises(Problem) as told_of:
        campaigns.make(chief, city.platform, Wanted(**(vars(wanted(city)) | said)))
    assert told_of.value.code == code
    assert looking.listed(chief, city.platform) == ()


def test_of_two_made_at_one_moment_for_the_same_there_is_one(city: City, chief: Person) -> None:
    answers = at_once(*[lambda: campaigns.make(chief, city.platform, wanted(city)) for _ in range(2)])
    assert len(looking.listed(chief, city.platform)) == 1
    assert sum(isinstance(one, Problem) and one.code == "campaign.already" for one in answers) == 1


def test_an_ended_one_is_kept_ends_once_and_makes_room(city: City, chief: Person) -> None:
    own = campaigns.make(chief, city.platform, wanted(city))
    with pytest.raises(Problem, match=r"campaign\.already"):
        campaigns.make(chief, city.platform, wanted(city))
    campaigns.end(chief, city.platform, own)
    with pytest.raises(Problem, match=r"campaign\.over"):
        campaigns.end(chief, city.platform, own)
    again = campaigns.make(chief, city.platform, wanted(city, phase="region", follows=own))
    told_of = [(one.id, one.state, one.follows) for one in looking.listed(chief, city.platform)]
    assert told_of == [(again, "under_way", own), (own, "ended", None)]
