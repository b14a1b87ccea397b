"""What the tests in a browser hold the portal to, that it talks to no other machine, is seen where it is not so."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

from tests.browser.conftest import end_of, far_links, sockets


def name_of(one: socket.socket) -> str:
    return f"socket:[{os.fstat(one.fileno()).st_ino}]"


def test_the_other_end_of_a_link_is_read_as_the_kernel_writes_it() -> None:
    assert sys.byteorder == "little"
    ends = {
        "0100007F:1F90": ("127.0.0.1", 8080, True),
        "010200C0:01BB": ("192.0.2.1", 443, False),
        "00000000000000000000000001000000:0050": ("::1", 80, True),
        "0000000000000000FFFF0000010200C0:01BB": ("192.0.2.1", 443, False),
        "B80D0120000000000000000001000000:01BB": ("2001:db8::1", 443, False),
    }
    for said, (address, port, near) in ends.items():
        there, at = end_of(said)
        assert (str(there), at, there.is_loopback) == (address, port, near)


def test_a_socket_of_a_child_is_found_and_a_link_to_this_machine_is_no_far_one() -> None:
    with socket.socket() as heard, socket.socket() as calls:
        heard.bind(("127.0.0.1", 0))
        heard.listen()
        calls.connect(heard.getsockname())
        mine = {name_of(heard), name_of(calls)}
        assert mine <= sockets(os.getpid())
        assert not mine & far_links().keys()
        child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=[calls.fileno()])
        try:
            assert sockets(child.pid) & mine == {name_of(calls)}
        finally:
            child.communicate(b"\n")
