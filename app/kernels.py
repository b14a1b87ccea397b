"""Compiles every numeric kernel when the portal is set up, on all processors: `python -m app.kernels`."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor

from data_catalog.scanning import warm as scanning
from models.methods import warm as methods


def main() -> None:
    """Compiles what is not kept on disk yet."""
    with ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn")) as pool:
        for done in [pool.submit(task) for task in (*methods.tasks(), scanning.compile_all)]:
            done.result()


if __name__ == "__main__":
    main()
