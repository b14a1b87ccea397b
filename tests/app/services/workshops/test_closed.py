"""A seat taken by a code reaches its own class and nothing else: every door it could try."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.identity import demo, rights
from app.identity.person import Person
from app.identity.rights import RIGHTS
from app.services import home, inbox
from app.services.catalogue import datasets, policies
from app.services.collaboration import opening
from app.services.drafts import drafts
from app.services.people import organisations, people
from app.services.preparing import prepared
from app.services.results import downloads
from app.services.runs import runs
from app.services.search import everything
from app.services.sharing import giving, handing_over, links, listing
from app.services.uploads import receiving, uploads
from app.services.usage import table as usage
from app.services.workshops import board, carried, exercising, joining, leading, making, seats
from app.sitemap import SCREENS, SEAT_SCREENS, allowed
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.policy import Policy, Subject
from data_catalog.records.tables import Dataset, LedgerRow, Organisation, PersonRow, Run
from tests.app.services.conftest import CSV
from tests.app.services.workshops.made import HERE, MODEL, Class, refused


def kept(room: Class) -> tuple[str, str]:
    """A dataset of the fire department that a policy shows to everybody, and a real draft of its analyst."""
    owner = room.city.person("analyst steward", room.city.fire)
    draft = drafts.start(owner, room.platform, "golden_hour").id
    sent = uploads.store_stream(owner, room.platform, uploads.token(owner, room.platform, draft, "dispatch"), "출동.csv", [CSV.encode()])
    uploads.read(owner, room.platform, sent)
    uploads.set_keeping(owner, room.platform, sent, keep_all=True)
    uploads.settle(owner, room.platform, draft)
    with room.platform.records.reading() as session:
        dataset = session.scalars(select(Dataset.id)).one()
    policies.save(owner, room.platform, dataset, Policy("", "모두에게", "allow", "", Subject(), others="allow"))
    return dataset, draft


def test_a_seat_has_the_right_to_practise_and_no_other(room: Class) -> None:
    who = room.seat(room.workshop())
    assert [right for right in RIGHTS if rights.may(who, right)] == ["practise"]
    assert {item.name for item in allowed(who.roles, seat=True)} == SEAT_SCREENS < {item.name for item in SCREENS}
    for right in set(RIGHTS) - {"practise"}:
        refused("rights.not_in_workshop", lambda right=right: rights.need(who, right))  # type: ignore[misc]


def test_a_seat_reaches_no_data_draft_or_person_of_an_organisation(room: Class) -> None:
    own, platform = room.workshop(), room.platform
    who = room.seat(own)
    dataset, draft = kept(room)
    colleague = room.city.person("analyst", room.city.fire)
    assert datasets.line(colleague, platform, dataset).granted, "everybody else may see it"
    assert datasets.listed(who, platform) == ()
    refused("not_found.dataset", lambda: datasets.line(who, platform, dataset))
    refused("not_found.draft", lambda: drafts.load(who, platform, draft), lambda: drafts.save(who, platform, draft, {}, seen=1))
    assert everything.find(who, platform, "출동").count == 0
    assert (listing.colleagues(who, platform, "아무개"), listing.organisations(who, platform)) == ((), {})
    assert organisations.tree(who, platform)[0].kind == "workshop"
    assert len(organisations.tree(who, platform)) == 1
    chosen = {"inputs.visits": {"dataset_version": "0" * 32}}
    mine = seats.draft_of(who, platform, own, MODEL)
    drafts.save(who, platform, mine, chosen, seen=99)
    with pytest.raises(Problem):
        runs.queue(who, platform, mine)
    refused(
        "rights.not_in_workshop", lambda: drafts.start(who, platform, "golden_hour"), lambda: drafts.again(who, platform, mine),
        lambda: giving.give(who, platform, giving.Wanted("draft", mine, platform.today(), colleague.id)),
        lambda: handing_over.hand_over(who, platform, who.id, colleague.id), lambda: links.open_link(who, platform, "a" * 42),
        lambda: opening.begin(who, platform, None), lambda: people.listed(who, platform),  # type: ignore[arg-type]
        lambda: usage.table(who, platform, platform.today(), platform.today()), lambda: making.make(who, platform, None),  # type: ignore[arg-type]
        lambda: carried.carry_over(who, platform, own, MODEL), lambda: board.of(who, platform, own),
        lambda: leading.finish(who, platform, own), lambda: joining.claim(who, platform, "QQQQQQQQ", "QQQQQ", HERE),
    )  # fmt: skip


def test_nobody_gives_a_seat_anything_or_finds_it_in_a_list(room: Class) -> None:
    own = room.workshop()
    who = room.seat(own, "비밀이름")
    analyst, admin = room.city.person("analyst"), room.city.person("admin", room.city.root)
    draft = drafts.start(analyst, room.platform, "golden_hour").id
    until = room.platform.today()
    refused("not_found.person", lambda: giving.give(analyst, room.platform, giving.Wanted("draft", draft, until, who.id)),
            lambda: handing_over.hand_over(analyst, room.platform, analyst.id, who.id))  # fmt: skip
    refused(
        "not_found.organisation",
        lambda: giving.give(analyst, room.platform, giving.Wanted("draft", draft, until, None, who.organisation_id)),
    )
    assert listing.colleagues(analyst, room.platform, "비밀이름") == ()
    assert who.organisation_id not in listing.organisations(analyst, room.platform)
    assert "비밀이름" not in str(people.listed(admin, room.platform))
    assert who.organisation_id not in {node.id for node in organisations.tree(admin, room.platform, "manage_people")}
    with room.platform.records.reading() as session:
        assert demo.real_accounts(session) == session.query(PersonRow).where(PersonRow.workshop_id.is_(None)).count()


def test_a_seat_reaches_no_other_seat_and_no_other_workshop(room: Class) -> None:
    own, another, platform = room.workshop(), room.workshop(title="다른 실습"), room.platform
    who, other, outside = room.seat(own), room.seat(own, "나래"), room.seat(another)
    draft = room.mapped(other, own)
    run = room.ran(other, draft)
    for tries in (who, outside):
        refused(
            "not_found.draft",
            lambda tries=tries: drafts.load(tries, platform, draft),  # type: ignore[misc]
            lambda tries=tries: runs.queue(tries, platform, draft),
        )  # type: ignore[misc]
        refused(
            "not_found.run",
            lambda tries=tries: runs.result(tries, platform, run),  # type: ignore[misc]
            lambda tries=tries: downloads.of_run(tries, platform, run, "report.pdf", "ko"),
        )  # type: ignore[misc]
    refused(
        "not_found.workshop", lambda: seats.of(who, platform, another), lambda: exercising.listed(who, platform, another),
        lambda: seats.draft_of(who, platform, another, MODEL), lambda: seats.raise_hand(who, platform, another, up=True),
        lambda: seats.draft_of(who, platform, own, "golden_hour"),
    )  # fmt: skip
    refused("join.other_seat", lambda: joining.join_as(who, platform, room.code(another), HERE))
    assert joining.join_as(who, platform, room.code(own), HERE) == own
    tile = board.of(room.trainer, platform, own).tiles[0]
    refused("not_found.workshop", lambda: leading.lower_hand(room.trainer, platform, another, tile.seat_id),
            lambda: leading.send_away(room.trainer, platform, another, tile.seat_id))  # fmt: skip


def test_a_class_waits_for_one_answer_about_its_sample_and_nobody_elses_is_given(room: Class) -> None:
    own, platform = room.workshop(), room.platform
    who, other, outside = room.seat(own), room.seat(own, "나래"), room.seat(room.workshop(title="다른 실습"))

    def key(person: Person, workshop: str) -> str:
        return prepared.key(person, platform, drafts.load(person, platform, seats.draft_of(person, platform, workshop, MODEL)), "visits")

    assert key(who, own) == key(other, own) != key(outside, outside.workshop_id or "")
    room.mapped(who, own)
    assert key(who, own) != key(other, own), "columns chosen otherwise are answered anew"
    room.mapped(other, own)
    assert key(who, own) == key(other, own)
    analyst, colleague = room.city.person("analyst"), room.city.person("analyst")
    for person in (analyst, colleague):
        joining.join_as(person, platform, room.code(joined := room.workshop()), HERE)
        assert key(person, joined)
    assert len({key(person, seats.listed(person, platform)[0].workshop_id) for person in (analyst, colleague)}) == 2


def test_a_seat_sends_no_more_than_a_little(room: Class) -> None:
    own, platform = room.workshop(), room.platform
    who = room.seat(own)
    draft = seats.draft_of(who, platform, own, MODEL)
    told = uploads.limits(who, platform)
    assert told.file_bytes == receiving.SEAT_FILE_MB * receiving.MB
    assert told.left_bytes < receiving.SEAT_QUOTA_MB * receiving.MB
    given = uploads.token(who, platform, draft, "visits")
    refused("upload.too_large", lambda: uploads.store_stream(who, platform, given, "a.csv", [b"x" * receiving.MB] * 6))
    other = uploads.token(who, platform, draft, "visits")
    assert uploads.store_stream(who, platform, other, "a.csv", [CSV.encode()])
    refused("upload.token_used", lambda: uploads.store_stream(who, platform, other, "a.csv", [CSV.encode()]))


def test_what_a_seat_runs_counts_as_training_of_who_holds_it_and_as_nothing_else(room: Class) -> None:
    own, platform = room.workshop(), room.platform
    who, above = room.seat(own), room.city.person("supervisor", room.city.root)
    run = room.ran(who, room.mapped(who, own))
    counted = usage.table(above, platform, platform.today() - timedelta(days=1), platform.today())
    assert (counted.totals.real, counted.totals.sample, counted.totals.training, counted.totals.people) == (0, 0, 1, 0)
    assert [(row.organisation_id, row.training) for row in counted.rows] == [(room.city.fire, 1)]
    with platform.records.reading() as session:
        assert session.get_one(Run, run).kind == "training"
        body = session.get_one(Organisation, session.get_one(Run, run).organisation_id)
        assert body.kind == "workshop"
        told = session.scalars(select(LedgerRow).where(LedgerRow.event == ledger.RUN_FINISHED)).one()
        assert (told.kind, told.organisation_id) == ("training", body.id)
        assert all("가람" not in str(row.facts) for row in session.scalars(select(LedgerRow)))
    assert home.overview(who, platform).popular == {}
    assert inbox.count(who, platform) == 1
