"""A portal really served on this machine, without a worker, and a client that keeps cookies and follows nothing."""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import psutil
import pytest

from app.services.platform import Platform, open_platform
from data_catalog.records.tables import Membership, Organisation, PersonRow, new_id

ROOT = Path(__file__).resolve().parents[3]


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


@dataclass
class Client:
    """One browser: its cookies, its language."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    language: str = "ko-KR"

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, None, headers)

    def post(self, path: str, fields: dict[str, str] | bytes, **headers: str) -> Answer:
        body = urlencode(fields).encode() if isinstance(fields, dict) else fields
        return self.ask("POST", path, body, {"Origin": f"http://127.0.0.1:{self.port}"} | headers)

    def ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"Accept-Language": self.language} | ({"Cookie": kept} if kept else {})
        connection.request(method, path, body, sent | {name.replace("_", "-"): value for name, value in headers.items()})
        said = connection.getresponse()
        answer = Answer(said.status, {}, said.read())
        for name, value in said.getheaders():
            answer.headers[name.lower()] = value
            if name.lower() == "set-cookie":
                for key, morsel in SimpleCookie(value).items():
                    self.cookies[key] = morsel.value
        connection.close()
        self.cookies = {name: value for name, value in self.cookies.items() if value}
        return answer

    def demo(self, number: int = 0) -> None:
        """Signs in as one of the demo people."""
        page = self.get("/sign-in").text
        people = re.findall(r'name="demo" value="(\w+)"', page)
        assert self.post("/sign-in", {"mark": self.cookies["modu_form"], "demo": people[number], "back": "/"}).status == 303


@dataclass
class Served:
    port: int
    platform: Platform
    process: psutil.Process

    def rss_mb(self) -> float:
        """The memory of the largest of the processes: the portal's."""
        return max(child.memory_info().rss for child in self.process.children()) / 2**20

    def client(self, language: str = "ko-KR") -> Client:
        return Client(self.port, language=language)


@pytest.fixture(scope="package")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served")) as portal:
        yield portal


@contextmanager
def serving(home: Path, **environment: str) -> Iterator[Served]:
    """A portal over a home, until the end of the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    asked = [sys.executable, "-m", "app", "serve", "--no-worker", "--host", "127.0.0.1", "--port", str(port)]
    log = (home / "served.log").open("wb")
    process = subprocess.Popen(asked, cwd=ROOT, env={**os.environ, "MODU_HOME": str(home), **environment}, stdout=log, stderr=log)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if Client(port).get("/health").status == 200:
                break
        except OSError:
            time.sleep(0.1)
    platform = open_platform(home)
    yield Served(port, platform, psutil.Process(process.pid))
    platform.records.close()
    process.terminate()
    process.wait(20)


def add_person(platform: Platform, login: str, password_hash: str | None, *, must_change: bool) -> str:
    """A person of an organisation of their own; the id."""
    with platform.records.session() as session:
        body = Organisation(id=new_id(), kind="city", name_ko="시", name_en="City", valid_from=date(2020, 1, 1), demo=True)
        session.add(body)
        session.flush()
        row = PersonRow(
            id=new_id(),
            login=login,
            name="아무개",
            organisation_id=body.id,
            password_hash=password_hash,
            must_change=must_change,
            demo=True,
        )
        session.add(row)
        session.flush()
        session.add(Membership(person_id=row.id, organisation_id=body.id, role="analyst"))
        return row.id
