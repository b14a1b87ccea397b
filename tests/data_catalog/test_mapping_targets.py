"""How often the suggested column is the right one, over headers as public files have them."""

import sys

from data_catalog.mapping import SURE, suggest
from tests.data_catalog.contracts import CONTRACTS
from tests.data_catalog.headers import Outcome, profile_of, tables


def outcomes() -> list[Outcome]:
    found = []
    for table in tables():
        for said in suggest(profile_of(table.columns, table.various), CONTRACTS[table.contract]):
            first = said.source.columns if said.source else ()
            offered = tuple(source.columns for source in ((said.source,) if said.source else ()) + said.alternatives)[:3]
            found.append(Outcome(table.contract, said.field, table.truth.get(said.field, ()), first, offered, said.confidence))
    return found


def told(real: list[Outcome], first: list[Outcome], three: list[Outcome], confident_wrong: list[Outcome]) -> str:
    shares = [f"{len(some) / len(real):.1%}" for some in (first, three, confident_wrong)]
    sure = sum(one.confidence == SURE for one in real) / len(real)
    said = f"{len(real)} headers: first {shares[0]}, among three {shares[1]}, wrong and sure {shares[2]}; sure {sure:.1%}\n"
    wrong = [one for one in real if one not in first]
    return said + "".join(f"  {one.where} {one.field}: {one.truth}, suggested {one.first} ({one.confidence})\n" for one in wrong)


def test_the_right_column_is_first_in_85_and_among_three_in_95_of_100_and_wrong_but_sure_in_two_at_most() -> None:
    all_outcomes = outcomes()
    real = [one for one in all_outcomes if one.truth]
    assert len(real) >= 100
    assert len({one.where.split(".")[0] for one in real}) >= 6
    first = [one for one in real if one.first == one.truth]
    three = [one for one in real if one.truth in one.three]
    confident_wrong = [one for one in all_outcomes if one.confidence == SURE and one.first != one.truth]
    sys.stdout.write("\n" + told(real, first, three, confident_wrong))
    assert len(first) >= 0.85 * len(real)
    assert len(three) >= 0.95 * len(real)
    assert len(confident_wrong) <= 0.02 * len(real)
