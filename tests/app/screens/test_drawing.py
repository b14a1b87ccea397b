"""One drawing of a page asks the records each question once, for the person it is drawn for and nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from app import session
from app.services.people import accounts
from app.services.runs import my_runs
from connectors.problem import Problem
from tests.app.screens.conftest import HERE, Desk


@contextmanager
def drawn_for(desk: Desk, token: str) -> Iterator[None]:
    with session.drawing():
        session._DRAWING.signed = accounts.whose(desk.platform, token)
        yield


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The runs the records were asked for."""
    found: list[str] = []
    load = my_runs.load

    def noted(person: Any, platform: Any, run_id: str) -> my_runs.OneRun:
        found.append(run_id)
        return load(person, platform, run_id)

    monkeypatch.setattr(my_runs, "load", noted)
    return found


def test_a_drawing_asks_once_and_the_next_one_anew(desk: Desk, asked: list[str]) -> None:
    run = desk.finished_run()
    for times in (1, 2):
        with drawn_for(desk, desk.token):
            assert session.run(run) is session.run(run)
            assert session.result(run) is session.result(run)
        assert asked == [run] * times


def test_what_one_person_was_shown_another_is_not(desk: Desk) -> None:
    run = desk.finished_run()
    other = next(one for one in accounts.demo_people(desk.platform, HERE) if one.id != desk.person.id)
    with drawn_for(desk, desk.token):
        assert session.run(run).own
        with drawn_for(desk, accounts.sign_in_demo(desk.platform, other.id, HERE).token):
            assert session.person().id == other.id
            for ask in (session.run, session.result):
                with pytest.raises(Problem) as refused:
                    ask(run)
                assert refused.value.code == "not_found.run"
        assert session.person().id == desk.person.id


def test_nothing_of_a_drawing_is_left_when_it_ends_or_breaks_off(desk: Desk) -> None:
    with drawn_for(desk, desk.token):
        assert session.person().id == desk.person.id
    assert not vars(session._DRAWING)
    with pytest.raises(Problem), drawn_for(desk, desk.token):
        session.run("0" * 32)
    assert not vars(session._DRAWING)
