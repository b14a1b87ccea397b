"""What a log may keep of a fault: where it happened and what kind it was, and nothing that its message quotes of anybody's data."""

from __future__ import annotations

import logging
import re
import traceback
from typing import Any

_QUOTED = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"|`[^`\n]*`|“[^”\n]*”|‘[^’\n]*’")
_CELL = re.compile(r"[가-힣ㄱ-ㅎㅏ-ㅣ一-龥]+|\d{4,}|\S+@\S+")
_LONGEST = 300


class Traced(Exception):
    """A fault of another process, its message what `traced` gave there."""


def traced(fault: BaseException) -> str:
    """The frames of a fault and of those it came from, each with its type and what is left of its message and notes
    (`unquoted`).
    """
    told: list[str] = []
    seen: set[int] = set()
    one: BaseException | None = fault
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        frames = "".join(
            f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}\n' for frame in traceback.extract_tb(one.__traceback__)
        )
        said = "".join(f"\n{unquoted(note)}" for note in getattr(one, "__notes__", ()))
        told.append(
            f"{frames}{type(one).__module__}.{type(one).__qualname__}: {str(one) if isinstance(one, Traced) else unquoted(str(one))}{said}"
        )
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return "\n-- came from\n".join(told)


def unquoted(message: str) -> str:
    """A message without what it quotes, without Korean words, long numbers and addresses: a cell may stand in any of them."""
    lines = message.strip().splitlines()
    first = lines[0] if lines else ""
    return _CELL.sub("…", _QUOTED.sub("…", first))[:_LONGEST]


def keep_logs_bare() -> None:
    """From now on every log of this process writes faults as `traced` does, whoever logs them."""
    made = logging.getLogRecordFactory()

    def bare(*args: Any, **named: Any) -> logging.LogRecord:
        record = made(*args, **named)
        if record.exc_info and record.exc_info[1] is not None:
            record.exc_text = traced(record.exc_info[1])
            record.exc_info = None
        return record

    logging.setLogRecordFactory(bare)
