"""What one person wrote is read by others on every page, as letters: no markup, no link, no picture comes of it."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import lxml.html
import pytest
from google.protobuf.message import Message
from sqlalchemy import update
from streamlit.proto.Delta_pb2 import Delta

from app.identity import demo
from app.identity import person as people
from app.identity.person import Person
from app.server import cookies
from app.services import inbox
from app.services.campaigns import campaigns
from app.services.cases import evidence, library, looking, outcomes, registering, reviewing
from app.services.catalogue import catalogue, datasets, declaring, policies
from app.services.collaboration import answering, opening
from app.services.drafts import drafts
from app.services.people import accounts
from app.services.platform import Platform
from app.services.proposals import committee, making
from app.services.results import weighing, weight_sets
from app.services.runs import runs
from app.services.sharing import giving
from app.services.sources import sources
from app.services.support import answering as desk
from app.services.support import articles, asking, bookings
from app.services.support import looking as queue
from app.services.support.attaching import Where
from app.services.uploads import uploads
from data_catalog.policy import ColumnRule, Condition, Policy
from data_catalog.records.tables import CASE_CRITERIA, COLLABORATION_FACTORS, Membership, Organisation, PersonRow, UseCase
from tests.app.finished import finished
from tests.app.sample_result import HOSTILE, golden_hour, hostile
from tests.app.server.conftest import Served, serving
from tests.app.server.streaming import Drawn, Tab
from tests.app.services.agreements.made import kept
from tests.app.siting_result import siting

ROLES = [role for role, _, _ in demo.PEOPLE]
LURE = '"><img src=x onerror=a()><script>a()</script>[a](http://e.example) http://e.example/d :red[e]'
# Fields that a browser shows as letters, or that reach no eye: choices of a list, what stands in a field, ids, the names of files.
LETTERS = re.compile(r"(alt|options|value|default|id|key|placeholder|file_name|user_key|element_id|json_args|code_text|raw_session_state)$")
# Plotly makes elements of HTML in its texts, and no links of addresses.
PLOTTED = re.compile(r"<\s*(a|img|script)\b", re.I)
LIVE = re.compile(r"(?<!\\)\]\(\s*http|(?<![\w/])https?://e\.example|(?<!\\)<\s*(img|script)|(?<!\\):red\[", re.I)


@dataclass(frozen=True)
class Poisoned:
    portal: Served
    addresses: tuple[tuple[str, dict[str, str]], ...]


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Poisoned]:
    """A portal where an analyst, a steward and an administrator wrote a lure wherever anything may be written."""
    with serving(tmp_path_factory.mktemp("poisoned")) as portal:
        platform = portal.platform
        portal.client().demo()
        with platform.records.session() as session:
            session.execute(update(PersonRow).values(name=LURE))
            session.execute(update(Organisation).values(name_ko=LURE, name_en=LURE))
            top = session.query(Organisation).filter(Organisation.parent_id.is_(None)).first()
            assert top is not None
            session.execute(update(Membership).values(organisation_id=top.id))
        analyst, steward = (person(platform, role) for role in ("analyst", "steward"))
        draft = drafts.start(analyst, platform, "golden_hour", name=LURE)
        dataset = brought(analyst, platform)
        send(analyst, platform, draft.id)
        catalogue.describe(
            analyst, platform, dataset, {"description": LURE, "grain": LURE, "area": LURE, "keywords": [LURE[:60]]}, title=LURE
        )  # fmt: skip
        declaring.save(steward, platform, dataset, {"rule": "allowed", "columns": [f"센터{LURE}"], "values": [LURE], "why": LURE})
        policies.save(
            steward, platform, dataset,
            Policy("", LURE, "allow", steward.organisation_id, rows=(Condition(f"센터{LURE}", "is", (LURE,)),),
                   columns=(ColumnRule("allow", f"센터{LURE}"),), why=LURE),
        )  # fmt: skip
        source = sources.save(steward, platform, sources.Wanted(LURE, "folder", {"path": LURE, "pattern": LURE}))
        until = platform.today() + timedelta(days=3)
        giving.give(analyst, platform, giving.Wanted("draft", draft.id, until, person_id=steward.id))
        weighed = finished(analyst, platform, siting())
        bound = next(line.draft_id for line in runs.listed(analyst, platform) if line.id == weighed)
        ground = weighing.ground(siting(), siting().rankings[0].spec.name)
        weights = tuple(part.weight for part in ground.spec.parts)
        _, named = weight_sets.keeping(weighed, ground, "[a](http://e.example)", weights)
        drafts.save(analyst, platform, str(bound), named, seen=10**6)
        campaign = campaigns.make(
            person(platform, "supervisor"), platform,
            campaigns.Wanted("golden_hour", "pilot", (analyst.organisation_id,), platform.today(), platform.today() + timedelta(days=9)),
        )  # fmt: skip
        sexes, check = complaint(analyst, platform), checked(analyst, steward, platform)
        ticket, article = helped(analyst, steward, platform, draft.id)
        run, real = finished(analyst, platform, hostile(), "sample"), finished(analyst, platform, golden_hour())
        case, proposal = used(platform, real)
        with platform.records.session() as session:
            for one in (analyst, steward):
                inbox.add(session, one.id, "inbox.retention_near", {"file": LURE, "until": LURE})
        yield Poisoned(
            portal,
            (
                ("", {}), ("models", {}), ("models", {"model": "golden_hour"}), ("analyses", {}), ("data", {}),
                ("data", {"dataset": dataset}),
                ("sources", {}), ("sources", {"source": source}), ("inbox", {}), ("usage", {}),
                ("campaigns", {}), ("campaigns", {"campaign": campaign}), ("audit", {}), ("people", {}),
                ("settings", {}), ("search", {"q": "golden"}), ("shared", {}), ("share", {"draft": draft.id}),
                ("result", {"run": run}), ("result", {"run": weighed}),
                ("report", {"run": real}), ("checks", {}), ("network", {}), ("collaboration", {}), ("collaboration", {"check": check}),
                ("cases", {}), ("cases", {"tab": "mine"}), ("cases", {"tab": "review"}), ("cases", {"tab": "proposals"}),
                ("cases", {"case": case}), ("cases", {"proposal": proposal}), ("cases", {"run": real}),
                ("help", {}), ("help", {"ticket": ticket}), ("help", {"part": "articles"}), ("help", {"article": article}),
                ("help", {"part": "bookings"}), ("ask", {"page": "wizard", "draft": draft.id, "step": "data"}), ("support", {}),
                ("support", {"ticket": ticket}), ("support", {"article": article}), ("support", {"part": "articles"}),
                ("support", {"part": "bookings"}),
                ("wizard", {"draft": sexes, "step": "columns"}),
                *(("wizard", {"draft": draft.id, "step": step}) for step in ("data", "columns", "check", "settings")),
            ),
        )  # fmt: skip


def person(platform: Platform, role: str) -> Person:
    with platform.records.session() as session:
        return people.of(session, session.query(PersonRow).filter_by(login=f"demo-{role}").one())


def send(who: Person, platform: Platform, draft: str) -> str:
    rows = "".join(f'2024-01-{day:02d} 10:00,"{LURE.replace(chr(34), chr(34) * 2)}",2024-01-{day:02d} 10:07\n' for day in range(1, 21))
    head = LURE.replace('"', '""')
    told = f'신고일시,"센터{head}",도착일시\n{rows}{LURE[2:40]},"=1",x\n'
    ticket = uploads.token(who, platform, draft, "dispatch")
    sent = uploads.store_stream(who, platform, ticket, f"{LURE}.csv", [told.encode()])
    uploads.read(who, platform, sent)
    columns = {"call_at": "신고일시", "arrive_at": "도착일시", "center": f"센터{LURE}"}
    mapped = {f"mapping.dispatch.{field}": {"how": "column", "columns": [column]} for field, column in columns.items()}
    drafts.save(who, platform, draft, mapped, seen=10**6)
    return sent


def brought(who: Person, platform: Platform) -> str:
    """A kept dataset of a person; gives its id."""
    draft = drafts.start(who, platform, "golden_hour").id
    send(who, platform, draft)
    kept = uploads.settle(who, platform, draft)["dispatch"].dataset_version_id
    return next(line.id for line in datasets.listed(who, platform) if line.version_id == kept)


def complaint(who: Person, platform: Platform) -> str:
    """A draft whose column has texts that are none of a closed list, a lure among them."""
    draft = drafts.start(who, platform, "civil_complaints").id
    rows = "".join(f"2024-01-{day:02d},가로등이 나갔습니다 {day},{'남' if day % 3 else LURE}\n" for day in range(1, 25)).replace(
        LURE, LURE[2:]
    )
    ticket = uploads.token(who, platform, draft, "complaint")
    uploads.read(who, platform, uploads.store_stream(who, platform, ticket, "a.csv", [f"접수일,내용,성별\n{rows}".encode()]))
    columns = {"received_at": "접수일", "text": "내용", "sex": "성별"}
    mapped = {f"mapping.complaint.{field}": {"how": "column", "columns": [column]} for field, column in columns.items()}
    drafts.save(who, platform, draft, mapped, seen=10**6)
    return draft


def checked(analyst: Person, steward: Person, platform: Platform) -> str:
    """A closed collaboration check of both, the organisation of the one using the other's data; gives its id."""
    fire, data = analyst.organisation_id, steward.organisation_id
    kept(platform, analyst, data, fire)
    kept(platform, analyst, fire, data, "asked", approved_days=None)
    asked = {fire: analyst.login, data: steward.login}
    check = opening.begin(steward, platform, opening.Wanted((fire, data), LURE, "problem", platform.today(), LURE, LURE, asked))
    for one in (analyst, steward):
        ratings = dict.fromkeys(COLLABORATION_FACTORS, 1 if one is analyst else 5)
        answering.answer(one, platform, check, one.organisation_id, answering.Answer(ratings, LURE, LURE, LURE))
    return check


