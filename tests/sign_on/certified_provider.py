"""Runs the certified provider; what it says of its people is a file that a test changes while it runs."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.servers import WHERE, begun, stop, tells
from tests.sign_on import npm
from tests.sign_on.hostile import CLIENT, SECRET


@dataclass
class Certified:
    """The provider: whom it knows (`people`), and starting and stopping it."""

    folder: Path
    port: int
    portal: str
    portal_port: int = 0
    process: Any = None
    people: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def knows(self, login: str, **claims: Any) -> None:
        """From now on somebody has these claims."""
        self.people[login] = claims
        part = self.folder / "people.part"
        part.write_text(json.dumps(self.people), "utf-8")
        part.replace(self.folder / "people.json")

    def start(self) -> None:
        """Starts it, with nobody signed in."""
        place = npm.ensure()
        shutil.copy(npm.HERE / "provider.mjs", place / "provider.mjs")
        asked = {
            "issuer": self.issuer, "port": self.port, "portal": self.portal, "client": CLIENT, "secret": SECRET,
            "people": str(self.folder / "people.json"),
        }  # fmt: skip
        environment = {"PATH": WHERE, "HOME": str(self.folder), "MODU_TRIAL_PROVIDER": json.dumps(asked)}
        self.process = begun(["node", str(place / "provider.mjs")], self.folder / "log", lambda: tells(self.issuer), env=environment)

    def stop(self) -> None:
        """Ends it: whoever asks gets no answer."""
        if self.process is not None:
            stop(self.process)
            self.process = None


@contextmanager
def certified(folder: Path, port: int, portal: str) -> Iterator[Certified]:
    """The provider, until the end of the block."""
    made = Certified(folder, port, portal)
    made.knows("nobody")
    made.start()
    try:
        yield made
    finally:
        made.stop()
