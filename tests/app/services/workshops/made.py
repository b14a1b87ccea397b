"""A class of a small package: a trainer, a workshop, seats, and runs seen through as a worker does."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.identity.person import Person
from app.services.drafts import drafts
from app.services.people.accounts import Caller
from app.services.platform import Platform
from app.services.runs import runs
from app.services.workshops import board, joining, making, seats
from app.services.workshops.making import Wanted
from app.worker import bookkeeping
from connectors.problem import Problem
from models.kit import library, new
from models.kit.sampling import run_sample
from tests.app.services.conftest import City

MODEL, EXERCISE = "desk", "first_run"
HERE = Caller("10.0.0.7", "0.0.0.0", False)
COLUMNS = {"visit": "접수번호", "desk": "창구", "waited": "대기시간(분)"}


@dataclass
class Class:
    """A city with a trainer of its fire department."""

    city: City
    trainer: Person

    @property
    def platform(self) -> Platform:
        return self.city.platform

    def workshop(self, **said: Any) -> str:
        """Makes one that begins now, of two hours, for two seats."""
        given: dict[str, Any] = {"title": "창구 실습", "models": (MODEL,), "seats": 2, "starts_at": self.platform.now(), "minutes": 120,
                                 "language": "ko"}  # fmt: skip
        return making.make(self.trainer, self.platform, Wanted(**given | said))

    def code(self, workshop: str) -> str:
        return board.of(self.trainer, self.platform, workshop).code

    def seat(self, workshop: str, name: str = "가람") -> Person:
        """Somebody who joins without an account."""
        return joining.join(self.platform, self.code(workshop), name, HERE).signed_in.signed.person

    def mapped(self, who: Person, workshop: str) -> str:
        """Chooses the columns in the draft of a seat; gives the draft."""
        draft = seats.draft_of(who, self.platform, workshop, MODEL)
        fields: dict[str, Any] = {f"mapping.visits.{field}": {"how": "column", "columns": [name]} for field, name in COLUMNS.items()}
        drafts.save(who, self.platform, draft, fields | {"answers.reached": 3}, seen=99)
        return draft

    def ran(self, who: Person, draft: str, **settings: Any) -> str:
        """A run of a draft, seen through; gives its id."""
        if settings:
            drafts.save(who, self.platform, draft, {f"settings.{name}": said for name, said in settings.items()}, seen=99)
        return see_through(self.platform, runs.queue(who, self.platform, draft))

    def right(self) -> str:
        """The right answer to the exercise of the package, as a person would write it."""
        share = library.module(library.load(MODEL), "sample").truth(library.load(MODEL).seed, "normal")["share_within_10"]
        return f"{100 * share:.1f}%"


def see_through(platform: Platform, run_id: str) -> str:
    """Ends a queued run as a worker does, with the result of the package's sample."""
    taken = bookkeeping.take(platform, run_id, "w1")
    assert taken is not None
    row, hold = taken
    result = dataclasses.replace(run_sample(library.load(row.model), row.settings, size="normal"), run_id=run_id)
    result.save(platform.lake.run_folder(run_id))
    facts = {"headline": dict(result.findings[0].text), "limited": False, "result_hash": result.provenance["result_hash"], "rows_in": 2_000,
             "steps": []}  # fmt: skip
    assert bookkeeping.end(platform, hold, "finished", None, facts)
    return run_id


def refused(code: str, *acts: Callable[[], object]) -> None:
    for act in acts:
        with pytest.raises(Problem) as raised:
            act()
        assert raised.value.code == code


def package(folder: Path) -> Path:
    """The package of the class, trusted: its code is the test's own."""
    folder.mkdir(parents=True, exist_ok=True)
    new.create(MODEL, folder)
    library.trust(folder)
    return folder
