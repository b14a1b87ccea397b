"""The platform's settings: what there is, the default, and the values allowed. Only what differs is in the records."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy import ScalarSelect, select
from sqlalchemy.orm import Session

from connectors.outgoing import parse_hosts
from connectors.problem import Problem
from connectors.services.mail import TLS
from data_catalog.disclosure import MODES, NOISE, SUPPRESS
from data_catalog.records.work import SettingRow

_MAIL = re.compile(r"[^\s@<>\"]+@[^\s@<>\"]+")
_ZONE = "settings.zone"
_ADDRESS = re.compile(r"https?://[a-z0-9.-]+(?::[0-9]{1,5})?", re.ASCII)

SHARED_BY = ("organisation", "policies")
"""Who may be given a result of somebody's own data: the people of the organisation that keeps these, or only whom policies let see them."""


@dataclass(frozen=True)
class Setting:
    """One setting: a whole number between two limits, or a text of a kind. Its words are the text `setting.<key>`."""

    default: Any
    minimum: int | None = None
    maximum: int | None = None


SETTINGS: Mapping[str, Setting] = {
    "session_idle_min": Setting(30, 5, 240),
    "session_absolute_h": Setting(10, 1, 24),
    "sign_on_leeway_s": Setting(120, 0, 900),
    "sign_on_wait_s": Setting(5, 1, 30),
    "portal_address": Setting(""),
    "upload_limit_mb": Setting(2_048, 1, 20_480),
    "person_quota_mb": Setting(10_240, 10, 1_048_576),
    "staging_days": Setting(7, 1, 60),
    "retention_days": Setting(365, 1, 3_650),
    "retention_limit_days": Setting(1_825, 1, 36_500),
    "retention_warn_days": Setting(7, 1, 60),
    "share_limit_days": Setting(365, 1, 3_650),
    "result_shared_by": Setting("organisation"),
    "agreement_late_days": Setting(7, 1, 90),
    "workshop_keep_days": Setting(30, 1, 365),
    "help_remind_days": Setting(2, 1, 30),
    "help_close_days": Setting(14, 1, 180),
    "tour_offer_min": Setting(4, 1, 60),
    "disclosure_mode": Setting(SUPPRESS),
    "disclosure_noise": Setting(NOISE, NOISE, 50),
    "ledger_days": Setting(3_650, 365, 36_500),
    "ledger_detail_days": Setting(1_825, 365, 36_500),
    "time_zone": Setting("Asia/Seoul"),
    "default_language": Setting("ko"),
    "outgoing_hosts": Setting(""),
    "mail_server": Setting(""),
    "mail_sender": Setting(""),
    "mail_tls": Setting("starttls"),
}


def value(session: Session, key: str) -> Any:
    """The value in force: what was set, else the default."""
    row = session.get(SettingRow, key)
    return in_force(key, None if row is None else row.value)


def chosen(key: str) -> ScalarSelect[Any]:
    """What was set, null when nothing was, as one column of another question."""
    return select(SettingRow.value).where(SettingRow.key == key).scalar_subquery()


def in_force(key: str, set_: Any) -> Any:
    """The value in force where this was set; None stands for nothing."""
    return SETTINGS[key].default if set_ is None else set_


def change(session: Session, key: str, wanted: Any, *, by: str | None, at: datetime) -> None:
    """Sets a value. Problems: setting.unknown, setting.not_allowed."""
    if key not in SETTINGS:
        raise Problem("setting.unknown", setting=key, known=sorted(SETTINGS))
    _check(key, wanted)
    row = session.get(SettingRow, key)
    if row is None:
        row = SettingRow(key=key)
        session.add(row)
    row.value, row.changed_by, row.changed_at_utc = wanted, by, at
    session.info.pop(_ZONE, None)


def local_zone(session: Session) -> ZoneInfo:
    """The time zone days and months are counted in; asked for once a session, which writes many rows of the ledger at times."""
    if _ZONE not in session.info:
        session.info[_ZONE] = ZoneInfo(value(session, "time_zone"))
    found: ZoneInfo = session.info[_ZONE]
    return found


def _check(key: str, wanted: Any) -> None:
    setting = SETTINGS[key]
    if setting.minimum is not None and setting.maximum is not None:
        if isinstance(wanted, bool) or not isinstance(wanted, int) or not setting.minimum <= wanted <= setting.maximum:
            allowed = f"{setting.minimum}–{setting.maximum}"
            raise Problem("setting.not_allowed", setting=key, given=str(wanted)[:40], allowed=allowed)
    elif key == "time_zone" and wanted not in available_timezones():
        raise Problem("setting.not_allowed", setting=key, given=str(wanted)[:40], allowed="Asia/Seoul, UTC, …")
    elif key == "default_language" and wanted not in ("ko", "en"):
        raise Problem("setting.not_allowed", setting=key, given=str(wanted)[:40], allowed="ko, en")
    elif key == "outgoing_hosts":
        parse_hosts(wanted)
    elif key == "mail_server" and wanted and len(parse_hosts(wanted)) != 1:
        raise Problem("setting.not_allowed", setting=key, given=str(wanted)[:40], allowed="mail.example.kr:25")
    elif key == "mail_sender" and wanted and not _MAIL.fullmatch(wanted):
        raise Problem("setting.not_allowed", setting=key, given=str(wanted)[:40], allowed="modu@example.kr")
    elif key == "portal_address" and wanted and not _ADDRESS.fullmatch(wanted):
        raise Problem("setting.not_allowed", setting=key, given=str(wanted)[:40], allowed="https://modu.example.kr")
    elif key == "result_shared_by" and wanted not in SHARED_BY:
        raise Problem("setting.not_allowed", setting=key, given=str(wanted)[:40], allowed=", ".join(SHARED_BY))
    elif key == "disclosure_mode" and wanted not in MODES:
        raise Problem("setting.not_allowed", setting=key, given=str(wanted)[:40], allowed=", ".join(MODES))
    elif key == "mail_tls" and wanted not in TLS:
        raise Problem("setting.not_allowed", setting=key, given=str(wanted)[:40], allowed=", ".join(TLS))
