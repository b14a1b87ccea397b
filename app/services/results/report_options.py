"""How somebody wants the report of a run: kept with its draft, so that every way to the report gives the same one."""

from __future__ import annotations

from app.identity.person import Person
from app.reports import PARTS, ReportOptions, Review
from app.services import settings
from app.services.drafts import drafts
from app.services.people import organisations
from app.services.platform import Platform
from app.services.results import weight_sets
from app.services.runs import my_runs, runs
from app.services.sharing import reviewing
from app.services.sharing.reviewing import Reviewed
from app.texts import pick

TITLE_MAX, COMMENT_MAX = 120, 2_000
"""Letters of a title and a comment: the fields of the page take no more, and what came another way is cut."""


def chosen(person: Person, platform: Platform, run_id: str, lang: str) -> ReportOptions:
    """The options kept for a run; the usual ones where nothing was chosen or the run is another's."""
    draft_id = my_runs.load(person, platform, run_id).draft_id
    draft = drafts.load(person, platform, draft_id) if draft_id else None
    kept = draft.section("report") if draft else {}
    left_out = kept.get("left_out") or []
    organisation = organisations.names(platform, [person.organisation_id])[person.organisation_id]
    return ReportOptions(
        length=str(kept.get("length") or "full"),
        comment=str(kept.get("comment") or "")[:COMMENT_MAX],
        parts=tuple(part for part in PARTS if part not in left_out),
        organisation=pick(organisation, lang),
        title=str(kept.get("title") or "")[:TITLE_MAX],
        weighings=weight_sets.reported(draft, runs.result(person, platform, run_id), lang) if draft else (),
        timezone=str(settings.value(platform, "time_zone")),
        review=_review(reviewing.of_run(person, platform, run_id)),
    )


def _review(found: Reviewed) -> Review | None:
    """What a report says of the review: who confirmed it always, that nobody has where the organisation wants it said."""
    if found.state == "confirmed":
        return Review(found.reviewer, found.day, found.changed)
    return Review() if found.told else None
