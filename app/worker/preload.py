"""What every child has in memory from its birth: engines, methods with their kernels compiled, its own packages' sources.

Imported by the forkserver alone, before it serves. It starts no thread, opens no records and holds no secret.
"""

from __future__ import annotations

import contextlib
import gc
import os

import highspy
import pandas  # type: ignore[import-untyped]  # noqa: F401  pyarrow looks for it at its first array, which takes a second
import scipy.optimize
import scipy.sparse
import scipy.spatial
import scipy.stats  # noqa: F401
import shapely  # noqa: F401

import app.worker.child  # noqa: F401
from connectors.memory import collect_seldom
from connectors.problem import Problem
from data_catalog import terms
from data_catalog.scanning import warm as scanning
from models.kit import assembling, library
from models.methods.warm import compile_all

# Whoever clicks comes before what computes.
os.nice(5)
compile_all()
scanning.compile_all()
# A solver that has threads is no good after a fork: the next one begins them anew.
highspy.Highs.resetGlobalScheduler(True)
terms.likeness("received", "접수")
assembling.environment()
# Of packages from elsewhere nothing is imported here: this process is not confined, the child that imports them is.
for _model in (model for model in library.models() if library.is_own(model)):
    for _part in ("steps", "sample"):
        # A package that cannot be imported says so in its own run; it must not keep the others waiting.
        with contextlib.suppress(Exception, Problem):
            library.module(_model, _part)
# A child lives for one run: what it is born with is no garbage, and looking through it would only copy its memory.
collect_seldom()
gc.collect()
gc.freeze()
