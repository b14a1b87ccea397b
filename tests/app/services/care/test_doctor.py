"""The doctor and the health page: counts, plain words, nothing personal."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from app import texts
from app.services.care import doctor, health
from data_catalog.records.tables import Worker, new_id
from tests.app.services.conftest import City


def states(city: City) -> dict[str, str]:
    return {check.code: check.state for check in doctor.examine(city.platform)}


def test_a_new_platform_lacks_a_worker_and_accounts_and_nothing_else(city: City) -> None:
    found = states(city)
    assert found["worker"] == "warn"
    assert found["accounts"] == "warn"
    for code in ("home", "records", "lake", "orphans", "clock", "font", "browser"):
        assert found[code] == "ok", code


def test_a_worker_alive_is_seen_until_its_lease_ends(city: City) -> None:
    with city.platform.records.session() as session:
        session.add(Worker(id="w1", lease_until_utc=city.clock() + timedelta(seconds=30)))
    assert states(city)["worker"] == "ok"
    city.clock.move(seconds=31)
    assert states(city)["worker"] == "warn"


def test_a_file_gone_from_the_lake_is_bad_news(city: City, analyst) -> None:
    from tests.app.services.care.test_retention import kept

    kept(city, analyst)
    assert states(city)["lake"] == "ok"
    next(city.platform.lake.datasets.rglob("*.parquet")).unlink()
    assert states(city)["lake"] == "bad"


def test_a_clock_behind_what_was_done_is_bad_news(city: City) -> None:
    city.person("analyst")
    from data_catalog import ledger

    with city.platform.records.session() as session:
        ledger.record(session, ledger.SIGN_IN, at=city.clock())
    city.clock.move(hours=-1)
    assert states(city)["clock"] == "bad"


def test_a_home_open_to_others_and_a_stray_folder_are_minded(city: City) -> None:
    city.platform.lake.datasets.chmod(0o755)
    (city.platform.lake.runs / new_id()).mkdir()
    found = states(city)
    assert (found["home"], found["orphans"]) == ("warn", "warn")


def test_a_check_that_breaks_stops_no_other(city: City) -> None:
    with city.platform.records.engine.begin() as connection:
        connection.execute(text("DROP TABLE workers"))
    found = doctor.examine(city.platform)
    assert [check.state for check in found if check.code == "broken"] == ["bad"]
    assert len(found) == 16


@pytest.mark.parametrize("lang", texts.LANGUAGES)
def test_every_outcome_has_its_sentence(city: City, lang: str) -> None:
    for check in doctor.examine(city.platform):
        assert doctor.sentence(check, lang)
    assert json.loads(json.dumps(doctor.to_json(doctor.examine(city.platform))))[0][lang]
    for key in texts.keys():  # noqa: SIM118
        if key.startswith("doctor."):
            assert re.fullmatch(r"doctor\.[a-z]+\.(ok|warn|bad)", key)


def test_health_counts_and_names_nobody(city: City) -> None:
    city.person("analyst", login="hong")
    found = health.facts(city.platform)
    assert found["ok"] is True
    assert found["people"] == 1
    printed = health.prometheus(city.platform)
    assert "modu_people 1\n" in printed
    assert 'modu_runs{state="queued"} 0' in printed
    assert "hong" not in printed
    for line in printed.splitlines():
        assert re.fullmatch(r'# (HELP|TYPE) modu_\w+ .+|modu_\w+(\{state="\w+"\})? [0-9.]+', line), line


def test_a_broken_trail_is_bad_news_and_one_that_nobody_checks_or_seals_is_minded(
    city: City, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from app.services import audit
    from data_catalog import ledger
    from data_catalog.trail import keeping

    def act() -> None:
        with city.platform.records.session() as session:
            ledger.record(session, ledger.SIGN_IN, at=city.clock())

    act()
    assert states(city)["trail"] == "ok"
    city.clock.move(days=3)
    act()
    assert states(city)["trail"] == "warn", "no worker sealed for two days"
    keeping.tend(city.platform.records, city.platform.home, city.platform.today(), city.clock())
    audit.ask_daily(city.platform)
    assert audit.make_checks(city.platform) == 1
    assert states(city)["trail"] == "ok"
    monkeypatch.setenv("MODU_AUDIT_WITNESS", str(tmp_path / "nowhere" / "w.jsonl"))
    assert states(city)["trail"] == "warn", "a witness that cannot be told anything"
    monkeypatch.delenv("MODU_AUDIT_WITNESS")
    with city.platform.records.session() as session:
        session.execute(text("INSERT INTO ledger (at_utc, day, event, facts) VALUES ('2024-05-18', '2024-05-18', 'download', '{}')"))
    city.clock.move(days=1, hours=1)
    audit.ask_daily(city.platform)
    audit.make_checks(city.platform)
    assert states(city)["trail"] == "bad"
