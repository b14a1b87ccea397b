"""Proof of deletion: owed by when, asked for until it is there, given by whom, and on record for good."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.identity.person import Person
from app.services import inbox
from app.services.agreements import ageing, asking, board, deciding, deletion, register, standing, taking
from app.services.agreements.board import Wanted
from app.services.agreements.deletion import Proof
from app.services.catalogue import datasets
from connectors.problem import Problem
from data_catalog.records.tables import AgreementEvent, LedgerRow
from tests.app.services.agreements.made import asked, in_force, revision
from tests.app.services.agreements.test_document import told as words
from tests.app.services.conftest import City


def told(city: City, person: Person, key: str) -> int:
    return [one.key for one in inbox.listed(person, city.platform)].count(f"inbox.{key}")


def owed(city: City, person: Person) -> list[str]:
    return [one.id for one in board.listed(person, city.platform, Wanted(shows="owed")).entries]


def line(city: City, person: Person, agreement: str) -> register.Line:
    return register.one(person, city.platform, agreement)[0]


def proof(city: City, **said: object) -> Proof:
    return replace(Proof("보고서 PDF 2개", city.platform.today(), "erased", "김담당"), **said)  # type: ignore[arg-type]


def test_what_ended_is_owed_a_week_after_the_last_day_of_keeping_and_what_was_revoked_a_week_after_that(
    city: City, asker: Person, steward: Person, dataset: str
) -> None:
    today = city.platform.today()
    ended = in_force(city, asker, steward, dataset, days=10)
    revoked, back = (in_force(city, asker, steward, dataset, purpose=one) for one in ("research", "service"))
    assert (line(city, asker, ended).deletion, owed(city, steward)) == ("", [])
    standing.revoke(steward, city.platform, revoked, revision(city, steward, revoked), "목적과 다르게 쓰임")
    standing.give_back(asker, city.platform, back, revision(city, asker, back))
    assert told(city, asker, "agreement_deletion") == 2
    city.clock.move(days=12)
    standing.turn(city.platform)
    dues = {one: line(city, asker, one).deletion_due for one in (ended, revoked, back)}
    # They may keep reports for 30 days; of what was revoked nothing.
    assert dues == {ended: today + timedelta(days=10 + 30 + 7), revoked: today + timedelta(days=7), back: today + timedelta(days=30 + 7)}
    assert {one: line(city, asker, one).deletion for one in dues} == {ended: "owed", revoked: "late", back: "owed"}
    assert set(owed(city, steward)) == {ended, revoked, back}
    assert ageing.counts(steward, city.platform).owed == 3
    withdrawn = asked(city, asker, dataset, purpose="emergency")
    asking.withdraw(asker, city.platform, withdrawn, 1)
    standing.turn(city.platform)
    assert len(owed(city, steward)) == 3, "what never was in force owes nothing"


def test_it_is_asked_for_every_week_until_it_is_there(city: City, asker: Person, steward: Person, dataset: str) -> None:
    user = city.person("steward", city.tax)
    agreement = in_force(city, asker, steward, dataset)
    standing.revoke(steward, city.platform, agreement, 2, "목적과 다르게 쓰임")
    assert [told(city, one, "agreement_deletion") for one in (asker, user, steward)] == [1, 1, 0]
    for days, asked_for, late in ((0, 1, 0), (3, 1, 0), (4, 2, 0), (1, 2, 1), (6, 3, 1), (7, 4, 1)):
        city.clock.move(days=days)
        for _ in range(2):
            assert standing.turn(city.platform).owed == 1
        assert told(city, asker, "agreement_deletion") == asked_for, city.platform.today()
        assert told(city, steward, "agreement_deletion_late") == late, city.platform.today()
    deletion.confirm(user, city.platform, agreement, 3, proof(city))
    city.clock.move(days=20)
    assert standing.turn(city.platform).owed == 0
    assert told(city, asker, "agreement_deletion") == 4
    assert told(city, steward, "agreement_deleted") == 1


def test_a_proof_is_on_record_for_good_and_told_everywhere(city: City, asker: Person, steward: Person, dataset: str) -> None:
    agreement = in_force(city, asker, steward, dataset)
    standing.revoke(steward, city.platform, agreement, 2, "목적과 다르게 쓰임")
    given = proof(city, what="PDF 2개\x00 (담당 010-1234-5678)")
    deletion.confirm(asker, city.platform, agreement, 3, given)
    found, history = register.one(steward, city.platform, agreement)
    assert (found.deletion, found.state, found.revision) == ("confirmed", "revoked", 4)
    kept = history[0].proof
    assert kept is not None
    assert (kept.day, kept.way, kept.by) == (given.day, "erased", "김담당")
    assert kept.what.startswith("PDF 2개")
    assert "1234" not in kept.what
    assert owed(city, steward) == []
    csv = taking.taken(steward, city.platform, Wanted(), "csv", "ko").decode("utf-8-sig")
    assert "파기 확인됨" in csv
    assert city.platform.today().isoformat() in csv.splitlines()[1].split(",")[-1]
    paper = words(city, steward, agreement)
    for said in ("제10조 (파기 확인)", "PDF 2개", "파일을 되살릴 수 없게 지움", "김담당"):
        assert said in paper, said
    with pytest.raises(Problem, match=r"agreement\.proof_there"):
        deletion.confirm(asker, city.platform, agreement, 4, proof(city))
    with city.platform.records.reading() as session:
        events = session.scalars(select(LedgerRow.event).where(LedgerRow.event == "agreement_deleted")).all()
        own = session.scalars(select(AgreementEvent.id).where(AgreementEvent.proof.is_not(None))).one()
    assert len(events) == 1
    with pytest.raises(DBAPIError, match="append-only"), city.platform.records.session() as session:
        session.execute(text("UPDATE agreement_events SET proof = NULL WHERE id = :own"), {"own": own})


def test_only_the_side_that_used_it_confirms_and_only_what_can_be(city: City, asker: Person, steward: Person, dataset: str) -> None:
    platform, agreement = city.platform, in_force(city, asker, steward, dataset)
    with pytest.raises(Problem, match=r"agreement\.state_wrong"):
        deletion.confirm(asker, platform, agreement, 2, proof(city))
    standing.revoke(steward, platform, agreement, 2, "목적과 다르게 쓰임")
    for person, code in (
        (steward, r"rights\.role_needed"), (city.person("auditor", city.root), r"rights\.role_needed"),
        (city.person("analyst", city.tax), r"not_found\.agreement"), (city.person("steward", city.fire), r"rights\.role_needed"),
    ):  # fmt: skip
        with pytest.raises(Problem, match=code):
            deletion.confirm(person, platform, agreement, 3, proof(city))
    today = platform.today()
    for code, bad in (
        (r"agreement\.proof_missing", proof(city, what="  ")), (r"agreement\.proof_missing", proof(city, by="")),
        (r"agreement\.proof_day", proof(city, day=today + timedelta(days=1))), (r"agreement\.proof_day", proof(city, day=date(2020, 1, 1))),
        (r"policy\.choice_unknown", proof(city, way="burnt")),
    ):  # fmt: skip
        with pytest.raises(Problem, match=code):
            deletion.confirm(asker, platform, agreement, 3, bad)
    with pytest.raises(Problem, match=r"agreement\.changed"):
        deletion.confirm(asker, platform, agreement, 2, proof(city))
    deletion.confirm(asker, platform, agreement, 3, proof(city, what="", way="nothing"))
    assert line(city, steward, agreement).deletion == "confirmed"


def test_what_goes_on_in_another_is_proved_with_that_one(city: City, asker: Person, steward: Person, dataset: str) -> None:
    first = in_force(city, asker, steward, dataset, days=10)
    after = asking.extend(asker, city.platform, first, 2, city.platform.today() + timedelta(days=40))
    deciding.approve(steward, city.platform, after, 1)
    city.clock.move(days=11)
    standing.turn(city.platform)
    assert (line(city, asker, first).state, line(city, asker, first).deletion) == ("ended", "")
    assert told(city, asker, "agreement_deletion") == 0
    standing.give_back(asker, city.platform, after, 2)
    assert owed(city, steward) == [after]


def test_it_is_owed_too_when_the_data_was_destroyed(city: City, analyst: Person, asker: Person, steward: Person, dataset: str) -> None:
    agreement, waits = in_force(city, asker, steward, dataset), asked(city, asker, dataset, purpose="research")
    datasets.destroy(analyst, city.platform, dataset)
    assert [line(city, asker, one).deletion for one in (agreement, waits)] == ["", ""]
    standing.turn(city.platform)
    assert [line(city, asker, one).deletion for one in (agreement, waits)] == ["owed", ""]
    assert told(city, asker, "agreement_deletion") == 1
    deletion.confirm(asker, city.platform, agreement, revision(city, asker, agreement), proof(city))
    assert line(city, steward, agreement).deletion == "confirmed"
