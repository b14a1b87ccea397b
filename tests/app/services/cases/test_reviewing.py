"""Reviews of cases: two reviewers, blind until both are in, what they differ on, decisions, phases, and how far they agree."""

from __future__ import annotations

import pytest

from app.services.cases import agreement, looking, outcomes, registering, reviewing
from connectors.problem import Problem
from data_catalog.records.tables import PersonRow
from tests.app.services.agreements.made import at_once
from tests.app.services.cases.made import SAID, Town, refused, town
from tests.app.services.conftest import City


@pytest.fixture
def here(city: City) -> Town:
    return town(city)


def scores(here: Town, who: object, case: str) -> list[object]:
    return [dict(seat.scores) if seat.scores else None for seat in here.seen(who, case).rounds[0].seats]  # type: ignore[arg-type]


def test_nobody_sees_the_others_scores_before_both_are_in(here: Town) -> None:
    case = here.case()
    here.asked(case)
    assert (here.told(here.first), here.told(here.second)) == (["case_review_asked"], ["case_review_asked"])
    assert [one.waits for one in looking.to_review(here.first, here.city.platform)] == ["score"]
    assert not here.scored(here.first, case, 5, 2, 4)
    given = {"effort": 5, "innovation": 2, "effectiveness": 4}
    assert scores(here, here.first, case) == [given, None]
    for who in (here.second, here.maker, here.steward, here.supervisor):
        assert scores(here, who, case) == [None, None]
    assert here.noted("use_case_reviewed")[0][1]["scores"] == [], "nor does the ledger tell"
    refused("cases.scored_already", lambda: here.scored(here.first, case, 1, 1, 1))
    refused("cases.not_scored", lambda: reviewing.decide(here.supervisor, here.city.platform, case, "accepted", "x"))
    assert here.scored(here.second, case, 4, 4, 4)
    for who in (here.first, here.second, here.maker, here.supervisor):
        assert scores(here, who, case)[0] == given
    assert here.seen(here.maker, case).rounds[0].apart == ("innovation",)
    assert here.noted("use_case_reviewed")[1][1]["scores"] == [5, 2, 4, 4, 4, 4]
    names = [[seat.name for seat in here.seen(who, case).rounds[0].seats] for who in (here.maker, here.supervisor)]
    assert names == [[None, None], ["아무개", "아무개"]], "who made the case does not learn who scored it"
    assert all(one.who is None for one in here.seen(here.maker, case).history if one.step == "use_case_reviewed")


def test_what_lies_apart_is_talked_of_before_it_is_decided(here: Town) -> None:
    case, platform = here.case(), here.city.platform
    here.asked(case)
    here.scored(here.first, case, 5, 2, 4)
    here.scored(here.second, case, 4, 4, 4)
    assert [one.waits for one in looking.to_review(here.supervisor, platform)] == ["decide"]
    refused("cases.choice_missing", lambda: reviewing.decide(here.supervisor, platform, case, "", ""))
    refused("policy.choice_unknown", lambda: reviewing.decide(here.supervisor, platform, case, "won", ""))
    told = refused("cases.talk_missing", lambda: reviewing.decide(here.supervisor, platform, case, "accepted", ""))
    assert told.facts["criteria"] == [{"ko": "혁신성", "en": "Innovation"}]
    reviewing.decide(here.supervisor, platform, case, "outstanding", "둘 다 새로운 방식이라고 봄")
    found = here.seen(here.maker, case)
    assert (found.state, found.rounds[0].outcome, found.rounds[0].reason) == ("outstanding", "outstanding", "둘 다 새로운 방식이라고 봄")
    assert here.told(here.maker) == ["case_outstanding"]


def test_who_is_near_reviews_nothing_and_nobody_judges_their_own(here: Town) -> None:
    case, platform = here.case(), here.city.platform

    def ask(*reviewers: str) -> str:
        return reviewing.assign(here.supervisor, platform, case, "pilot", reviewers)

    near = here.city.person("analyst", here.city.fire)
    for one in (here.maker.id, near.id, here.steward.id):
        refused("cases.reviewer_near", lambda one=one: ask(here.first.id, one))
    offered = {one.id for one in reviewing.who_may(here.supervisor, platform, case)}
    assert {here.first.id, here.second.id} <= offered
    assert not offered & {here.maker.id, near.id, here.steward.id, here.supervisor.id}
    refused("not_found.case", lambda: reviewing.who_may(here.first, platform, case))
    refused("cases.reviewers_two", lambda: ask(here.first.id, here.first.id), lambda: ask(here.first.id))
    refused("not_found.person", lambda: ask(here.first.id, "0" * 32))
    refused("policy.choice_unknown", lambda: reviewing.assign(here.supervisor, platform, case, "later", [here.first.id, here.second.id]))
    for stranger in (here.first, here.city.person("supervisor", here.city.tax)):
        refused("not_found.case", lambda who=stranger: reviewing.assign(who, platform, case, "pilot", [here.first.id, here.second.id]),
                lambda who=stranger: reviewing.decide(who, platform, case, "accepted", ""),
                lambda who=stranger: here.scored(who, case, 1, 1, 1))  # fmt: skip
    made = registering.register(here.supervisor, platform, here.run(who=here.supervisor), SAID)
    refused(
        "cases.own", lambda: reviewing.assign(here.supervisor, platform, made, "pilot", [here.first.id, here.second.id]),
        lambda: reviewing.decide(here.supervisor, platform, made, "accepted", ""),
    )  # fmt: skip
    here.asked(case)
    refused("cases.in_review", lambda: here.asked(case), lambda: registering.change(here.maker, platform, case, here.revision(case), SAID))
    with platform.records.session() as session:
        session.get_one(PersonRow, here.first.id).organisation_id = here.city.fire
    refused("cases.reviewer_near", lambda: here.scored(here.first, case, 3, 3, 3))


