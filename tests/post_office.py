"""A mail server of this machine for the tests: speaks SMTP, keeps the letters."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class PostOffice:
    """What came: `letters` as (sender, addressee, letter). `refuses`: says no to every addressee."""

    port: int = 0
    refuses: bool = False
    letters: list[tuple[str, str, EmailMessage]] = field(default_factory=list)


@contextmanager
def post_office() -> Iterator[PostOffice]:
    """The server, open until the end of the block."""
    made = PostOffice()

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            sender = to = ""
            self._say("220 here")
            while line := self.rfile.readline(2_000).decode().rstrip("\r\n"):
                word = line.split(":")[0].split()[0].upper()
                if word in ("EHLO", "HELO"):
                    self._say("250 here")
                elif word == "MAIL":
                    sender = _address(line)
                    self._say("250 good")
                elif word == "RCPT":
                    to = _address(line)
                    self._say("550 no such person" if made.refuses else "250 good")
                elif word == "DATA":
                    self._say("354 go on")
                    made.letters.append((sender, to, self._letter()))
                    self._say("250 kept")
                elif word == "QUIT":
                    self._say("221 bye")
                    return
                else:
                    self._say("250 good" if word == "RSET" else "502 what")

        def _say(self, said: str) -> None:
            self.wfile.write(f"{said}\r\n".encode())

        def _letter(self) -> EmailMessage:
            lines = []
            while (line := self.rfile.readline()) not in (b".\r\n", b""):
                lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
            return message_from_bytes(b"".join(lines), policy=policy.default)  # type: ignore[return-value]

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk)
    server.daemon_threads = True
    made.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()


def _address(line: str) -> str:
    return line.partition("<")[2].partition(">")[0]
