"""Finds what the tests need on this machine, else installs it, else says which package is missing.

Chromium, a Korean font, PostgreSQL, the servers that data are read from (MariaDB and OpenSSH), and the certified provider of single
sign-on with the node it runs on.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests import postgres, servers
from tests.sign_on import npm

# Chromium's shell without a window draws the same pages with a third less work.
CHROMIUM_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium() -> Path | None:
    """A browser on this machine: Debian's, another Chromium, or the one Playwright downloaded."""
    for name in CHROMIUM_NAMES:
        found = shutil.which(name)
        if found:
            return Path(found)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    return own if own.exists() else None


def main() -> None:
    """Installs what is missing; exits 1 naming the package when that cannot be done."""
    if chromium() is None:
        _apt("chromium-headless-shell") or _apt("chromium") or _run([sys.executable, "-m", "playwright", "install", "chromium"])
    if chromium() is None:
        sys.exit("The tests need a Chromium browser: install the package 'chromium'.")
    if not _korean_font():
        _apt("fonts-nanum")
    if not _korean_font():
        sys.exit("The browser tests need a Korean font: install the package 'fonts-nanum'.")
    postgres.ensure()
    for package in servers.missing():
        _apt(package)
    if servers.missing():
        sys.exit(f"The tests need real servers to read from: install the packages {', '.join(servers.missing())}.")
    for package in npm.missing():
        _apt(package)
    if npm.missing():
        sys.exit(f"The tests need a real provider of single sign-on: install the packages {', '.join(npm.missing())}.")
    npm.ensure()


def _korean_font() -> bool:
    if shutil.which("fc-list") is None:
        return sys.platform != "linux"
    listed = subprocess.run(["fc-list", ":lang=ko", "family"], capture_output=True, text=True, check=False).stdout
    return bool(listed.strip())


def _apt(package: str) -> bool:
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        return False
    _run(["apt-get", "update", "-qq"])
    return _run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", package])


def _run(command: list[str]) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, check=False, env=environment, stdout=subprocess.DEVNULL).returncode == 0


if __name__ == "__main__":
    main()
