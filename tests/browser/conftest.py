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
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright

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
            far = far_links()
            if far:
                self.outside |= {far[socket] for socket in sockets(self.process.pid) & far.keys()}
            time.sleep(0.2)

    def stop(self) -> None:
        """Ends the portal as a service manager would."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()


def sockets(pid: int) -> set[str]:
    """The names of the sockets a process and all below it hold; one that ends meanwhile hides none of the others'."""
    family = [pid]
    with suppress(psutil.Error):
        family += [child.pid for child in psutil.Process(pid).children(recursive=True)]
    held = set()
    for one in family:
        with suppress(OSError):
            for open_file in os.listdir(f"/proc/{one}/fd"):
                with suppress(OSError):
                    held.add(os.readlink(f"/proc/{one}/fd/{open_file}"))
    return held


def far_links() -> dict[str, str]:
    """The links of this machine to other machines: address and port of the other end, by the name of the socket."""
    found = {}
    for kind in ("tcp", "tcp6", "udp", "udp6"):
        for line in Path(f"/proc/net/{kind}").read_text().splitlines()[1:]:
            parts = line.split()
            there, port = end_of(parts[2])
            if port and not there.is_loopback:
                found[f"socket:[{parts[9]}]"] = f"{there}:{port}"
    return found


def end_of(said: str) -> tuple[IPv4Address | IPv6Address, int]:
    """Address and port of one end of a link as the kernel writes it: words of four bytes in hexadecimal, each as the machine has it."""
    host, port = said.split(":")
    there = ip_address(b"".join(int(host[at : at + 8], 16).to_bytes(4, sys.byteorder) for at in range(0, len(host), 8)))
    return getattr(there, "ipv4_mapped", None) or there, int(port, 16)


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
        started = playwright.chromium.launch(
            executable_path=str(chromium()), args=["--no-sandbox", "--enable-unsafe-swiftshader", "--disable-gpu-compositing"]
        )
        yield started
        started.close()


NewPage = Callable[..., Page]
Kept = dict[tuple[object, ...], list[BrowserContext]]


@pytest.fixture(scope="package")
def kept_contexts() -> Kept:
    """Contexts no test uses just now, by their options: each has the files of the portal and what the browser made of them, and no more."""
    return {}


@pytest.fixture
def new_page(browser: Browser, portal: Portal, kept_contexts: Kept) -> Iterator[NewPage]:
    """Opens pages of people of their own (a context each); afterwards no host but ours may have been asked."""
    taken: list[tuple[tuple[object, ...], BrowserContext]] = []
    asked: set[str] = set()

    def noted(request: Request) -> None:
        asked.add(request.url)

    def open_page(lang: str = "ko", width: int = 1366, height: int = 768, **options: object) -> Page:
        kind = (lang, *sorted(options.items()))
        free = kept_contexts.setdefault(kind, [])
        context = free.pop() if free else browser.new_context(
            locale={"ko": "ko-KR", "en": "en-GB"}[lang], accept_downloads=True,
            permissions=["clipboard-read", "clipboard-write"], **options,
        )  # fmt: skip
        context.on("request", noted)
        context.set_default_timeout(20_000)
        taken.append((kind, context))
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        return page

    yield open_page
    origins = {f"{one.scheme}://{one.netloc}" for one in map(urlsplit, asked) if one.scheme.startswith("http")}
    for kind, context in taken:
        context.remove_listener("request", noted)
        _forget(context, origins)
        kept_contexts[kind].append(context)
    assert {urlsplit(one).hostname for one in asked} - {None} <= {"127.0.0.1", "localhost"}
    assert portal.outside == set()


def _forget(context: BrowserContext, origins: set[str]) -> None:
    """Takes from a context what a person left there: pages, cookies, and what pages wrote down."""
    for page in context.pages:
        page.close()
    context.clear_cookies()
    last = context.new_page()
    session = context.new_cdp_session(last)
    for origin in origins:
        session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "local_storage,indexeddb,service_workers"})
    last.close()
