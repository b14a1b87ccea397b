"""Which tests run on one worker: those that share what is dear to make. xdist's own groups get lost with pytest 9.2 (xdist issue 1386)."""

from __future__ import annotations

import re

from xdist.scheduler import LoadScopeScheduling

# What takes longest begins first, so that no worker ends long after the other.
FIRST = ("browser/journeys", "browser/pages", "models/cctv_siting", "models/golden_hour", "models/civil_complaints", "mistakes")
# Two portals and two browsers, each for about half of what there is to do.
_PAGES = re.compile(r"^tests/browser/test_(?:access|address|first_start|help|links|looks|sign_on|taken_along|usage|weights|workshop)\.py")
_FOLDERS = ("mistakes", "app/reports", "app/server/sign_on", "connectors/databases")
_MODEL = re.compile(r"^tests/models/(?:test_\w+\.py::\w+\[(?P<tested>[a-z_]+)|(?P<folder>[a-z_]+)/)")


def group(node: str) -> str:
    """The group of a test by its node id: a folder that shares a server, a model, two workers' tests, else its file."""
    file = node.partition("::")[0]
    if file.startswith("tests/browser/"):
        return "browser/pages" if _PAGES.match(file) else "browser/journeys"
    for folder in _FOLDERS:
        if file.startswith(f"tests/{folder}/"):
            return folder
    of_model = _MODEL.match(node)
    name = (of_model["tested"] or of_model["folder"]) if of_model else None
    if name and f"models/{name}" in FIRST:
        return f"models/{name}"
    return "worker" if file.startswith("tests/app/test_worker") else file


class Together(LoadScopeScheduling):  # type: ignore[misc]
    """Hands out whole groups, in the order of the tests."""

    def _split_scope(self, nodeid: str) -> str:
        return group(nodeid)