def used(platform: Platform, run: str) -> tuple[str, str]:
    """A published use case of a result, told after its time, and a proposal that was voted on; gives their ids."""
    roles = ("analyst", "supervisor", "trainer", "author", "steward")
    analyst, judge, first, second, third = (person(platform, role) for role in roles)
    told = registering.Wanted(
        LURE, "decided", LURE, LURE[:100], platform.today(), "problem", LURE, LURE, 1, LURE[:100], (LURE[:60],), "3.6", LURE, LURE[:30],
        1.0, LURE[:60],
    )  # fmt: skip
    case = registering.register(analyst, platform, run, told)
    evidence.add(analyst, platform, case, f"{LURE}.txt", b"a", nobody_in_it=True)
    with platform.records.session() as session:
        session.execute(update(UseCase).values(created_at_utc=platform.now() - timedelta(days=31)))
    outcomes.answer(analyst, platform, case, 2, outcomes.Said(30, "measured", True, LURE, 2.0, LURE[:60]))
    reviewing.assign(judge, platform, case, "pilot", [first.id, second.id])
    for one in (first, second):
        reviewing.score(one, platform, case, dict.fromkeys(CASE_CRITERIA, 3), LURE)
    reviewing.decide(judge, platform, case, "accepted", LURE)
    library.publish(analyst, platform, case, looking.one(analyst, platform, case).revision, library.SHOWS)
    proposal = making.propose(analyst, platform, making.Wanted(LURE, LURE, "problem", LURE, LURE, LURE))
    committee.name(judge, platform, proposal, [first.id, second.id, third.id], 2)
    committee.vote(first, platform, proposal, "yes", LURE)
    return case, proposal


