"""The audit trail as auditors see it: what was done, by whom, with what; whether it is whole; and taking it with one."""

from app.services.audit.asking import State, ask, ask_daily, make_checks, state
from app.services.audit.looking import COUNTED, Entry, Page, Wanted, listed
from app.services.audit.saying import Teller
from app.services.audit.taking import MOST_ROWS, taken

__all__ = [
    "COUNTED",
    "MOST_ROWS",
    "Entry",
    "Page",
    "State",
    "Teller",
    "Wanted",
    "ask",
    "ask_daily",
    "listed",
    "make_checks",
    "state",
    "taken",
]