def test_a_reviewer_who_cannot_is_replaced_and_one_who_scored_is_not(here: Town) -> None:
    case, platform = here.case(), here.city.platform
    here.asked(case)
    here.scored(here.first, case, 3, 3, 3)
    other = here.city.person("analyst", here.city.tax)
    refused("cases.scored_already", lambda: reviewing.replace(here.supervisor, platform, case, 1, other.id))
    refused("cases.reviewers_two", lambda: reviewing.replace(here.supervisor, platform, case, 2, here.first.id))
    reviewing.replace(here.supervisor, platform, case, 2, other.id)
    refused("not_found.case", lambda: here.scored(here.second, case, 3, 3, 3))
    assert here.scored(other, case, 3, 3, 3)


def test_two_reviewers_who_score_at_once_are_both_kept(here: Town) -> None:
    case = here.case()
    here.asked(case)
    told = at_once(lambda: here.scored(here.first, case, 3, 3, 3), lambda: here.scored(here.second, case, 4, 4, 4))
    assert sorted(map(bool, told)) == [False, True]
    assert not any(isinstance(one, Problem) for one in told)
    assert here.seen(here.supervisor, case).rounds[0].scored
    assert here.told(here.supervisor) == ["case_reviewed"]


def test_a_score_that_is_none_or_missing_is_told(here: Town) -> None:
    case, platform = here.case(), here.city.platform
    here.asked(case)
    refused("cases.unscored", lambda: reviewing.score(here.first, platform, case, {"effort": 3}))
    refused("policy.choice_unknown", lambda: here.scored(here.first, case, 3, 6, 3))


def test_a_case_is_reviewed_again_in_the_next_phase_and_a_returned_one_is_changed_first(here: Town) -> None:
    case, platform = here.accepted("returned"), here.city.platform
    assert here.seen(here.maker, case).state == "returned"
    registering.change(here.maker, platform, case, here.revision(case), here.seen(here.maker, case).said.__class__(**{
        **here.seen(here.maker, case).said.__dict__, "lessons": "고침"}))  # fmt: skip
    assert here.seen(here.maker, case).state == "registered"
    for phase, given in (("months_6", (4, 4, 4)), ("months_12", (5, 4, 5))):
        here.asked(case, phase)
        here.scored(here.first, case, *given)
        here.scored(here.second, case, *given)
        reviewing.decide(here.supervisor, platform, case, "accepted", "")
    assert [(one.number, one.phase, one.outcome) for one in here.seen(here.maker, case).rounds] == [
        (3, "months_12", "accepted"), (2, "months_6", "accepted"), (1, "pilot", "returned"),
    ]  # fmt: skip
    registering.withdraw(here.maker, platform, case, here.revision(case), "끝")
    refused("cases.over", lambda: here.asked(case))


def test_agreement_is_told_over_the_cases_of_the_tree_with_what_lies_apart(here: Town) -> None:
    case, platform = here.accepted(), here.city.platform
    other = here.case(title="다른 사례")
    here.asked(other)
    here.scored(here.first, other, 1, 1, 5)
    here.scored(here.second, other, 4, 1, 5)
    agreed, apart = agreement.agreement(here.supervisor, platform)
    assert [(one.criterion, one.pairs, one.same, one.near, one.kappa, one.enough) for one in agreed] == [
        ("effort", 2, 1, 0, None, False), ("innovation", 2, 1, 1, None, False), ("effectiveness", 2, 2, 0, None, False),
    ]  # fmt: skip
    assert [(one.case_id, one.criteria, one.decided) for one in apart] == [(other, ("effort",), False)]
    assert case
    assert agreement.agreement(here.city.person("supervisor", here.city.tax), platform)[0][0].pairs == 0
    refused("rights.role_needed", lambda: agreement.agreement(here.maker, platform))


def test_kappa_is_told_from_ten_pairs_on_and_relied_on_from_fifty() -> None:
    pairs = [(1, 2), (2, 2), (3, 3), (4, 5), (5, 5)] * 2
    few, told, enough = (agreement.agreed_on("effort", one) for one in (pairs[:9], pairs, pairs * 5))
    assert (few.kappa, told.enough, enough.enough) == (None, False, True)
    # Σd² = 4 of 10 pairs; of means 3 and 3.4 and variances 2 and 1.84, chance alone gives 2 + 1.84 + 0.4² = 4 a pair.
    assert told.kappa == pytest.approx(1 - 0.4 / 4.0)
    assert enough.kappa == pytest.approx(told.kappa)
    assert agreement.agreed_on("effort", [(3, 3)] * 12).kappa is None, "where all scores are one, chance leaves nothing to differ on"


def test_a_follow_up_does_not_wait_for_a_review(here: Town) -> None:
    case = here.case()
    here.asked(case)
    here.city.clock.move(days=30)
    outcomes.answer(here.maker, here.city.platform, case, here.revision(case), outcomes.Said(30, "nothing", False, "그대로"))
    assert here.seen(here.first, case).follow_ups[0].kind == "nothing"
