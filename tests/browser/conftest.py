"""A portal really served, and a browser that writes down every host it is asked for."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.needs import chromium

ROOT = Path(__file__).resolve().parents[2]
expect.set_options(timeout=45_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@dataclass
class Portal:
    """A served portal: its address, its home folder, and every outside address its processes were seen talking to."""

    url: str
    home: Path
    process: subprocess.Popen[bytes]
    outside: set[str] = field(default_factory=set)

    def watch(self) -> None:
        """Notes remote addresses outside this machine, of the server and all its children, until it ends."""
        while self.process.poll() is None:
            try:
                family = [psutil.Process(self.process.pid), *psutil.Process(self.process.pid).children(recursive=True)]
                for process in family:
                    for link in process.net_connections(kind="inet"):
                        if link.raddr and not link.raddr.ip.startswith(("127.", "::1", "::ffff:127.")):
                            self.outside.add(f"{link.raddr.ip}:{link.raddr.port}")
            except psutil.Error:
                pass
            time.sleep(0.2)

    def stop(self) -> None:
        """Ends the portal as a service manager would."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serve(home: Path, port: int | None = None, **environment: str) -> Portal:
    """Starts `modu serve` and waits until it answers."""
    port = port or free_port()
    log = (home / "portal.log").open("ab")
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "serve", "--host", "127.0.0.1", "--port", str(port)],
        cwd=ROOT, env={**os.environ, "MODU_HOME": str(home), **environment}, stdout=log, stderr=subprocess.STDOUT,
    )  # fmt: skip
    portal = Portal(f"http://127.0.0.1:{port}", home, process)
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{portal.url}/health", timeout=2) as answer:
                if answer.status == 200:
                    threading.Thread(target=portal.watch, daemon=True).start()
                    return portal
        except OSError:
            time.sleep(0.1)
    portal.stop()
    raise RuntimeError(f"the portal did not start:\n{(home / 'portal.log').read_text(encoding='utf-8')[-4000:]}")


@pytest.fixture(scope="package")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    served = serve(tmp_path_factory.mktemp("portal"))
    yield served
    served.stop()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(chromium()), args=["--no-sandbox", "--enable-unsafe-swiftshader"])
        yield started
        started.close()


NewPage = Callable[..., Page]


@pytest.fixture
def new_page(browser: Browser, portal: Portal) -> Iterator[NewPage]:
    """Opens pages of people of their own (a context each); afterwards no host but ours may have been asked."""
    contexts: list[BrowserContext] = []
    asked: set[str] = set()

    def open_page(lang: str = "ko", width: int = 1366, height: int = 768, **options: object) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale={"ko": "ko-KR", "en": "en-GB"}[lang],
            accept_downloads=True, permissions=["clipboard-read", "clipboard-write"], **options,
        )  # fmt: skip
        context.on("request", lambda request: asked.add(urlsplit(request.url).hostname or ""))
        context.set_default_timeout(20_000)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert {host for host in asked if host} <= {"127.0.0.1", "localhost"}
    assert portal.outside == set()
