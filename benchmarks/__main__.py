"""Runs every workload in turn: `python -m benchmarks [NAME …]`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

NOT_WORKLOADS = {"__init__", "__main__", "esda_values", "ratio"}


def main() -> None:
    """Each workload in a process of its own; goes on after one that fails, and says so at the end."""
    names = sys.argv[1:] or sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem not in NOT_WORKLOADS)
    failed = []
    for name in names:
        print(f"\n## {name}", flush=True)
        if subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode:
            failed.append(name)
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
