"""Nothing leaves but to where an administrator said: however a host is written, wherever its name leads."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from connectors.outgoing import Gate, parse_hosts
from connectors.problem import Problem
from connectors.services import mail, web
from tests import servers

LIMITS = web.Limits(1 << 20, 10)


class Served:
    """A web server of this machine that does what each path says; `asked` are the paths and hosts it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str]] = []
        self.onward: dict[str, str] = {}
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append((self.path, self.headers["Host"], self.headers.get("Authorization", "")))
                onward = outer.onward.get(self.path)
                self.send_response(302 if onward else 200)
                if onward:
                    self.send_header("Location", onward)
                body = b"x" * (3 << 20) if self.path == "/large" else b"here"
                self.send_header("Content-Length", str(len(body) + (5 if self.path == "/short" else 0)))
                if self.path == "/packed":
                    self.send_header("Content-Encoding", "gzip")
                self.end_headers()
                if self.path == "/slow":
                    threading.Event().wait(3)
                self.wfile.write(body)

            def log_message(self, *_: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.handle_error = lambda *_: None  # type: ignore[method-assign]
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"


@pytest.fixture
def served() -> Iterator[Served]:
    made = Served()
    yield made
    made.server.shutdown()
    made.server.server_close()


def ask(gate: Gate, url: str, **more: object) -> bytes:
    body = bytearray()
    web.ask(gate, url, body.extend, LIMITS, **more)  # type: ignore[arg-type]
    return bytes(body)


def code(gate: Gate, url: str) -> str:
    with pytest.raises(Problem) as raised:
        ask(gate, url)
    return raised.value.code


def test_an_empty_list_lets_nothing_out(served: Served) -> None:
    assert code(Gate(()), served.url()) == "outgoing.not_listed"
    assert served.asked == []


def test_what_is_listed_is_reached_at_its_port_and_no_other(served: Served) -> None:
    gate = Gate(parse_hosts(f"127.0.0.1:{served.port}"))
    assert ask(gate, served.url()) == b"here"
    assert code(gate, "http://127.0.0.1:1/") == "outgoing.not_listed"


@pytest.mark.parametrize(
    "host",
    ["2130706433", "0x7f000001", "0x7f.0.0.1", "017700000001", "127.1", "127.0.1", "localhost", "[::1]", "0.0.0.0", "127.0.0.2", "[::]",
     "127.0.0.1.example.kr", "①②⑦.0.0.1"],
)  # fmt: skip
def test_another_way_to_write_an_address_is_another_address(served: Served, host: str) -> None:
    gate = Gate(parse_hosts(f"127.0.0.1:{served.port}"))
    assert code(gate, served.url(host=host)) in ("outgoing.not_listed", "web.address_unreadable")
    assert served.asked == []


def test_an_address_wrapped_in_the_newer_form_is_the_same_address(served: Served) -> None:
    assert ask(Gate(parse_hosts(f"127.0.0.1:{served.port}")), served.url(host="[::ffff:127.0.0.1]")) == b"here"
    # And a name may not reach an inner address by it.
    for wrapped in ("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "::1", "fe80::1%eth0", "fd00::1"):
        with pytest.raises(Problem) as raised:
            Gate(parse_hosts("apis.example.kr:443"), lambda _name, _port, wrapped=wrapped: [wrapped]).address("apis.example.kr", 443)
        assert raised.value.code == "outgoing.inside", wrapped


@pytest.mark.parametrize(
    "inner", ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1"]
)
def test_a_name_that_leads_inside_is_refused_unless_the_list_says_so(inner: str) -> None:
    def resolve(_name: str, _port: int) -> list[str]:
        return [inner]

    with pytest.raises(Problem) as raised:
        Gate(parse_hosts("db.example.kr:5432"), resolve).address("db.example.kr", 5432)
    assert raised.value.code == "outgoing.inside"
    assert Gate(parse_hosts(f"db.example.kr:5432 {inner}/32"), resolve).address("DB.example.kr.", 5432).ip == inner
    with pytest.raises(Problem):
        Gate(parse_hosts("db.example.kr:5432 10.9.0.0/16"), resolve).address("db.example.kr", 5432)


def test_the_address_checked_is_the_address_connected_to(served: Served) -> None:
    """A name that says another address each time it is asked is asked once."""
    asked: list[str] = []

    def resolve(name: str, _port: int) -> list[str]:
        asked.append(name)
        return ["127.0.0.1" if len(asked) == 1 else "127.0.0.2"]

    gate = Gate(parse_hosts(f"name.example.kr:{served.port} 127.0.0.1"), resolve)
    assert ask(gate, served.url(host="name.example.kr")) == b"here"
    assert asked == ["name.example.kr"]
    assert served.asked[0][1] == f"name.example.kr:{served.port}"


def test_a_way_onward_is_checked_like_the_first(served: Served) -> None:
    gate = Gate(parse_hosts(f"127.0.0.1:{served.port}"))
    served.onward = {
        "/near": "/", "/other": f"http://127.0.0.2:{served.port}/", "/name": f"http://localhost:{served.port}/", "/file": "file:///etc/passwd",
        "/account": f"http://user@127.0.0.1:{served.port}/", "/round": "/round", "/ftp": "ftp://127.0.0.1/",
    }  # fmt: skip
    assert ask(gate, served.url("/near")) == b"here"
    assert code(gate, served.url("/other")) == "outgoing.not_listed"
    assert code(gate, served.url("/name")) == "outgoing.not_listed"
    assert {code(gate, served.url(path)) for path in ("/file", "/account", "/ftp")} == {"web.address_unreadable"}
    assert code(gate, served.url("/round")) == "web.redirected"


def test_what_is_meant_for_one_host_is_not_told_to_another(served: Served) -> None:
    other = Served()
    gate = Gate(parse_hosts(f"127.0.0.1:{served.port}\n127.0.0.1:{other.port}"))
    served.onward = {"/": other.url("/there"), "/near": "/end"}
    ask(gate, served.url("/near"), headers={"Authorization": "mine"})
    ask(gate, served.url("/"), headers={"Authorization": "mine"})
    assert [one[2] for one in served.asked] == ["mine", "mine", "mine"]
    assert other.asked == [("/there", f"127.0.0.1:{other.port}", "")]
    other.server.shutdown()
    other.server.server_close()


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "http://user:word@127.0.0.1/", "http://127.0.0.1@evil.example/",
     "//127.0.0.1/", "http://", "http://127.0.0.1\\@evil/", "http://127.0.0.1/\r\nHost: evil", "http://127.0.0.1:99999/",
     "javascript:alert(1)", "http://[::1"],
)  # fmt: skip
def test_what_is_no_plain_web_address_is_refused(url: str) -> None:
    assert code(Gate(parse_hosts("127.0.0.1:80")), url) == "web.address_unreadable"


