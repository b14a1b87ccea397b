"""A real worker process fetches sources on their schedule, makes versions, and tells of what failed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from app.services import inbox
from app.services.sources import sources
from app.services.sources.sources import SourceLine, Wanted
from data_catalog.records import settings
from data_catalog.records.tables import DatasetVersion, Membership, Source
from tests.app.working import Works, works
from tests.open_data import KEY, served

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def on_both(home: Path, records_url: str) -> Iterator[Works]:
    with works(home, records_url) as made:
        yield made


def test_a_scheduled_refresh_makes_a_version_and_a_failed_one_is_told(on_both: Works) -> None:
    person = replace(on_both.person, roles=frozenset({"steward"}), scopes=(("steward", on_both.person.organisation_id),))
    platform = on_both.platform

    def until(fits: Callable[[SourceLine], bool]) -> SourceLine:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            (line,) = sources.listed(person, platform)
            if fits(line):
                return line
            time.sleep(0.2)
        pytest.fail(f"{line}\n{(platform.home / 'logs' / 'worker.log').read_text('utf-8')[-3000:]}")

    def comes_due() -> None:
        with platform.records.session() as session:
            session.execute(update(Source).values(next_at_utc=platform.now() - timedelta(seconds=1)))

    with served() as data:
        data.rows = [{"번호": 1}, {"번호": 2}]
        with platform.records.session() as session:
            session.add(Membership(person_id=person.id, organisation_id=person.organisation_id, role="steward"))
            settings.change(session, "outgoing_hosts", f"127.0.0.1:{data.port}", by=None, at=platform.now())
        asked = Wanted("출동", "api", {"url": data.url()}, KEY, {"every": "day", "at": "03:00"})
        sources.attempt(person, platform, sources.save(person, platform, asked))
        on_both.worker()
        assert until(lambda line: line.last is not None).last["state"] == "new"
        data.rows.append({"번호": 3})
        comes_due()
        until(lambda line: line.last["number"] == 2)
        data.quota = 0
        comes_due()
        until(lambda line: line.failures == 1)
    assert [message.key for message in inbox.listed(person, platform)] == ["inbox.source_failed"]
    with platform.records.reading() as session:
        rows = session.scalars(select(DatasetVersion).order_by(DatasetVersion.number)).all()
    assert [(version.number, version.rows) for version in rows] == [(1, 2), (2, 3)]
    assert len({version.dataset_id for version in rows}) == 1
    assert KEY not in (platform.home / "logs" / "worker.log").read_text("utf-8")
