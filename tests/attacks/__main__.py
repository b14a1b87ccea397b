"""`python -m tests.attacks [KIND …]`: tries every attack and prints what became of it. Exit code 1 unless all were held."""

from __future__ import annotations

import sys
from collections import defaultdict

import pytest

from tests.attacks.threats import KINDS, state_of, table, threats


class Heard:
    """What pytest says of each test: the outcomes of its cases, by `path::name`."""

    def __init__(self) -> None:
        self.outcomes: dict[str, list[str]] = defaultdict(list)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        # A case that breaks before or after its call did not show that anything holds.
        if report.when == "call" or report.outcome != "passed":
            self.outcomes[report.nodeid.partition("[")[0]].append(report.outcome if report.when == "call" else "broken")


def main(kinds: list[str]) -> int:
    """Runs the tests of some kinds, or all, and prints the table."""
    unknown = set(kinds) - set(KINDS)
    if unknown:
        print(f"There is no kind {', '.join(sorted(unknown))}. There are: {', '.join(KINDS)}.", file=sys.stderr)
        return 2
    tried = [one for one in threats() if not kinds or one.kind in kinds]
    heard = Heard()
    pytest.main(["-q", "-p", "no:cacheprovider", *sorted({one.test for one in tried})], plugins=[heard])
    print("\n".join(["", *table(tried, heard.outcomes)]))
    return 0 if all(state_of(heard.outcomes.get(one.test, ())) == "held" for one in tried) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
