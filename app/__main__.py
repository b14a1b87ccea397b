"""The `modu` command: serve, worker, run, profile, map, model, places, audit, doctor, backup, restore."""

import sys

from app.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
