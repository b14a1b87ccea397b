"""Rules from claims to roles: how a line is read, what fits, how several combine."""

import pytest

from app.identity.role_rules import Grant, first_text, granted, parse_grant, parse_rules, values
from connectors.problem import Problem

RULES = parse_rules(
    """
    # who comes from where
    groups has analyst-yuseong: analyst in 대전광역시 > 유성구
    groups has "Data: Office": author, analyst in 데이터담당관

    realm_access.roles has lead: supervisor in Daejeon
    """
)


def test_a_line_is_read_as_it_is_said() -> None:
    assert [(rule.claim, rule.value, rule.grant) for rule in RULES] == [
        ("groups", "analyst-yuseong", Grant(("analyst",), "대전광역시 > 유성구")),
        ("groups", "Data: Office", Grant(("author", "analyst"), "데이터담당관")),
        ("realm_access.roles", "lead", Grant(("supervisor",), "Daejeon")),
    ]


@pytest.mark.parametrize(
    "line",
    ["analyst in 유성구", "groups has : analyst in 유성구", "groups has a analyst in 유성구", "groups: a = analyst", "x"],
)
def test_a_line_that_is_none_is_named(line: str) -> None:
    with pytest.raises(Problem) as told:
        parse_rules(f"groups has a: analyst in B\n{line}")
    assert (told.value.code, told.value.facts["line"]) == ("sign_on.rule_unreadable", line)


def test_a_line_without_an_organisation_is_named_by_what_is_missing_one() -> None:
    with pytest.raises(Problem) as told:
        parse_rules("groups has a: analyst")
    assert (told.value.code, told.value.facts["line"]) == ("sign_on.rule_unreadable", "groups has a: analyst")


def test_a_role_there_is_not_is_told_with_those_there_are() -> None:
    with pytest.raises(Problem) as told:
        parse_rules("groups has a: analyst, root in 유성구")
    assert (told.value.code, told.value.facts["given"]) == ("people.roles_unknown", "root")


def test_every_rule_that_fits_gives_and_none_takes_away() -> None:
    claims = {"groups": ["Data: Office", "analyst-yuseong"], "realm_access": {"roles": ["lead"]}}
    assert [grant.place for grant in granted(RULES, None, claims)] == ["대전광역시 > 유성구", "데이터담당관", "Daejeon"]
    assert granted(tuple(reversed(RULES)), None, claims) == tuple(reversed(granted(RULES, None, claims)))


def test_otherwise_holds_only_where_no_rule_fits() -> None:
    otherwise = parse_grant("analyst in Daejeon")
    assert granted(RULES, otherwise, {"groups": "nothing"}) == (otherwise,)
    assert granted(RULES, otherwise, {"groups": ["analyst-yuseong"]}) == (RULES[0].grant,)
    assert granted(RULES, None, {}) == ()


@pytest.mark.parametrize(
    "said", [None, [], {}, 7.5, ["analyst-yuseong "], ["Analyst-Yuseong"], ["analyst-yuseong,lead"], [["analyst-yuseong"]]]
)
def test_a_value_fits_whole_or_not_at_all(said: object) -> None:
    assert granted(RULES, None, {"groups": said}) == ()


def test_hangul_written_in_parts_is_the_same_word() -> None:
    rules = parse_rules("groups has 유성구: analyst in 유성구")
    assert granted(rules, None, {"groups": ["유성구"]})


def test_a_claim_whose_own_name_has_dots_comes_before_a_way_inside() -> None:
    assert values({"a.b": "x", "a": {"b": "y"}}, "a.b") == {"x"}
    assert values({"a": {"b": ["y", 7, None]}}, "a.b") == {"y", "7"}


def test_a_text_is_one_line_of_what_can_be_read() -> None:
    assert first_text({"name": " 김\n\t주무\u202e "}, "name", 100) == "김 주무"
    assert first_text({"name": ["김"]}, "name", 100) == ""
