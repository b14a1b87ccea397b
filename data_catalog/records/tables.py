"""Every table of the records, by name. Times are UTC, ids are 32 hexadecimal digits, amounts carry their unit."""

from data_catalog.records.base import Base, new_id, utc_now
from data_catalog.records.data import (
    Dataset,
    DatasetVersion,
    Draft,
    DraftField,
    RememberedMapping,
    UPLOAD_STATES,
    Upload,
    UploadToken,
)
from data_catalog.records.people import (
    Membership,
    ORGANISATION_KINDS,
    Organisation,
    PersonRow,
    ROLES,
    SessionRow,
    SignInGuard,
)
from data_catalog.records.work import (
    LedgerRow,
    Message,
    RUN_KINDS,
    RUN_STATES,
    Run,
    RunInput,
    SettingRow,
    StepTiming,
    Worker,
)

__all__ = [
    "Base",
    "Dataset",
    "DatasetVersion",
    "Draft",
    "DraftField",
    "LedgerRow",
    "Membership",
    "Message",
    "ORGANISATION_KINDS",
    "Organisation",
    "PersonRow",
    "ROLES",
    "RUN_KINDS",
    "RUN_STATES",
    "RememberedMapping",
    "Run",
    "RunInput",
    "SessionRow",
    "SettingRow",
    "SignInGuard",
    "StepTiming",
    "UPLOAD_STATES",
    "Upload",
    "UploadToken",
    "Worker",
    "new_id",
    "utc_now",
]
