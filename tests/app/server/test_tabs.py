"""Tabs over their WebSocket: a page that was drawn stays, and nothing is drawn for a session that has ended."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from app.identity import demo
from app.server import cookies
from app.services.drafts import drafts
from app.services.people import accounts
from app.services.runs import runs
from app.texts import text
from tests.app.server.conftest import Client, Served
from tests.app.server.streaming import Drawn, Tab


@pytest.fixture
def waiting(served: Served) -> tuple[Client, str]:
    """Somebody signed in, and a draft of theirs whose run waits for a worker."""
    client = served.client()
    client.demo()
    signed = accounts.whose(served.platform, client.cookies[cookies.SESSION])
    assert signed is not None
    draft = drafts.start(signed.person, served.platform, "golden_hour", kind="sample")
    runs.queue(signed.person, served.platform, draft.id)
    return client, draft.id


def test_a_poll_of_the_page_before_does_not_empty_the_page_that_came(served: Served, waiting: tuple[Client, str]) -> None:
    client, draft = waiting

    async def journey() -> tuple[str, str, list[str]]:
        async with Tab(served.port, client.cookies) as tab:
            await tab.show("analyses")
            analyses = tab.page
            polling = (await tab.show("wizard", draft=draft, step="run")).polling
            wizard = tab.page
            await tab.ask(page=analyses)
            for fragment in polling:
                await tab.ask(page=wizard, fragment=fragment, auto=True)
            return analyses, wizard, await tab.pages()

    analyses, wizard, pages = asyncio.run(journey())
    assert analyses != wizard
    assert pages
    assert set(pages) == {analyses}


def test_a_part_that_draws_itself_again_stops_when_its_person_signed_out_elsewhere(served: Served, waiting: tuple[Client, str]) -> None:
    _, draft = waiting

    async def journey(which: int) -> tuple[Drawn, Drawn]:
        client = served.client()
        client.demo()
        async with Tab(served.port, client.cookies) as tab:
            fragment = list((await tab.show("wizard", draft=draft, step="run")).polling)[which]
            living = await tab.again(fragment)
            accounts.sign_out(served.platform, client.cookies[cookies.SESSION])
            return living, await tab.again(fragment)

    for which in (0, 1):
        living, ended = asyncio.run(journey(which))
        assert living.fragments
        assert not living.says(text("frame.ended", "ko"))
        assert ended.says(text("frame.ended", "ko"))
        assert not ended.says(text("run.cancel", "ko"))


@pytest.mark.parametrize("ended", [True, False])
def test_a_click_does_something_while_the_session_of_its_tab_holds_and_nothing_afterwards(served: Served, ended: bool) -> None:
    client = served.client()
    client.demo()
    signed = accounts.whose(served.platform, client.cookies[cookies.SESSION])
    assert signed is not None
    draft = drafts.start(signed.person, served.platform, "golden_hour")
    drafts.save(signed.person, served.platform, draft.id, {"report.title": "아직"}, seen=0)

    async def journey() -> Drawn:
        async with Tab(served.port, client.cookies) as tab:
            discard = (await tab.show("analyses")).button(f"analyses.discard.{draft.id}")
            if ended:
                accounts.sign_out(served.platform, client.cookies[cookies.SESSION])
            return await tab.again(clicked=discard)

    assert asyncio.run(journey()).says(text("frame.ended", "ko")) == ended
    assert (draft.id in {line.id for line in drafts.listed(signed.person, served.platform)}) == ended


@pytest.mark.parametrize("back", [False, True])
def test_what_was_clicked_is_done_though_the_line_breaks_at_that_moment(served: Served, back: bool) -> None:
    client = served.client()
    client.demo()
    signed = accounts.whose(served.platform, client.cookies[cookies.SESSION])
    assert signed is not None

    async def click_and_go(draft: str) -> None:
        async with Tab(served.port, client.cookies) as tab:
            discard = (await tab.show("analyses")).button(f"analyses.discard.{draft}")
            await tab.ask(clicked=discard)
            tab.line.transport.write_eof()
        if back:
            async with Tab(served.port, client.cookies, session=tab.session) as again:
                again.page = tab.page
                await again.again()
                assert again.session == tab.session

    for _ in range(6):
        draft = drafts.start(signed.person, served.platform, "golden_hour")
        drafts.save(signed.person, served.platform, draft.id, {"report.title": "아직"}, seen=0)
        asyncio.run(click_and_go(draft.id))
        until = time.monotonic() + 20
        while draft.id in {line.id for line in drafts.listed(signed.person, served.platform)}:
            assert time.monotonic() < until, "the click was lost with its line"
            time.sleep(0.05)


@pytest.mark.parametrize("role", ["analyst", "admin"])
def test_a_tab_is_taken_up_again_only_by_whom_it_was_drawn_for(served: Served, role: str) -> None:
    first, second = served.client(), served.client()
    first.demo()
    second.demo([role for role, _, _ in demo.PEOPLE].index(role))
    signed = accounts.whose(served.platform, first.cookies[cookies.SESSION])
    assert signed is not None
    draft = drafts.start(signed.person, served.platform, "golden_hour")
    drafts.save(signed.person, served.platform, draft.id, {"report.title": "아직"}, seen=0)

    async def journey() -> None:
        async with Tab(served.port, first.cookies) as tab:
            discard = (await tab.show("analyses")).button(f"analyses.discard.{draft.id}")
        async with Tab(served.port, second.cookies, session=tab.session) as again:
            again.page, again.path = tab.page, "analyses"
            await again.again(clicked=discard)
            assert (again.session == tab.session) == (role == "analyst")

    asyncio.run(journey())
    assert (draft.id in {line.id for line in drafts.listed(signed.person, served.platform)}) == (role != "analyst")


def test_a_file_made_when_it_is_asked_for_comes_while_the_session_holds_and_not_afterwards(served: Served) -> None:
    client = served.client()
    client.demo([role for role, _, _ in demo.PEOPLE].index("admin"))

    async def journey() -> tuple[str | None, str | None]:
        async with Tab(served.port, client.cookies) as tab:
            form = (await tab.show("people")).file("people.template")
            first = await tab.taken(form)
            assert client.get(str(first)).body[:2] == b"PK"
            accounts.sign_out(served.platform, client.cookies[cookies.SESSION])
            return first, await tab.taken(form, quiet_s=2.0)

    first, after = asyncio.run(journey())
    assert first
    assert after is None


def test_no_part_draws_itself_again_without_looking_for_its_session() -> None:
    root = Path(__file__).resolve().parents[3] / "app"
    own = {path.relative_to(root).as_posix() for path in root.rglob("*.py") if "st.fragment" in path.read_text("utf-8")}
    assert own == {"session.py"}


def test_a_tab_that_lost_its_line_before_it_knew_its_page_gets_the_page_of_its_address(served: Served) -> None:
    client = served.client()
    client.demo()

    async def journey() -> tuple[str, str]:
        async with Tab(served.port, client.cookies) as tab:
            await tab.show("analyses")
            page, main, session = tab.page, tab.main, tab.session
        async with Tab(served.port, client.cookies, session=session) as again:
            again.path = "analyses"
            await again.ask(page=main)
            await again.drawn()
            return page, again.page

    before, after = asyncio.run(journey())
    assert after == before


def test_a_new_line_brings_nothing_of_a_run_that_began_on_the_old_one(served: Served, waiting: tuple[Client, str]) -> None:
    client, _ = waiting

    async def journey(read: int) -> list[str]:
        async with Tab(served.port, client.cookies) as tab:
            await tab.show("analyses")
            await tab.ask(page_name="wizard", page="")
            for _ in range(read):
                await tab.line.recv()
            session, page = tab.session, tab.page
            tab.line.transport.abort()
        async with Tab(served.port, client.cookies, session=session) as again:
            await again.ask(page=page)
            return await again.kinds()

    for read in (1, 5, 15, 30):
        kinds = [kind for kind in asyncio.run(journey(read)) if kind not in {"session_status_changed", "session_event"}]
        assert kinds[0] == "new_session", kinds[:5]


def test_a_browser_is_not_told_that_nothing_is_under_way_while_a_run_begins_anew(served: Served) -> None:
    client = served.client()
    client.demo()

    async def journey() -> list[str]:
        async with Tab(served.port, client.cookies) as tab:
            own = (await tab.show("")).button("home.own.golden_hour")
            await tab.ask(clicked=own)
            return await tab.states()

    states = asyncio.run(journey())
    early = states.index("early")
    assert "rests" not in states[early : states.index("begins", early)]
    assert states[-2:] == ["finished", "rests"]


def test_a_click_on_a_part_that_the_session_does_not_know_draws_the_page(served: Served, waiting: tuple[Client, str]) -> None:
    client, draft = waiting

    async def journey() -> Drawn:
        async with Tab(served.port, client.cookies) as tab:
            drawn = await tab.show("wizard", draft=draft, step="run")
            page, query = tab.page, tab.query
        # The portal was started again: the session is gone, the browser still shows the page.
        async with Tab(served.port, client.cookies, session="gone") as again:
            again.page, again.query = page, query
            return await again.again(next(iter(drawn.polling)))

    assert asyncio.run(journey()).says(text("run.title", "ko"))


def test_nobody_empties_what_is_kept_for_all(served: Served) -> None:
    client = served.client()
    client.demo()

    async def journey() -> tuple[int, int]:
        async with Tab(served.port, client.cookies) as tab:
            await tab.show("analyses")
            before = sum(child.num_fds() for child in served.process.children())
            for _ in range(8):
                await tab.line.send(BackMsg(clear_cache=True).SerializeToString())
                await tab.again()
            return before, sum(child.num_fds() for child in served.process.children())

    # Each emptying would open the records anew beside those that are open.
    before, after = asyncio.run(journey())
    assert after < before + 4
