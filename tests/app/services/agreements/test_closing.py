"""What is closed the moment an agreement is taken back, and attacks on agreements."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from app.identity.person import Person
from app.services.agreements import asking, deciding, register, standing
from app.services.catalogue import access, catalogue, datasets, policies
from app.services.drafts import drafts
from app.services.preparing import columns
from app.services.results import reports
from app.services.runs import runs
from app.services.sharing import links
from app.worker import running, supervise
from app.worker.supervise import Ended
from connectors.problem import Problem
from data_catalog import reading
from data_catalog.policy import ColumnRule, Policy, Subject
from data_catalog.policy.kept import speaking_of
from data_catalog.records.tables import Dataset, PolicyRow, Run
from tests.app.services.agreements.made import asked, in_force, revision, terms, wanted
from tests.app.services.conftest import City
from tests.app.services.sharing.made import result_of
from tests.app.services.sharing.test_giving import give, sees

PURPOSE = "statistics"
ALL = (ColumnRule("allow", "신고일시"), ColumnRule("allow", "현장도착일시"), ColumnRule("allow", "출동센터"))


def revoke(city: City, steward: Person, agreement: str) -> None:
    standing.revoke(steward, city.platform, agreement, revision(city, steward, agreement), "목적과 다르게 쓰임")


def refused(code: str, *tries: object) -> None:
    for number, attack in enumerate(tries):
        with pytest.raises(Problem) as told:
            attack()  # type: ignore[operator]
        assert told.value.code == code, f"try {number}: {told.value.code}"


def draft_of(city: City, asker: Person, dataset: str, purpose: str = PURPOSE) -> str:
    version = datasets.line(asker, city.platform, dataset, PURPOSE).version_id
    draft = drafts.start(asker, city.platform, "golden_hour").id
    drafts.save(asker, city.platform, draft, {"inputs.dispatch": {"dataset_version": version, "purpose": purpose}}, seen=0)
    return draft


def queued(city: City, asker: Person, dataset: str) -> str:
    """A run that waits for a worker, of the data as it is seen now."""
    run = result_of(city, asker, dataset, purpose=PURPOSE)
    shutil.rmtree(city.platform.lake.run_folder(run))
    with city.platform.records.session() as session:
        row = session.get_one(Run, run)
        row.state, row.finished_at_utc, row.headline, row.result_hash = "queued", None, None, None
    return run


def test_revoked_it_is_closed_on_every_way_at_once(city: City, asker: Person, steward: Person, dataset: str) -> None:
    platform = city.platform
    agreement = in_force(city, asker, steward, dataset, columns=ALL)
    colleague = city.person("analyst", city.tax)
    run, draft = result_of(city, asker, dataset, purpose=PURPOSE), draft_of(city, asker, dataset)
    given, link = give(city, asker, "run", run, person_id=colleague.id), give(city, asker, "run", run)
    waits = queued(city, asker, dataset)
    version = datasets.line(asker, platform, dataset, PURPOSE).version_id
    assert (given.token, sees(city, asker, run), sees(city, colleague, run)) == (None, True, True)
    assert links.open_link(city.person("analyst", city.tax), platform, link.token or "").id == run
    assert reports.make(asker, platform, run, "html", "ko")
    assert columns.profiled(asker, platform, drafts.load(asker, platform, draft), "dispatch").rows == 20
    revoke(city, steward, agreement)
    assert not sees(city, asker, run)
    assert not sees(city, colleague, run)
    refused(
        "policy.nothing_allowed",
        lambda: access.opened(asker, platform, {"dataset_version": version, "purpose": PURPOSE}),
        lambda: datasets.line(asker, platform, dataset, PURPOSE),
        lambda: catalogue.card(asker, platform, dataset, PURPOSE),
        lambda: columns.profiled(asker, platform, drafts.load(asker, platform, draft), "dispatch"),
        lambda: runs.queue(asker, platform, draft),
    )
    refused("share.closed", lambda: runs.result(asker, platform, run), lambda: reports.make(asker, platform, run, "html", "ko"))
    refused("not_found.share", lambda: links.open_link(city.person("analyst", city.tax), platform, link.token or ""))
    assert datasets.listed(asker, platform) == ()
    assert [line.headline for line in runs.listed(asker, platform)] == [None, None]
    assert running.run(platform, waits, "w") == "failed"
    with platform.records.reading() as session:
        row = session.get_one(Run, waits)
        assert (row.problem or {})["code"] == "policy.nothing_allowed"
        assert row.headline is None
    assert [path for path in platform.lake.run_folder(waits).rglob("*") if path.is_file()] == []
    assert list(platform.lake.seen_folder(dataset).glob("*")) == []


@pytest.mark.parametrize(
    ("left", "how"),
    [((), "done"), ((ColumnRule("mask", "출동센터"),), "done"), ((), "fault")],
    ids=["nothing left", "another policy shows less", "its file went while it was read"],
)
def test_a_run_under_way_when_it_is_revoked_keeps_nothing(
    city: City, asker: Person, steward: Person, dataset: str, monkeypatch: pytest.MonkeyPatch, left: tuple[ColumnRule, ...], how: str
) -> None:
    agreement = in_force(city, asker, steward, dataset, columns=ALL)
    if left:
        policies.save(steward, city.platform, dataset, Policy("", "덜", "allow", "", Subject(city.tax), columns=left))
    run = queued(city, asker, dataset)

    def computed(order: dict[str, str], *_given: object, **_named: object) -> Ended:
        revoke(city, steward, agreement)
        return Ended(how, {})

    monkeypatch.setattr(supervise, "compute", computed)
    assert running.run(city.platform, run, "w") == "failed"
    with city.platform.records.reading() as session:
        assert (session.get_one(Run, run).problem or {})["code"] == "policy.nothing_allowed"


def test_a_run_whose_data_go_while_they_are_opened_ends_in_words(
    city: City, asker: Person, steward: Person, dataset: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    agreement = in_force(city, asker, steward, dataset, columns=ALL)
    run = queued(city, asker, dataset)
    counted = reading._rows

    def revoked_meanwhile(path: Path) -> int:
        monkeypatch.setattr(reading, "_rows", counted)
        revoke(city, steward, agreement)
        assert not path.exists()
        return counted(path)

    monkeypatch.setattr(reading, "_rows", revoked_meanwhile)
    assert running.run(city.platform, run, "w") == "failed"
    with city.platform.records.reading() as session:
        assert (session.get_one(Run, run).problem or {})["code"] == "policy.nothing_allowed"


def test_a_result_stays_open_to_its_maker_while_what_it_was_read_under_holds(
    city: City, asker: Person, steward: Person, dataset: str
) -> None:
    agreement = in_force(city, asker, steward, dataset)
    run = result_of(city, asker, dataset, purpose=PURPOSE)
    more = Policy("", "더", "allow", "", Subject(city.tax), columns=(ColumnRule("mask", "출동센터"),))
    other = policies.save(steward, city.platform, dataset, more)
    assert sees(city, asker, run), "another policy that shows more takes nothing from it"
    takes = Policy("", "덜", "deny", "", Subject(city.tax), columns=(ColumnRule("drop", "출동센터"),))
    cap = policies.save(steward, city.platform, dataset, takes)
    assert not sees(city, asker, run)
    policies.end(steward, city.platform, dataset, cap)
    assert sees(city, asker, run)
    revoke(city, steward, agreement)
    assert not sees(city, asker, run), "what is left shows less than it was made of"
    policies.end(steward, city.platform, dataset, other)


def test_nobody_approves_or_revokes_what_they_asked_for(city: City, dataset: str) -> None:
    both = city.person("analyst admin", city.root)
    with city.platform.records.session() as session:
        session.get_one(Dataset, dataset).organisation_id = city.fire
    agreement = asked(city, both, dataset)
    refused(
        "agreement.own",
        lambda: deciding.approve(both, city.platform, agreement, 1),
        lambda: deciding.refuse(both, city.platform, agreement, 1, "x"),
        lambda: deciding.offer(both, city.platform, agreement, 1, terms(city)),
    )
    assert register.to_decide(both, city.platform) == ()
    with city.platform.records.reading() as session:
        assert speaking_of(session, session.get_one(Dataset, dataset)) == ()


def test_a_steward_of_another_tree_does_nothing_by_its_id(city: City, asker: Person, steward: Person, dataset: str) -> None:
    platform = city.platform
    agreement, active = asked(city, asker, dataset, purpose="research"), in_force(city, asker, steward, dataset)
    receiver, stranger = city.person("steward", city.tax), city.person("steward", make_tree(city))
    for one, code in ((stranger, "not_found.agreement"), (receiver, "rights.role_needed")):
        refused(
            code,
            lambda one=one: deciding.approve(one, platform, agreement, 1),
            lambda one=one: deciding.refuse(one, platform, agreement, 1, "x"),
            lambda one=one: deciding.offer(one, platform, agreement, 1, terms(city)),
            lambda one=one: standing.revoke(one, platform, active, 2, "x"),
        )
        refused(
            "not_found.agreement",
            lambda one=one: asking.withdraw(one, platform, agreement, 1),
            lambda one=one: asking.accept(one, platform, agreement, 1),
            lambda one=one: asking.extend(one, platform, active, 2, platform.today()),
            lambda one=one: standing.give_back(one, platform, active, 2),
            lambda one=one: register.one(one, platform, "0" * 32),
        )


def make_tree(city: City) -> str:
    from datetime import date

    from data_catalog.records.tables import Organisation, new_id

    own = new_id()
    with city.platform.records.session() as session:
        session.add(Organisation(id=own, parent_id=None, kind="city", name_ko="다른시", name_en="Other", valid_from=date(2020, 1, 1)))
    return own


def test_nothing_is_widened_after_the_approval(city: City, asker: Person, steward: Person, dataset: str) -> None:
    platform = city.platform
    agreement = in_force(city, asker, steward, dataset)
    refused("agreement.state_wrong", lambda: deciding.offer(steward, platform, agreement, 2, terms(city)),
            lambda: asking.accept(asker, platform, agreement, 2), lambda: deciding.approve(steward, platform, agreement, 2))  # fmt: skip
    with platform.records.reading() as session:
        (held,) = speaking_of(session, session.get_one(Dataset, dataset))
    wide = Policy(held.id, "넓게", "allow", "", Subject(city.tax), columns=ALL, agreement_id=agreement)
    refused("policy.agreed", lambda: policies.save(steward, platform, dataset, wide),
            lambda: policies.end(steward, platform, dataset, held.id))  # fmt: skip
    own = policies.save(
        steward, platform, dataset, Policy("", "따로", "allow", "", Subject(city.fire), columns=ALL, agreement_id=agreement)
    )
    with platform.records.reading() as session:
        assert session.get_one(PolicyRow, own).agreement_id is None, "no policy passes for an agreement but by an approval"
    longer = asking.extend(asker, platform, agreement, 2, platform.today() + timedelta(days=90))
    assert register.one(asker, platform, longer)[0].state == "asked", "more time is asked for anew"


def test_what_was_agreed_for_one_purpose_is_shown_for_no_other(city: City, asker: Person, steward: Person, dataset: str) -> None:
    in_force(city, asker, steward, dataset, columns=ALL)
    draft = draft_of(city, asker, dataset, purpose="inspection")
    refused("policy.nothing_allowed", lambda: runs.queue(asker, city.platform, draft))
    refused("agreement.already", lambda: [asking.ask(asker, city.platform, wanted(city, dataset, purpose="research")) for _ in range(2)])
    assert len(register.to_decide(steward, city.platform)) == 1, "another purpose is another request"
