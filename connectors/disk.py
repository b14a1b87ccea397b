"""Errors of this machine's own disk, told apart from those of a connection."""

from __future__ import annotations

import errno


def is_full(fault: BaseException) -> bool:
    """Whether there was no room left for what was written: no fault of whoever sent it."""
    return isinstance(fault, OSError) and fault.errno in (errno.ENOSPC, errno.EDQUOT)
