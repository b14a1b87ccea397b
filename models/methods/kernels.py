"""Where kernels come from: numba's `njit`, without what it would load only to see whether it is there."""

from __future__ import annotations

from numba import njit
from numba.np import linalg

__all__ = ["njit"]

# Before its first kernel numba imports SciPy's linear algebra, a fifth of a second, to know that it could be called. SciPy is part of
# the product; a kernel that multiplies matrices finds it by itself when it is run.
setattr(linalg, "ensure_blas", lambda: None)  # noqa: B010
