"""Sets a document with Typst in a process of its own, so that the memory Typst keeps for its cache goes with it.

Run as a script: JSON on standard input, the PDF or the picture of its first page on standard output; on exit 1 the fault is on
standard error.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

LIMIT_S = 120


@dataclass(frozen=True)
class Job:
    """`tries` are versions of `data.json`, the best first: the first that fills no more than `pages_max` pages is taken,
    else the last."""

    template: str
    files: dict[str, str]
    tries: list[str]
    font_folders: list[str]
    made_at_s: int
    pages_max: int | None = None
    picture_ppi: int | None = None
    """Given, a picture (PNG) of the first page is made instead, so many points to the inch."""


def typeset(job: Job) -> bytes:
    """The PDF (PDF/UA-1), or the picture of its first page.

    Raises ValueError with what was wrong: an error, a warning, or more than two minutes.
    """
    try:
        # Nothing of a person's is in the command: the document goes by standard input.
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-I", str(Path(__file__))],
            input=json.dumps(asdict(job), ensure_ascii=False).encode(),
            capture_output=True,
            timeout=LIMIT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ValueError(f"more than {LIMIT_S} s") from None
    if done.returncode:
        raise ValueError(done.stderr.decode(errors="replace").strip()[-200:])
    return done.stdout


def _main() -> int:
    import typst

    job: dict[str, Any] = json.load(sys.stdin)
    # Our fonts alone: a report looks the same on every machine.
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=job["font_folders"])
    made = b""
    for data in job["tries"]:
        # Its types know no files from memory, though it reads them.
        sources: Any = {"main": job["template"].encode(), "data.json": data.encode()}
        sources |= {name: said.encode() for name, said in job["files"].items()}
        made, warnings = typst.compile_with_warnings(
            input=sources, format="pdf", font_paths=fonts, pdf_standards=["ua-1"], timestamp=job["made_at_s"]
        )
        # Typst only warns where it draws boxes for letters or falls back to another font: that is no report.
        if warnings:
            sys.stderr.write(str(warnings[0]))
            return 1
        if job["pages_max"] is None or _pages(made) <= job["pages_max"]:
            if job["picture_ppi"]:
                made = _first_page(typst.compile(input=sources, format="png", ppi=job["picture_ppi"], font_paths=fonts))
            break
    sys.stdout.buffer.write(made)
    return 0


def _first_page(made: bytes | list[bytes]) -> bytes:
    return made[0] if isinstance(made, list) else made


def _pages(made: bytes) -> int:
    found = re.search(rb"/Type/Pages/Count (\d+)", made)
    return int(found.group(1)) if found else 0


if __name__ == "__main__":
    sys.exit(_main())
