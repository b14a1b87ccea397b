"""The certified provider, from npm: installed as its lock says into a folder beside this environment, once."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent / "certified"
PACKAGES = {"node": "nodejs", "npm": "npm"}


def missing() -> list[str]:
    """Packages of this machine that have to be installed first."""
    return [package for name, package in PACKAGES.items() if shutil.which(name) is None]


def folder() -> Path:
    """Where what the lock names is installed; another lock is another folder."""
    said = (HERE / "package-lock.json").read_bytes()
    return Path(sys.prefix) / "npm" / hashlib.sha256(said).hexdigest()[:16]


def ensure() -> Path:
    """Installs it unless it is there; gives the folder. Only what the lock names, byte for byte, and none of its scripts."""
    place = folder()
    if (place / "whole").exists():
        return place
    if missing():
        raise RuntimeError(f"The tests need node and never skip it: install the packages {', '.join(missing())}.")
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, place / name)
    words = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    made = subprocess.run(words, cwd=place, capture_output=True, text=True, check=False, timeout=300)
    if made.returncode:
        raise RuntimeError(f"npm could not install the certified provider:\n{made.stderr[-2000:]}")
    (place / "whole").touch()
    return place
