"""The first administrator is made from the shell."""

import os
import subprocess
import sys
from pathlib import Path

from app.services.people import accounts
from app.services.people.accounts import Caller
from app.services.platform import open_platform

ROOT = Path(__file__).resolve().parents[4]
HERE = Caller("127.0.0.1", "127.0.0.1", forwarded=False)


def modu(home: Path, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if key != "MODU_RECORDS"} | {"MODU_HOME": str(home)}
    return subprocess.run(
        [sys.executable, "-m", "app", *words], cwd=ROOT, env=environment, input=typed, capture_output=True, text=True, check=False
    )  # fmt: skip


def test_the_first_administrator_is_made_once_and_ends_the_demo(home: Path) -> None:
    platform = open_platform(home)
    assert len(accounts.demo_people(platform, HERE)) == 8
    weak = modu(home, "add-admin", "chief", "--organisation", "속초시", typed="short\n")
    assert (weak.returncode, "10" in weak.stderr) == (2, True)
    made = modu(home, "add-admin", "chief", "--organisation", "속초시", "--organisation-en", "Sokcho", typed="맑은 하늘 파란 바다\n")
    assert made.returncode == 0, made.stderr
    assert "맑은 하늘" not in made.stdout + made.stderr
    assert accounts.demo_people(platform, HERE) == ()
    assert accounts.sign_in(platform, "chief", "맑은 하늘 파란 바다", HERE).signed.person.roles == {"admin"}
    again = modu(home, "add-admin", "second", "--organisation", "속초시", typed="맑은 하늘 파란 바다\n")
    assert again.returncode == 2
    platform.records.close()
