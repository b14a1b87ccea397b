"""The forkserver's preload: children are forked from it, and a pool of threads does not outlive a fork."""

from __future__ import annotations

import subprocess
import sys

_ASKED = """
import os
import app.worker.preload
names = [open(f"/proc/self/task/{task}/comm").read().strip() for task in os.listdir("/proc/self/task")]
print("\\n".join(names))
"""


def test_no_pool_of_threads_is_begun_that_a_forked_child_would_wait_for() -> None:
    said = subprocess.run([sys.executable, "-c", _ASKED], check=True, capture_output=True, text=True).stdout.split("\n")
    assert said
    assert [name for name in said if name.removeprefix("polars-").isdigit() or name.startswith(("tokio", "rayon"))] == []
