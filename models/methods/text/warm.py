"""Compiles the kernels of texts once with tiny inputs."""

from __future__ import annotations

import numpy as np

from models.methods.text.duplicates import duplicates
from models.methods.text.tokens import Tokens
from models.methods.text.topics import topics


def compile_all() -> None:
    """Three texts looked through for duplicates, and 40 of two subjects for their topics."""
    duplicates(["가나다라마", "가나다라마바", "마"])
    topics(Tokens(np.arange(0, 121, 3), np.tile(np.arange(6, dtype=np.int32), 20), list("abcdef"), ""))
