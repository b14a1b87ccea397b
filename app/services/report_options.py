"""How somebody wants the report of a run: kept with its draft, so that every way to the report gives the same one."""

from __future__ import annotations

from app.identity.person import Person
from app.reports import PARTS, ReportOptions
from app.services import drafts, my_runs, organisations, settings
from app.services.platform import Platform
from app.texts import pick


def chosen(person: Person, platform: Platform, run_id: str, lang: str) -> ReportOptions:
    """The options kept for a run; the usual ones where nothing was chosen or the run is another's."""
    draft_id = my_runs.load(person, platform, run_id).draft_id
    kept = drafts.load(person, platform, draft_id).section("report") if draft_id else {}
    left_out = kept.get("left_out") or []
    organisation = organisations.names(platform, [person.organisation_id])[person.organisation_id]
    return ReportOptions(
        length=str(kept.get("length") or "full"),
        comment=str(kept.get("comment") or ""),
        parts=tuple(part for part in PARTS if part not in left_out),
        organisation=pick(organisation, lang),
        title=str(kept.get("title") or ""),
        timezone=str(settings.value(platform, "time_zone")),
    )
