"""Memory that was let go of is the system's again."""

import subprocess
import sys

import pytest

_MANY_SMALL = """
from pathlib import Path
from connectors.memory import give_back
def resident_mb():
    return int(Path("/proc/self/statm").read_text().split()[1]) // 256
kept = [bytes(900) for _ in range(200_000)]
last = bytes(900)
del kept
before = resident_mb()
give_back()
print(before - resident_mb())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems give memory back by themselves")
def test_what_a_computation_let_go_of_is_given_back_to_the_system() -> None:
    done = subprocess.run([sys.executable, "-c", _MANY_SMALL], capture_output=True, text=True, check=True)
    assert int(done.stdout) > 50
