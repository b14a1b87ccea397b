"""What is asked of a database, as it is built."""

import pytest

from connectors.databases.query import Condition, Query, select
from connectors.problem import Problem


def test_more_conditions_than_can_be_used_are_told_by_their_number() -> None:
    twenty = (Condition("a", "filled"),) * 20
    assert select(Query(table="t", where=twenty), "postgres").count("is not null") == 20
    with pytest.raises(Problem) as raised:
        select(Query(table="t", where=(*twenty, *twenty)), "postgres")
    assert (raised.value.code, raised.value.facts) == ("query.too_many_conditions", {"given": 40, "limit": 20})