def test_an_answer_has_a_limit_of_size_and_time_and_must_be_whole(served: Served) -> None:
    gate = Gate(parse_hosts(f"127.0.0.1:{served.port}"))
    assert code(gate, served.url("/large")) == "web.too_large"
    assert code(gate, served.url("/short")) == "web.broken"
    assert code(gate, served.url("/packed")) == "web.broken"
    with pytest.raises(Problem) as raised:
        web.ask(gate, served.url("/slow"), lambda _block: None, web.Limits(1 << 20, 0.5))
    assert raised.value.code == "web.slow"


def test_a_certificate_nobody_vouches_for_is_refused(served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate, key = servers.self_signed(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    served.server.socket = context.wrap_socket(served.server.socket, server_side=True)
    gate, url = Gate(parse_hosts(f"127.0.0.1:{served.port}")), served.url().replace("http:", "https:")
    assert code(gate, url) == "outgoing.tls"
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert ask(gate, url) == b"here"
    served.onward = {"/down": served.url("/")}
    assert code(gate, f"{url}down") == "web.redirected", "not from an encrypted address to a plain one"


def test_a_port_where_nobody_answers_is_told() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert code(Gate(parse_hosts(f"127.0.0.1:{port}")), f"http://127.0.0.1:{port}/") == "outgoing.unreachable"


def test_the_mail_server_stands_behind_the_same_gate() -> None:
    with pytest.raises(Problem) as raised:
        mail.send(Gate(()), mail.MailServer("127.0.0.1", 25, "a@example.kr"), ["b@example.kr"], "s", "b")
    assert raised.value.code == "outgoing.not_listed"


@pytest.mark.parametrize("line", ["example.kr", "example.kr:0", "example.kr:99999", "http://example.kr:80", "*.example.kr:443", "a b c:1",
    "x:1 10/99", "2130706433:80", "ex ample.kr:1", ":443", "example.kr:443 10.0.0.0/8 more"])  # fmt: skip
def test_a_line_that_is_no_host_is_told(line: str) -> None:
    with pytest.raises(Problem) as raised:
        parse_hosts(f"apis.example.kr:443\n{line}")
    assert (raised.value.code, raised.value.facts["line"]) == ("outgoing.line_unreadable", line)


def test_the_list_reads_as_people_write_it() -> None:
    listed = parse_hosts(
        "\n# the open data portal\nAPIs.Example.KR.:443\n[2001:db8::1]:22\n한글.kr:80\ndb.example.kr:5432 10.0.0.0/8 # inside\n"
    )
    assert [str(one) for one in listed] == [
        "apis.example.kr:443",
        "[2001:db8::1]:22",
        "xn--bj0bj06e.kr:80",
        "db.example.kr:5432 10.0.0.0/8",
    ]
