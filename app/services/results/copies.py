"""What a person copies out of a result in their browser, put on record: the server is told of it once it is done."""

from __future__ import annotations

from app.identity.person import Person
from app.services.platform import Platform
from app.services.sharing import sight
from data_catalog import ledger


def noted(person: Person, platform: Platform, run_id: str, table: str) -> None:
    """Notes in the ledger that the person copied a table of a run they may see. Whether they may take it along was asked before the
    button was drawn: what was copied is on record whatever has changed since.

    `table` is its name in the package, never what it holds. Problems: those of `sight.run_of`.
    """
    with platform.records.session() as session:
        row = sight.run_of(session, platform, person, run_id)
        ledger.record(
            session, ledger.TABLE_COPIED, person_id=person.id, organisation_id=person.organisation_id, subject=("run", run_id),
            facts={"table": table, "model": row.model, "kind": row.kind}, at=platform.now(),
        )  # fmt: skip
