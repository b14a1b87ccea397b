"""Tabs over their WebSocket: a page that was drawn stays, and nothing is drawn for a session that has ended."""

from __future__ import annotations

import asyncio

import pytest

from app.server import cookies
from app.services import accounts, drafts, runs
from tests.app.server.conftest import Client, Served
from tests.app.server.streaming import Tab


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
