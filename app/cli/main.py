"""Does what the command line says, and ends with 0, 2 (something the person can mend) or 1 (our fault)."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import uuid4

from app.cli import parser
from app.cli.saying import asks_json, language, print_json, print_wrong
from app.home import home_folder
from app.texts import problem_text, text
from connectors.faults import traced
from connectors.memory import collect_seldom
from connectors.problem import Problem

DONE, OUR_FAULT, PERSON_CAN_MEND = 0, 1, 2

_LASTING = ("serve", "worker")


def main(words: Sequence[str] | None = None) -> int:
    """The exit code of the command `words` (those of this process unless given)."""
    said = list(sys.argv[1:] if words is None else words)
    lang, as_json = language(said), asks_json(said)
    try:
        asked = parser.build().parse_args(said)
        if asked.command not in _LASTING:
            collect_seldom()
        return _flushed(int(asked.do(asked) or DONE))
    except Problem as problem:
        return _told(problem, lang, as_json)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read the output has had enough: that is no fault.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as fault:
        return _fault(fault, lang, as_json)


def _flushed(code: int) -> int:
    sys.stdout.flush()
    return code


def _told(problem: Problem, lang: str, as_json: bool) -> int:
    message = problem_text(problem, lang)
    file = str(problem.facts.get("file", ""))
    if file and file not in message:
        message = f"{file}: {message}"
    print_wrong(message)
    if as_json:
        print_json({"problem": {**problem.to_json(), "message": message}})
    return PERSON_CAN_MEND


def _fault(fault: BaseException, lang: str, as_json: bool) -> int:
    """Keeps the trace in the log under a number; the person gets the number."""
    number = uuid4().hex[:8]
    folder = home_folder() / "logs"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "command.log").open("a", encoding="utf-8") as log:
        log.write(f"{datetime.now(UTC).isoformat(timespec='seconds')} fault {number}\n{traced(fault)}\n")
    message = text("cli.fault", lang, number=number, log=str(folder / "command.log"))
    print_wrong(message)
    if as_json:
        print_json({"fault": {"number": number, "message": message}})
    return OUR_FAULT
