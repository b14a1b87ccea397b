"""The ledger: who did what, with which data, when. Written once, never changed; usage and audit are readings of it."""

from __future__ import annotations

import os
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from data_catalog.records import settings, store
from data_catalog.records.base import storable
from data_catalog.records.tables import LedgerRow, utc_now
from data_catalog.trail import form

# The names are fixed: counts of years rest on them. A new event gets a new name; a name never gets a new meaning.
# Each has its meaning in the texts, `ledger.<event>`.
SIGN_IN = "sign_in"
SIGN_IN_FAILED = "sign_in_failed"
SIGN_IN_LOCKED = "sign_in_locked"
SIGN_OUT = "sign_out"
PASSWORD_CHANGED = "password_changed"  # noqa: S105
PASSWORD_RESET = "password_reset"  # noqa: S105
PERSON_ADDED = "person_added"
PERSON_DISABLED = "person_disabled"
PERSON_ENABLED = "person_enabled"
PERSON_UNLOCKED = "person_unlocked"
ROLE_CHANGED = "role_changed"
PEOPLE_IMPORTED = "people_imported"
IDENTITY_MADE = "identity_made"
IDENTITY_LINKED = "identity_linked"
IDENTITY_UNLINKED = "identity_unlinked"
PROVIDER_CHANGED = "provider_changed"
PROVIDER_REMOVED = "provider_removed"
SIGNED_OUT_BY_PROVIDER = "signed_out_by_provider"
ORGANISATION_ADDED = "organisation_added"
ORGANISATION_RENAMED = "organisation_renamed"
ORGANISATION_ENDED = "organisation_ended"
ORGANISATION_MOVED = "organisation_moved"
ORGANISATION_MERGED = "organisation_merged"
ORGANISATION_SPLIT = "organisation_split"
REORGANISATION_PLANNED = "reorganisation_planned"
REORGANISATION_WITHDRAWN = "reorganisation_withdrawn"
REORGANISATION_DONE = "reorganisation_done"
REORGANISATION_REFUSED = "reorganisation_refused"
ORGANISATIONS_IMPORTED = "organisations_imported"
ORGANISATIONS_VIEWED = "organisations_viewed"
PERSON_MOVED = "person_moved"
VIEWED_AS = "viewed_as"
DEMO_ENDED = "demo_ended"
DRAFT_STARTED = "draft_started"
DRAFT_DISCARDED = "draft_discarded"
UPLOAD = "upload"
UPLOAD_CORRECTED = "upload_corrected"
UPLOAD_HELD = "upload_held"
UPLOAD_RELEASED = "upload_released"
PERSONAL_KEPT = "personal_kept"
PERSONAL_UNDONE = "personal_undone"
SALT_MADE = "salt_made"
SALT_RENEWED = "salt_renewed"
UPLOAD_REMOVED = "upload_removed"
MAPPING_CONFIRMED = "mapping_confirmed"
CHECKS_SEEN = "checks_seen"
RUN_QUEUED = "run_queued"
RUN_STARTED = "run_started"
RUN_FINISHED = "run_finished"
RUN_FAILED = "run_failed"
RUN_CANCELLED = "run_cancelled"
RESULT_VIEWED = "result_viewed"
REPORT_MADE = "report_made"
TABLE_COPIED = "table_copied"
PICTURE_SAVED = "picture_saved"
DOWNLOAD = "download"
DATASET_ADDED = "dataset_added"
DATASET_DESCRIBED = "dataset_described"
DATASET_DESTROYED = "dataset_destroyed"
CHECK_DECLARED = "check_declared"
CHECK_REMOVED = "check_removed"
CHECK_TRIED = "check_tried"
RETENTION_CHANGED = "retention_changed"
POLICY_ADDED = "policy_added"
POLICY_CHANGED = "policy_changed"
POLICY_ENDED = "policy_ended"
POLICY_LOOKED_AS = "policy_looked_as"
ATTRIBUTE_CHANGED = "attribute_changed"
AGREEMENT_ASKED = "agreement_asked"
AGREEMENT_WITHDRAWN = "agreement_withdrawn"
AGREEMENT_OFFERED = "agreement_offered"
AGREEMENT_ACCEPTED = "agreement_accepted"
AGREEMENT_APPROVED = "agreement_approved"
AGREEMENT_REFUSED = "agreement_refused"
AGREEMENT_MEDIATION = "agreement_mediation"
AGREEMENT_REVOKED = "agreement_revoked"
AGREEMENT_ENDED = "agreement_ended"
AGREEMENT_DELETED = "agreement_deleted"
AGREEMENT_TAKEN = "agreement_taken"
AGREEMENTS_VIEWED = "agreements_viewed"
AGREEMENTS_EXPORTED = "agreements_exported"
NETWORK_VIEWED = "network_viewed"
NETWORK_EXPORTED = "network_exported"
COLLABORATION_OPENED = "collaboration_opened"
COLLABORATION_ANSWERED = "collaboration_answered"
COLLABORATION_CLOSED = "collaboration_closed"
COLLABORATION_WITHDRAWN = "collaboration_withdrawn"
COLLABORATION_VIEWED = "collaboration_viewed"
COLLABORATION_TAKEN = "collaboration_taken"
USE_CASE_REGISTERED = "use_case_registered"
USE_CASE_CHANGED = "use_case_changed"
USE_CASE_OUTCOME = "use_case_outcome"
USE_CASE_WITHDRAWN = "use_case_withdrawn"
USE_CASE_REVIEW_ASKED = "use_case_review_asked"
USE_CASE_REVIEWED = "use_case_reviewed"
USE_CASE_DECIDED = "use_case_decided"
USE_CASE_PUBLISHED = "use_case_published"
USE_CASE_UNPUBLISHED = "use_case_unpublished"
PROPOSAL_MADE = "proposal_made"
PROPOSAL_WITHDRAWN = "proposal_withdrawn"
PROPOSAL_COMMITTEE = "proposal_committee"
PROPOSAL_VOTED = "proposal_voted"
PROPOSAL_DECIDED = "proposal_decided"
PROPOSAL_TAKEN = "proposal_taken"
SHARE_GIVEN = "share_given"
SHARE_ENDED = "share_ended"
SHARE_OPENED = "share_opened"
DRAFT_VIEWED = "draft_viewed"
DRAFT_COPIED = "draft_copied"
DRAFT_EDITED = "draft_edited"
HANDED_OVER = "handed_over"
REVIEW_ASKED = "review_asked"
REVIEW_CONFIRMED = "review_confirmed"
REVIEW_RETURNED = "review_returned"
REVIEW_WITHDRAWN = "review_withdrawn"
RELEASE_ASKED = "release_asked"
RELEASE_WITHDRAWN = "release_withdrawn"
RELEASE_VIEWED = "release_viewed"
RELEASE_APPROVED = "release_approved"
RELEASE_RETURNED = "release_returned"
RELEASE_ENDED = "release_ended"
SOURCE_ADDED = "source_added"
SOURCE_CHANGED = "source_changed"
SOURCE_REMOVED = "source_removed"
SOURCE_REFRESHED = "source_refreshed"
SOURCE_FAILED = "source_failed"
KEY_TURNED = "key_turned"
LEDGER_KEY_TURNED = "ledger_key_turned"
USAGE_VIEWED = "usage_viewed"
USAGE_EXPORTED = "usage_exported"
USAGE_TARGETS_SET = "usage_targets_set"
EVALUATION_PACK_MADE = "evaluation_pack_made"
CAMPAIGN_MADE = "campaign_made"
CAMPAIGN_BEGUN = "campaign_begun"
CAMPAIGN_ENDED = "campaign_ended"
SETTING_CHANGED = "setting_changed"
BACKUP_MADE = "backup_made"
RESTORED = "restored"
PEOPLE_VIEWED = "people_viewed"
SESSIONS_ENDED = "sessions_ended"
DATASETS_VIEWED = "datasets_viewed"
DATASET_VIEWED = "dataset_viewed"
AUDIT_VIEWED = "audit_viewed"
AUDIT_EXPORTED = "audit_exported"
AUDIT_CHECKED = "audit_checked"
TRAIL_BROKEN = "trail_broken"
TRAIL_DROPPED = "trail_dropped"
TRAIL_DETAIL_DROPPED = "trail_detail_dropped"
PRACTICE_FILLED = "practice_filled"
SIGHTS_EXPORTED = "sights_exported"
WORKSHOP_MADE = "workshop_made"
WORKSHOP_STARTED = "workshop_started"
WORKSHOP_LED = "workshop_led"
WORKSHOP_HANDED = "workshop_handed"
WORKSHOP_FINISHED = "workshop_finished"
WORKSHOP_PURGED = "workshop_purged"
SEAT_TAKEN = "seat_taken"
SEAT_SHOWN = "seat_shown"
EXERCISE_CHECKED = "exercise_checked"
CERTIFICATE_MADE = "certificate_made"
CARRIED_OVER = "carried_over"
CARRIED_RUN = "carried_run"
HELP_ASKED = "help_asked"
HELP_ASSIGNED = "help_assigned"
HELP_ANSWERED = "help_answered"
HELP_REOPENED = "help_reopened"
HELP_CLOSED = "help_closed"
HELP_EXPORTED = "help_exported"
ARTICLE_PUBLISHED = "article_published"
ARTICLE_WITHDRAWN = "article_withdrawn"
BOOKING_MADE = "booking_made"
BOOKING_AGREED = "booking_agreed"
BOOKING_DONE = "booking_done"
BOOKING_CANCELLED = "booking_cancelled"

