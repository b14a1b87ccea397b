"""Every kind of check is explained in both languages, and every finding there is belongs to one."""

import pytest

from app.texts import keys, text
from data_catalog.check_rules import RULES
from data_catalog.check_rules.kinds import KINDS, TOLD_AS, kind_of
from models.kit.wording import LANGUAGES

PARTS = ("why", "result", "mend", "example")


@pytest.mark.parametrize("rule", sorted(RULES))
def test_what_a_rule_finds_has_a_page(rule: str) -> None:
    assert KINDS[TOLD_AS.get(rule, rule)]
    assert all(f"check_help.{code}" in keys() for code in KINDS[TOLD_AS.get(rule, rule)])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_kind_says_why_its_threshold_what_follows_how_to_mend_it_and_an_example(kind: str, lang: str) -> None:
    said = [text(f"check_kind.{kind}.{part}", lang) for part in PARTS]
    assert all(one.strip() for one in said)
    assert len(set(said)) == len(PARTS)


def test_every_finding_that_is_worded_is_of_one_kind() -> None:
    worded = {key.split(".")[1] for key in keys() if key.startswith("finding.") and key.count(".") == 1}
    told = [code for codes in KINDS.values() for code in codes]
    explained = {key.split(".")[1] for key in keys() if key.startswith("check_help.")}
    assert sorted(told) == sorted(worded | explained)
    assert all(code in KINDS[kind_of(code)] for code in told)


def test_no_kind_is_worded_that_there_is_not() -> None:
    assert {key.split(".")[1] for key in keys() if key.startswith("check_kind.")} == set(KINDS)
