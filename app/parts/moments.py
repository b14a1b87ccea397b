"""Moments as people write them, in the office's time zone."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.session import language, say

_ZONE = ZoneInfo("Asia/Seoul")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def when(moment: datetime, now: datetime | None = None) -> str:
    """Today's and yesterday's moments in a word, older ones with their date."""
    local, today = moment.astimezone(_ZONE), (now or datetime.now(_ZONE)).astimezone(_ZONE).date()
    if local.date() == today:
        return say("when.today", time=clock(moment))
    if local.date() == today - timedelta(days=1):
        return say("when.yesterday", time=clock(moment))
    month = _MONTHS[local.month - 1] if language() == "en" else str(local.month)
    return say("when.day", year=str(local.year), month=month, day=str(local.day), time=clock(moment))


def clock(moment: datetime) -> str:
    """Hour and minute."""
    return moment.astimezone(_ZONE).strftime("%H:%M")