# Facts that are counted stand in columns of their own too, with the most characters they may have.
_COUNTED = {"model": 60, "kind": 10, "cache_key": 64}
EVENTS = tuple(said for name, said in list(globals().items()) if isinstance(said, str) and said == name.lower())


def record(
    session: Session,
    event: str,
    *,
    person_id: str | None = None,
    organisation_id: str | None = None,
    subject: tuple[str, str] | None = None,
    facts: dict[str, Any] | None = None,
    at: datetime | None = None,
) -> LedgerRow:
    """Writes one row in the session's transaction: it stands or falls with what it speaks of.

    `subject` is a kind and an id, such as ("run", id). Facts hold ids, counts and codes: never a name or a value; those of
    `form.PERSONAL_FACTS` name a person. The row is complete and stamped (`data_catalog.trail`): it is not to be changed after.
    """
    if event not in EVENTS:
        raise ValueError(f"no event of the ledger is called {event!r}")
    at = at or utc_now()
    kind, subject_id = subject or (None, None)
    told = storable(facts or {})
    row = LedgerRow(
        at_utc=at,
        day=at.astimezone(settings.local_zone(session)).date(),
        event=event,
        person_id=person_id,
        organisation_id=organisation_id,
        subject_kind=kind,
        subject_id=subject_id,
        facts=told,
        **{name: str(said)[:length] for name, length in _COUNTED.items() if (said := told.get(name)) is not None},
    )
    stamp = session.info.get(store.STAMP)
    if stamp is not None:
        row.salt = os.urandom(16).hex()
        row.detail = form.detail(row, row.salt)
        row.mac = stamp.make("row", form.canonical(row))
    session.add(row)
    return row
