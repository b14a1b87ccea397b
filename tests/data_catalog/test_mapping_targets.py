"""How often the suggested column is the right one, over headers as public files have them."""

from data_catalog.mapping import SURE, suggest
from tests.data_catalog.contracts import CONTRACTS
from tests.data_catalog.headers import TABLES, Outcome, profile_of


def outcomes() -> list[Outcome]:
    found = []
    for contract, columns, truth in TABLES:
        for said in suggest(profile_of(columns), CONTRACTS[contract]):
            first = said.source.columns if said.source else ()
            offered = tuple(source.columns for source in ((said.source,) if said.source else ()) + said.alternatives)[:3]
            found.append(Outcome(contract, said.field, truth.get(said.field, ()), first, offered, said.confidence))
    return found


def test_the_right_column_is_first_in_85_and_among_three_in_95_of_100_and_wrong_but_sure_in_two_at_most() -> None:
    all_outcomes = outcomes()
    real = [one for one in all_outcomes if one.truth]
    assert len(real) >= 100
    assert len({one.where.split(".")[0] for one in real}) >= 6
    first = [one for one in real if one.first == one.truth]
    three = [one for one in real if one.truth in one.three]
    confident_wrong = [one for one in all_outcomes if one.confidence == SURE and one.first != one.truth]
    print(f"\n{len(real)} headers: first {len(first) / len(real):.1%}, among three {len(three) / len(real):.1%}")
    print(f"wrong and sure {len(confident_wrong) / len(real):.1%}, sure {sum(one.confidence == SURE for one in real) / len(real):.1%}")
    for one in all_outcomes:
        if one.first != one.truth:
            print("  ", one.where, one.field, "wanted", one.truth, "got", one.first, one.confidence)
    assert len(first) >= 0.85 * len(real)
    assert len(three) >= 0.95 * len(real)
    assert len(confident_wrong) <= 0.02 * len(real)
