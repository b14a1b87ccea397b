"""The sample of ten departments in the browser: filled by its steward, entered on a receiving side, and closed there when taken back."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.identity import person as people
from app.services.agreements import register
from app.services.drafts import drafts
from app.services.platform import Platform, open_platform
from app.services.practice.incidents import column
from app.services.runs import runs
from app.texts import text
from data_catalog.records.tables import Agreement, DatasetVersion, PersonRow, Run
from tests.app.services.conftest import City, Clock
from tests.app.services.sharing.made import result_of
from tests.app.services.sharing.test_giving import give
from tests.browser.conftest import NewPage, Portal
from tests.browser.steps import SLOW_MS, enter, settle
from tests.browser.test_agreements import fine, write

POLICE, SEEN = "한빛경찰서", re.compile("교통사고 [0-9]+%")
FIELDS = {"call_at": "received", "arrive_at": "arrived", "center": "district"}


@pytest.mark.slow
def test_what_the_police_have_of_the_incidents_is_closed_to_them_when_it_is_taken_back(
    portal: Portal, new_page: NewPage, capsys: pytest.CaptureFixture[str]
) -> None:
    steward, police = new_page("ko"), new_page("ko")
    enter(steward, portal, "ko", "steward")
    dataset = _filled(steward, portal)
    police.goto(f"{portal.url}/sign-in")
    police.locator("details summary").click()
    fine(police, "ko", "sign-in-agencies")
    police.get_by_role("button", name=POLICE).click()
    expect(police.get_by_role("link", name=text("nav.home", "ko")).first).to_be_visible(timeout=SLOW_MS)
    platform = open_platform(portal.home)
    try:
        _taken_back(platform, portal, steward, police, dataset, capsys)
    finally:
        platform.records.close()


def _filled(steward: Page, portal: Portal) -> str:
    """Fills the sample where it is not there; gives the id of the incident table."""
    steward.goto(f"{portal.url}/agreements")
    settle(steward)
    fill = steward.get_by_role("button", name=text("practice.go", "ko"))
    expect(fill).to_be_visible(timeout=SLOW_MS)
    fill.click()
    expect(steward.get_by_role("table", name=text("nav.agreements", "ko"))).to_contain_text(POLICE, timeout=SLOW_MS)
    settle(steward)
    assert fill.count() == 0
    fine(steward, "ko", "register-of-ten")
    platform = open_platform(portal.home)
    try:
        with platform.records.reading() as session:
            dataset = session.scalars(select(Agreement.dataset_id).order_by(Agreement.asked_at_utc.desc())).first() or ""
    finally:
        platform.records.close()
    steward.goto(f"{portal.url}/data?dataset={dataset}")
    table = steward.get_by_role("table", name=text("sights.caption", "ko"))
    expect(table.get_by_role("row", name=re.compile(POLICE))).to_contain_text("10 / 10", timeout=SLOW_MS)
    settle(steward)
    fine(steward, "ko", "who-sees-what")
    return dataset


def _taken_back(platform: Platform, portal: Portal, steward: Page, police: Page, dataset: str, capsys: pytest.CaptureFixture[str]) -> None:
    with platform.records.reading() as session:
        person = people.of(session, session.scalars(select(PersonRow).where(PersonRow.login == "demo-police")).one())
    city = City(platform, Clock(), "", "", "")
    mapping = {field: {"how": "column", "columns": [column(name, "ko")]} for field, name in FIELDS.items()}
    run = result_of(city, person, dataset, purpose="emergency", mapping=mapping)
    token = give(city, person, "run", run).token
    line = next(one for one in register.mine(person, platform) if one.state == "active")
    draft = drafts.start(person, platform, "golden_hour").id
    with platform.records.reading() as session:
        version = session.scalars(select(DatasetVersion.id).where(DatasetVersion.dataset_id == dataset)).one()
    fields = {"inputs.dispatch": {"dataset_version": version, "purpose": "emergency"}}
    drafts.save(person, platform, draft, fields | {f"mapping.dispatch.{name}": one for name, one in mapping.items()}, seen=0)
    report = f"{portal.url}/download/run/{run}/report.html"
    addresses = {
        "the result open in a tab": f"/result?run={run}",
        "a link to it": f"/shared?link={token}",
        "the page of the data": f"/data?dataset={dataset}",
    }
    tabs = {what: police.context.new_page() for what in addresses}
    for what, tab in tabs.items():
        tab.goto(portal.url + addresses[what], wait_until="commit")
    expect(tabs["the page of the data"].get_by_text(SEEN).first).to_be_visible(timeout=SLOW_MS)
    for what in ("the result open in a tab", "a link to it"):
        expect(tabs[what].locator("h1.mo-question")).to_be_visible(timeout=SLOW_MS)
    assert police.request.get(report).status == 200
    steward.goto(f"{portal.url}/agreements?agreement={line.id}")
    settle(steward)
    steward.get_by_text(text("agreement.revoke", "ko"), exact=True).first.click()
    settle(steward)
    write(steward, f"agreement-revoke-reason-{line.id}", "목적과 다르게 쓰임")
    steward.keyboard.press("Tab")
    settle(steward)
    waits = runs.queue(person, platform, draft)
    steward.locator(f".st-key-agreement-revoke-{line.id} button").click()
    while _state(platform, line.id) != "revoked":
        time.sleep(0.02)
    began = time.perf_counter()
    answer = police.request.get(report)
    said = text("problem.share.closed", "ko", title=text("practice.title", "ko"), organisation="데이터담당관")
    assert (answer.status, answer.text()) == (404, said)
    told = {"a report to take along": time.perf_counter() - began}
    tabs["a run that was queued"] = police
    for tab in tabs.values():
        tab.evaluate(
            f"setTimeout(() => {{ location.href = '/result?run={waits}' }})" if tab is police else "setTimeout(() => location.reload())"
        )
    asked = time.perf_counter() - began
    for what, tab in tabs.items():
        closed = tab.get_by_role("link", name=text("agreement.ask_go", "ko")) if what == "the page of the data" else tab.get_by_text(said)
        expect(closed.first).to_be_visible(timeout=SLOW_MS)
        told[what] = time.perf_counter() - began
    settle(tabs["the page of the data"])
    assert tabs["the page of the data"].get_by_text(SEEN).count() == 0
    fine(tabs["the result open in a tab"], "ko", "taken-back")
    expect(steward.get_by_text(text("agreement.state.revoked", "ko")).first).to_be_visible(timeout=SLOW_MS)
    while (ended := _run(platform, waits)).state in ("queued", "running"):
        time.sleep(0.1)
    # It may have been read before it was taken back: then its result is closed, as its page just said. One that waits is tried in services.
    assert (ended.state, (ended.problem or {}).get("code")) in {("failed", "policy.nothing_allowed"), ("finished", None)}
    with capsys.disabled():
        print(f"\nevery page asked for anew within {asked:.2f} s after it was taken back")
        print("\n".join(f"{what}: closed in words {after:.2f} s after" for what, after in told.items()))


def _state(platform: Platform, agreement: str) -> str:
    with platform.records.reading() as session:
        return session.get_one(Agreement, agreement).state


def _run(platform: Platform, run: str) -> Run:
    with platform.records.reading() as session:
        return session.get_one(Run, run)
