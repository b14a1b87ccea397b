"""How a provider of single sign-on is asked: to the address that was checked, within a time and a size, and no way onward."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import anyio
import pytest

from connectors.outgoing import Gate, Listed
from connectors.problem import Problem
from connectors.services.provider import Way, get_json
from tests.servers import self_signed

GOOD = b'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{"a": 1} '


@contextmanager
def speaking(say: Callable[[socket.socket], None], tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """A server that says the same to everybody who asked."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    link, _ = server.accept()
                    link = tls.wrap_socket(link, server_side=True) if tls else link
                    link.recv(65_536)
                    say(link)
                    link.close()
                except OSError:
                    if server.fileno() < 0:
                        return

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]


def ask(way: Way, address: str) -> Any:
    async def asked() -> Any:
        return (await get_json(way, address))[0]

    return anyio.run(asked)


def code(way: Way, address: str) -> str:
    with pytest.raises(Problem) as told:
        ask(way, address)
    return told.value.code


def way(port: int, seconds: float = 5.0, host: str = "127.0.0.1", **more: Any) -> Way:
    return Way(Gate([Listed(host, port)], more.pop("resolve", None)), seconds, **more)


def test_an_answer_in_json_is_taken_and_any_other_is_none() -> None:
    with speaking(lambda link: link.sendall(GOOD)) as port:
        assert ask(way(port), f"http://127.0.0.1:{port}/x") == {"a": 1}
    for said in (GOOD.replace(b'{"a": 1} ', b"[1, 2, 3]"), GOOD.replace(b"200 OK", b"204 No"), b"nonsense\r\n\r\n", b""):
        with speaking(lambda link, said=said: link.sendall(said)) as port:
            assert code(way(port), f"http://127.0.0.1:{port}/x") == "web.broken", said


def drip(link: socket.socket, said: bytes) -> None:
    for at in range(len(said)):
        link.sendall(said[at : at + 1])
        time.sleep(0.05)


@pytest.mark.parametrize("of", ["head", "body", "silence"])
def test_an_answer_byte_by_byte_ends_with_the_time_for_all_of_it(of: str) -> None:
    def say(link: socket.socket) -> None:
        if of == "silence":
            time.sleep(1.5)
            return
        head = b"HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n"
        if of == "body":
            link.sendall(head)
        drip(link, head if of == "head" else b" " * 900)

    with speaking(say) as port:
        begun = time.monotonic()
        assert code(way(port, seconds=0.4), f"http://127.0.0.1:{port}/x") == "web.slow"
        assert time.monotonic() - begun < 1.4


def test_a_body_without_end_is_left_at_the_limit() -> None:
    def say(link: socket.socket) -> None:
        link.sendall(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
        for _ in range(40):
            link.sendall(b"10000\r\n" + b"x" * 65_536 + b"\r\n")

    with speaking(say) as port:
        assert code(way(port), f"http://127.0.0.1:{port}/x") == "web.too_large"


def test_a_name_is_resolved_once_and_only_what_was_checked_is_connected_to() -> None:
    answers = iter([["10.0.0.1"], ["127.0.0.1"]])
    asked: list[str] = []

    def resolve(name: str, port: int) -> list[str]:
        asked.append(name)
        return next(answers)

    inside = Way(Gate([Listed("login.example", 80)], resolve), 1.0)
    assert code(inside, "http://login.example/x") == "outgoing.inside"
    assert asked == ["login.example"]


def test_a_redirect_is_not_followed_wherever_it_leads() -> None:
    with speaking(lambda link: link.sendall(GOOD)) as inner:
        said = f"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:{inner}/\r\ncontent-length: 0\r\n\r\n".encode()
        with speaking(lambda link: link.sendall(said)) as port:
            assert code(way(port), f"http://127.0.0.1:{port}/x") == "web.redirected"


def test_a_certificate_nobody_vouches_for_is_refused_unless_the_office_does(tmp_path: Path) -> None:
    certificate, key = self_signed(tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    with speaking(lambda link: link.sendall(GOOD), tls) as port:
        assert code(way(port), f"https://127.0.0.1:{port}/x") == "outgoing.tls"
        assert ask(way(port, ca_file=str(certificate)), f"https://127.0.0.1:{port}/x") == {"a": 1}
        assert code(way(port, ca_file=str(tmp_path / "none.pem")), f"https://127.0.0.1:{port}/x") == "sign_on.ca_file_unreadable"
        named = Gate([Listed("other.example", port, ip_network("127.0.0.0/8"))], lambda name, at: ["127.0.0.1"])
        other = Way(named, 5.0, str(certificate))
        assert code(other, f"https://other.example:{port}/x") == "outgoing.tls"  # the certificate is of another name
