"""Tests alike but for the database or the language take turns: `make test` runs one of each pair, `make test-all` both.

Which one is told by the test's name, so that half of them run on PostgreSQL and half in English, the same ones every time.
"""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Iterable

# What the records themselves do is tried on both every time.
_BOTH = ("tests/data_catalog/records/", "tests/data_catalog/trail/")
_DATABASE = re.compile(r"(?<=[\[-])(?:sqlite|postgresql)(?=[]-])")
_LANGUAGE = re.compile(r"(?<=[\[-])(?:ko|en)(?:-\d+)?(?=[]-])")


def spared(nodes: Iterable[str]) -> frozenset[str]:
    """Those of the node ids whose twin runs instead.

    >>> sorted(spared(["t.py::test_a[sqlite]", "t.py::test_a[postgresql]", "t.py::test_b[sqlite]"]))
    ['t.py::test_a[sqlite]']
    """
    alike: dict[str, list[str]] = defaultdict(list)
    for node in nodes:
        if not node.startswith(_BOTH):
            alike[_common(node)].append(node)
    pairs = {common: sorted(found) for common, found in alike.items() if len(found) == 2}
    return frozenset(found[zlib.crc32(common.encode()) % 2] for common, found in pairs.items())


def _common(node: str) -> str:
    node = _DATABASE.sub("*", node)
    return _LANGUAGE.sub("*", node) if node.startswith("tests/browser/") else node
