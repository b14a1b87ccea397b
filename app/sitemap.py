"""Which screens there are, at which address, for whom. Streamlit is not needed to know it."""

from __future__ import annotations

from dataclasses import dataclass

from app.identity.rights import RIGHTS


@dataclass(frozen=True)
class Screen:
    """One page of the portal. `file` is relative to `app/`; `roles` empty means everybody signed in; hidden ones are not in the list."""

    name: str
    path: str
    file: str
    icon: str
    roles: frozenset[str] = frozenset()
    listed: bool = True


SCREENS = (
    Screen("home", "", "screens/home.py", ":material/home:"),
    Screen("models", "models", "screens/models.py", ":material/category:"),
    Screen("analyses", "analyses", "screens/analyses.py", ":material/history:"),
    Screen("cases", "cases", "screens/cases.py", ":material/task_alt:"),
    Screen("data", "data", "screens/data.py", ":material/database:"),
    Screen("shared", "shared", "screens/shared.py", ":material/folder_shared:"),
    Screen("requests", "requests", "screens/requests.py", ":material/handshake:", RIGHTS["analyse"]),
    Screen("agreements", "agreements", "screens/agreements.py", ":material/menu_book:", RIGHTS["see_agreements"]),
    Screen("network", "network", "screens/network.py", ":material/hub:", RIGHTS["see_agreements"], listed=False),
    Screen("collaboration", "collaboration", "screens/collaboration.py", ":material/diversity_3:", listed=False),
    Screen("workshops", "workshops", "screens/workshops.py", ":material/school:", RIGHTS["teach"]),
    Screen("class", "class", "screens/classroom.py", ":material/event_seat:", listed=False),
    Screen("sources", "sources", "screens/sources.py", ":material/sync:", frozenset({"steward", "admin"})),
    Screen("policies", "policies", "screens/policies.py", ":material/shield_lock:", RIGHTS["manage_datasets"], listed=False),
    Screen("inbox", "inbox", "screens/inbox.py", ":material/inbox:"),
    Screen("help", "help", "screens/help.py", ":material/help:"),
    Screen("ask", "ask", "screens/ask.py", ":material/contact_support:", listed=False),
    Screen("support", "support", "screens/support.py", ":material/support_agent:", RIGHTS["support"]),
    Screen("usage", "usage", "screens/usage.py", ":material/monitoring:", frozenset({"supervisor", "auditor", "admin"})),
    Screen("campaigns", "campaigns", "screens/campaigns.py", ":material/flag:", RIGHTS["see_usage"], listed=False),
    Screen("audit", "audit", "screens/audit.py", ":material/policy:", frozenset({"auditor", "admin"})),
    Screen("people", "people", "screens/people.py", ":material/group:", frozenset({"admin"})),
    Screen("organisations", "organisations", "screens/organisations.py", ":material/account_tree:", frozenset({"admin"}), listed=False),
    Screen("view_as", "view_as", "screens/view_as.py", ":material/visibility:", frozenset({"steward", "admin"}), listed=False),
    Screen("settings", "settings", "screens/settings.py", ":material/settings:", frozenset({"admin"})),
    Screen("search", "search", "screens/search.py", ":material/search:", listed=False),
    Screen("wizard", "wizard", "screens/wizard/page.py", ":material/steps:", listed=False),
    Screen("result", "result", "screens/result.py", ":material/insights:", listed=False),
    Screen("personal", "personal", "screens/personal.py", ":material/shield_person:", listed=False),
    Screen("checks", "checks", "screens/checks.py", ":material/fact_check:", listed=False),
    Screen("share", "share", "screens/share.py", ":material/share:", listed=False),
    Screen("handover", "handover", "screens/handover.py", ":material/swap_horiz:", listed=False),
    Screen("report", "report", "screens/report.py", ":material/description:", listed=False),
)

SEAT_SCREENS = frozenset({"class", "wizard", "result", "report", "checks", "personal", "help"})
"""All that a seat of a workshop may open: whoever joined by a code alone sees no list of anything else, and of help the words."""


def screen(name: str) -> Screen:
    """The screen of that name; KeyError when there is none."""
    for item in SCREENS:
        if item.name == name:
            return item
    raise KeyError(name)


def allowed(roles: frozenset[str], *, seat: bool = False) -> tuple[Screen, ...]:
    """The screens somebody with these roles, or a seat of a workshop, may open."""
    if seat:
        return tuple(item for item in SCREENS if item.name in SEAT_SCREENS)
    return tuple(item for item in SCREENS if not item.roles or item.roles & roles)
