"""Who sees what of a dataset: a line an organisation and purpose, counts told as they may be, for its stewards alone."""

from __future__ import annotations

import pytest

from app.identity.person import Person
from app.services import settings
from app.services.agreements import sights
from app.services.agreements.sights import Told
from app.services.catalogue import policies
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.policy import ColumnRule, Condition, Policy, Subject
from tests.app.services.agreements.made import asked, in_force
from tests.app.services.conftest import City
from tests.app.services.sharing.test_giving import events

FIRST = (Condition("신고일시", "begins", ("2024-01-01",)),)  # three of sixty rows
OTHERS = (Condition("신고일시", "is_not", ("2024-01-01 00:00", "2024-01-01 04:28", "2024-01-01 08:56")),)


def test_who_sees_what_is_told_by_organisation_and_purpose_and_small_counts_are_not(
    city: City, asker: Person, steward: Person, admin: Person, dataset: str
) -> None:
    platform = city.platform
    in_force(city, asker, steward, dataset, rows=FIRST)
    in_force(city, asker, steward, dataset, rows=OTHERS, purpose="research")
    asked(city, asker, dataset, purpose="service")
    everybody = Policy("", "모두에게", "allow", "", Subject(role="trainer"), columns=(ColumnRule("allow", "출동센터"),))
    policies.save(steward, platform, dataset, everybody)
    found = sights.listed(steward, platform, dataset)
    assert (found.total, found.all_columns, found.all_rows) == (4, 3, 60)
    assert [(line.role, line.purpose, len(line.columns), line.rows, line.state) for line in found.entries] == [
        ("trainer", None, 1, Told(60), ""),
        (None, "research", 2, Told(None, but_few=True), "active"),
        (None, "statistics", 2, Told(None, few=True), "active"),
        (None, "service", 0, Told(0), "asked"),
    ]
    pages = [line for at in range(4) for line in sights.listed(steward, platform, dataset, at, 1).entries]
    assert pages == list(found.entries)
    for lang, few, left, anybody in (("ko", "5 미만", "5 미만을 뺀 전부", "모든 기관"), ("en", "<5", "all but <5", "anybody")):
        (_, *lines) = sights.taken(steward, platform, dataset, "csv", lang).decode("utf-8-sig").splitlines()
        assert next(line.split(",")[0] for line in lines) == anybody
        assert f",{left},60," in lines[1]
        assert f",{few},60," in lines[2]
    assert sights.taken(steward, platform, dataset, "xlsx", "ko").startswith(b"PK")
    told = events(city, ledger.SIGHTS_EXPORTED)
    assert told[-1] == ("sights_exported", steward.id, {"file": "xlsx", "rows": 4})
    settings.change(admin, platform, "disclosure_mode", "round")
    assert [line.rows.count in (57, 60, 3, 0) for line in sights.listed(steward, platform, dataset).entries] == [True] * 4
    for person, code in ((asker, "not_found.dataset"), (city.person("steward", city.tax), "not_found.dataset")):
        with pytest.raises(Problem) as told_no:
            sights.listed(person, platform, dataset)
        assert told_no.value.code == code