def helped(analyst: Person, steward: Person, platform: Platform, draft: str) -> tuple[str, str]:
    """A question with an answer, a note, and the article it became; gives both ids."""
    admin = person(platform, "admin")
    ticket = asking.ask(analyst, platform, asking.Wanted(LURE, Where("wizard", draft), frozenset({"page", "step", "model"})))
    desk.note(admin, platform, ticket, LURE)
    desk.answer(admin, platform, ticket, LURE, queue.one(admin, platform, ticket).version)
    article = articles.of_answer(admin, platform, ticket)
    both = articles.Said(dict.fromkeys(("ko", "en"), LURE), dict.fromkeys(("ko", "en"), LURE), step="data")
    articles.publish(admin, platform, article, both)
    bookings.ask(steward, platform, bookings.Wanted("consult", LURE, (platform.today(),)))
    bookings.ask(analyst, platform, bookings.Wanted("consult", LURE, (platform.today(),)))
    asking.ask(analyst, platform, asking.Wanted(LURE, Where("wizard", draft)))
    return ticket, article


def texts(message: Message, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a message with the way to it."""
    for field, value in message.ListFields():
        here = f"{path}.{field.name}"
        several = value if field.is_repeated and not (field.message_type and field.message_type.GetOptions().map_entry) else [value]
        if field.message_type and field.message_type.GetOptions().map_entry:
            several = list(value.values())
        for one in several:
            if isinstance(one, Message):
                yield from texts(one, here)
            elif isinstance(one, str):
                yield here, one


def html_of(part: Delta) -> Iterator[str]:
    """What a browser reads as HTML: our own pieces, and what our components put into a page as such."""
    element = part.new_element
    yield element.html.body
    for _, said in texts(element.bidi_component):
        if said.startswith("{"):
            yield from _html_within(json.loads(said))


def _html_within(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        for name, value in data.items():
            if name == "html" and isinstance(value, str):
                yield value
            else:
                yield from _html_within(value)
    elif isinstance(data, list):
        for value in data:
            yield from _html_within(value)


def live_html(said: str) -> list[str]:
    """The parts of HTML that would run or lead away."""
    if not said.strip():
        return []
    found = []
    for element in lxml.html.fragment_fromstring(said, create_parent="div").iter():
        if element.tag in {"script", "iframe", "object", "embed", "base", "meta"}:
            found.append(str(element.tag))
        for name, value in element.attrib.items():
            if name.startswith("on") or (name in {"href", "src", "action"} and "e.example" in value):
                found.append(f"{name}={value}")
    return found


def live_words(part: Delta) -> list[str]:
    """The texts Streamlit reads as Markdown in which the lure is more than letters."""
    found = []
    for path, said in texts(part):
        if "e.example" not in said or LETTERS.search(path) or path.startswith((".new_element.html", ".new_element.bidi_component")):
            continue
        if (PLOTTED if path.endswith(".spec") else LIVE).search(said):
            found.append(f"{path}: {said[:200]}")
    return found


def test_the_lure_is_live_where_nothing_holds_it() -> None:
    """Else the test below would show nothing."""
    assert len(live_html(f"<p>{LURE}</p>")) == 2
    assert live_html("<p onclick=x>") == ["onclick=x"]
    part = Delta()
    part.new_element.markdown.body = LURE
    assert live_words(part)
    part.new_element.markdown.body = "plain"
    part.new_element.plotly_chart.spec = LURE
    assert live_words(part)
    part.new_element.plotly_chart.spec = LURE.replace("<", "&lt;")
    assert live_words(part) == []
    part.new_element.button.label = "[a](http://e.example)"
    assert live_words(part)


@pytest.mark.parametrize("role", ["analyst", "steward", "admin"])
def test_nothing_anybody_wrote_is_markup_on_any_page(poisoned: Poisoned, role: str) -> None:
    client = poisoned.portal.client()
    client.demo(ROLES.index(role))
    assert accounts.whose(poisoned.portal.platform, client.cookies[cookies.SESSION]) is not None

    async def journey() -> dict[str, Drawn]:
        found = {}
        for page_name, ids in poisoned.addresses:
            async with Tab(poisoned.portal.port, client.cookies) as tab:
                found[f"{page_name} {ids}"] = await tab.show(page_name, **ids)
        return found

    met = 0
    live: dict[str, list[str]] = {}
    for page_name, drawn in asyncio.run(journey()).items():
        for part in drawn.parts:
            met += sum("e.example" in said or HOSTILE[:8] in said for _, said in texts(part))
            wrong = [*live_words(part), *(f"html: {one}" for said in html_of(part) for one in live_html(said))]
            if wrong:
                live.setdefault(page_name, []).extend(wrong)
    assert live == {}
    assert met > 20, "the lure stands on hardly any page"
