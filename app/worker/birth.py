"""Where a child begins: a name the worker can give away without loading what a child needs, which is in the forkserver already."""

from __future__ import annotations

from multiprocessing.connection import Connection
from typing import Any


def begin(order: dict[str, Any], said: Connection, alive: Connection) -> None:
    """`app.worker.child.main` of the same arguments."""
    from app.worker import child

    child.main(order, said, alive)
