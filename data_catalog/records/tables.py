"""Every table of the records, by name. Times are UTC, ids are 32 hexadecimal digits, amounts carry their unit."""

from data_catalog.records.base import Base, new_id, utc_now
from data_catalog.records.checks import DatasetCheck, VersionCheck
from data_catalog.records.data import (
    UPLOAD_STATES,
    Dataset,
    DatasetVersion,
    Draft,
    DraftField,
    RememberedMapping,
    Upload,
    UploadToken,
)
from data_catalog.records.people import (
    ORGANISATION_KINDS,
    ROLES,
    Membership,
    Organisation,
    OrganisationSalt,
    PersonRow,
    SessionRow,
    SignInGuard,
)
from data_catalog.records.sources import SOURCE_KINDS, SOURCE_STATES, Source
from data_catalog.records.work import (
    RUN_KINDS,
    RUN_STATES,
    LedgerRow,
    Message,
    Run,
    RunInput,
    SettingRow,
    StepTiming,
    Worker,
)

__all__ = [
    "ORGANISATION_KINDS",
    "ROLES",
    "RUN_KINDS",
    "RUN_STATES",
    "SOURCE_KINDS",
    "SOURCE_STATES",
    "UPLOAD_STATES",
    "Base",
    "Dataset",
    "DatasetCheck",
    "DatasetVersion",
    "Draft",
    "DraftField",
    "LedgerRow",
    "Membership",
    "Message",
    "Organisation",
    "OrganisationSalt",
    "PersonRow",
    "RememberedMapping",
    "Run",
    "RunInput",
    "SessionRow",
    "SettingRow",
    "SignInGuard",
    "Source",
    "StepTiming",
    "Upload",
    "UploadToken",
    "VersionCheck",
    "Worker",
    "new_id",
    "utc_now",
]
