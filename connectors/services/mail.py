"""Sends a short letter through the mail server an administrator named."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from connectors.outgoing import Gate
from connectors.problem import Problem

TLS = ("none", "starttls", "tls")
_TIMEOUT_S = 20.0


@dataclass(frozen=True)
class MailServer:
    """Where letters go, and whom they come from. `tls`: none, starttls, tls."""

    host: str
    port: int
    sender: str
    tls: str = "starttls"


def send(gate: Gate, server: MailServer, to: Sequence[str], subject: str, body: str) -> None:
    """Sends one letter to each. Problems: mail.refused, outgoing.…."""
    try:
        with _Through(gate, server) as link:
            if server.tls == "starttls":
                link.starttls(context=ssl.create_default_context())
            for one in to:
                link.send_message(_letter(server, one, subject, body), server.sender, [one])
    except (smtplib.SMTPException, OSError, ValueError):
        raise Problem("mail.refused", host=server.host) from None


class _Through(smtplib.SMTP):
    """A conversation whose socket the gate made."""

    def __init__(self, gate: Gate, server: MailServer) -> None:
        self._gate, self._tls = gate, server.tls
        super().__init__(server.host, server.port, timeout=_TIMEOUT_S)
        self._host = server.host

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        context = ssl.create_default_context() if self._tls == "tls" else None
        return self._gate.connect(host, port, timeout_s=timeout, tls=context)


def _letter(server: MailServer, to: str, subject: str, body: str) -> EmailMessage:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = server.sender, to, " ".join(subject.split())
    letter["Date"], letter["Message-ID"] = formatdate(), make_msgid(domain=server.sender.rpartition("@")[2])
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(body)
    return letter
