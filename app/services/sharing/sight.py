"""Whether a result may be shown to somebody: what it was made of, measured by what policies let *them* see of it.

A result tells of all the rows its maker saw. Of every dataset it read, whoever looks must be let see as much, its maker too, or it is
closed:

    the dataset is theirs                                                          shown
    policies show them exactly what the run was made of                            shown
    policies show them every row, and every column it used as it is                shown
    every policy it was read under lets them in as it did, and none takes more     shown
    its maker kept the dataset, they stand in the organisation that keeps it,
      no policy takes anything from them, and the platform's setting says so       shown
    anything else                                                                  closed

It is asked each time a result is looked at, so a policy that ends closes the results too, those of one's own made of others' data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, defer

from app.identity.person import Person
from app.services.platform import Platform
from app.services.sharing import granted, read_under, release_gate
from connectors.problem import Problem
from data_catalog import reading
from data_catalog.policy import Asker, Decided
from data_catalog.policy.asker import Place
from data_catalog.policy.kept import path_up, speaking_of
from data_catalog.records import settings
from data_catalog.records.tables import Dataset, DatasetVersion, Organisation, Run, RunInput
from models.kit.wording import Words

# Columns, not whole rows: a run's inputs, mapping and settings are texts to be read, and are asked for where they are needed.
_ONE = select(
    Run.id, Run.draft_id, Run.person_id, Run.made_by, Run.model, Run.kind, Run.state, Run.result_hash, Run.queued_at_utc,
    Run.finished_at_utc, Run.organisation_id, Run.model_version,
).where(Run.id == bindparam("run"))  # fmt: skip


@dataclass(frozen=True)
class Closed:
    """A dataset that keeps a result from somebody: its title, whose it is, and why (nothing, columns, rows); `columns`: those lacking."""

    title: str
    organisation: Words
    why: str
    columns: tuple[str, ...] = ()


def run_of(session: Session, platform: Platform, person: Person, run_id: str) -> Any:
    """The columns of a run the person may see: their own, anybody's on a sample, one they were given and may see.

    Problems: not_found.run; share.closed when policies no longer let them see what it was made of.
    """
    row = session.execute(_ONE, {"run": run_id}).one_or_none()
    if row is None:
        raise Problem("not_found.run")
    if row.kind == "sample":
        return row
    given = None if row.person_id == person.id else granted.granted(session, platform, person, "run", run_id)
    if row.person_id != person.id and given is None:
        raise Problem("not_found.run")
    if given is not None and given.by_link and not release_gate.link_holds(session, platform, given.given_by, row):
        raise Problem("not_found.run")
    closed = closed_to(session, platform, asker_of(session, platform, person.id), run_id)
    if closed:
        if given is not None and given.by_link:
            raise Problem("not_found.run")
        raise Problem("share.closed", title=closed[0].title, organisation=closed[0].organisation)
    return row


def opened(person: Person, platform: Platform, run_id: str) -> Any:
    """As `run_of`: whoever holds what it gives may see what the run found, and is told more of it without being asked again."""
    with platform.records.reading() as session:
        return run_of(session, platform, person, run_id)


def open_to(session: Session, platform: Platform, person: Person, run: Run) -> bool:
    """Whether what a run found may stand in a list of the person's: when they may see what it was made of."""
    if run.kind == "sample":
        return True
    return not closed_to(session, platform, asker_of(session, platform, person.id), run.id)


def asker_of(session: Session, platform: Platform, person_id: str) -> Asker:
    """A person as policies see them."""
    return reading.asking(session, reading.Reader(person_id, platform.now()))


def member_of(session: Session, platform: Platform, organisation_id: str) -> Asker:
    """Somebody of an organisation without any role, as policies see them."""
    place = Place(tuple(path_up(session, organisation_id)))
    return Asker("", (place,), reading.today_of(session, platform.now()), (), None, reading.attributes(session, place))


