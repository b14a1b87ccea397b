"""Starts a worker: `python -m app.worker`."""

from app.worker.main import work

work()