def closed_to(
    session: Session, platform: Platform, asker: Asker, run_id: str, *, but: frozenset[str] = frozenset(),
    made_under: Mapping[str, Any] | None = None,
) -> tuple[Closed, ...]:  # fmt: skip
    """The datasets of a run, `but` some, that keep its result from whoever asks; none: it may be shown.

    `made_under`: the policies its inputs were read under, of a run that has no result yet.
    """
    rows = session.execute(
        select(RunInput.input, DatasetVersion, Dataset)
        .options(defer(DatasetVersion.read), defer(DatasetVersion.profile), defer(DatasetVersion.likeness))
        .join(DatasetVersion, DatasetVersion.id == RunInput.dataset_version_id)
        .join(Dataset, Dataset.id == DatasetVersion.dataset_id)
        .where(RunInput.run_id == run_id)
        .order_by(RunInput.input)
    ).all()
    if not rows:
        return ()
    run = session.get_one(Run, run_id)
    if made_under is None:
        made_under = read_under.policies_of(platform.lake.run_folder(run_id), run.result_hash)
    found = []
    for name, version, dataset in rows:
        if dataset.id in but:
            continue
        purpose = (run.inputs.get(name) or {}).get("purpose")
        used = {column for source in (run.mapping.get(name) or {}).values() if source for column in source.get("columns", ())}
        under = made_under.get(name)
        closed = _closed(session, platform, replace(asker, purpose=purpose), version, dataset, used or set(version.columns), under)
        if closed:
            body = session.get_one(Organisation, dataset.organisation_id)
            found.append(replace(closed, title=dataset.title, organisation=body.name))
    return tuple(found)


def dataset_open_to(session: Session, platform: Platform, asker: Asker, dataset: Dataset) -> bool:
    """Whether policies let whoever asks see anything of the newest version of a dataset, for whichever purpose they state."""
    if dataset.person_id == asker.person_id:
        return True
    newest = select(DatasetVersion).where(DatasetVersion.dataset_id == dataset.id).order_by(DatasetVersion.number.desc()).limit(1)
    version = session.scalars(newest).one_or_none()
    if version is None:
        return False
    policies = speaking_of(session, dataset)
    stated = (None, *reading.purposes(asker, policies))
    return any(reading.under(platform.lake, dataset, version, replace(asker, purpose=one), policies).guard is not None for one in stated)


def _closed(
    session: Session,
    platform: Platform,
    asker: Asker,
    version: DatasetVersion,
    dataset: Dataset,
    used: set[str],
    made_under: Mapping[str, Any] | None,
) -> Closed | None:
    """Why what was read of one dataset is closed to whoever asks; `made_under`: the policies it was read under, and their state."""
    if asker.disabled:
        return Closed("", {}, "nothing")
    if dataset.person_id == asker.person_id:
        return None
    seen = reading.under(platform.lake, dataset, version, asker, speaking_of(session, dataset))
    guard, decided = seen.guard, seen.decided
    if guard is not None:
        if made_under is not None and (guard.state == made_under["state"] or _as_it_was(seen.decided, made_under)):
            return None
        lacking = tuple(sorted(name for name in used if {rule.rule for rule in guard.levels.get(name, ())} != {"allow"}))
        if not guard.where and not lacking:
            return None
    # What was read by a policy's leave stays within what policies allow.
    denied = decided.takes or decided.caps or any(one.policy.effect == "deny" for one in decided.closed)
    if made_under is None and not denied and _of_the_house(session, asker, dataset):
        return None
    if guard is None:
        return Closed("", {}, "nothing")
    return Closed("", {}, "columns", lacking) if lacking else Closed("", {}, "rows")


def _as_it_was(decided: Decided, made_under: Mapping[str, Any]) -> bool:
    """Whether policies show at least what they showed then: each that let in still does unchanged, whoever reads, and none denies that
    did not."""
    before = {(own, revision) for own, revision in made_under.get("policies", ())}
    lets = {(one.policy.id, one.policy.revision): one for one in decided.lets}
    denies = {(one.policy.id, one.policy.revision) for one in (*decided.takes, *decided.caps)}
    closed = any(one.policy.effect == "deny" for one in decided.closed)
    # What a condition asks of the reader's own organisation may have another answer now.
    asks = any(condition.own for one in (*decided.lets, *decided.takes, *decided.caps) for condition in one.rows)
    return bool(before) and not closed and not asks and denies <= before and before - denies <= set(lets)


def _of_the_house(session: Session, asker: Asker, dataset: Dataset) -> bool:
    """Whether whoever asks stands in the organisation that keeps a dataset, and the platform lets its results be shown there."""
    if settings.value(session, "result_shared_by") != "organisation":
        return False
    return any(place.under(dataset.organisation_id, below=True) and not place.ended for place in asker.places)
