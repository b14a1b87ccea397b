"""Whether an address of this machine can be listened on."""

from __future__ import annotations

import errno
import socket

from connectors.problem import Problem


def is_taken(host: str, port: int) -> bool:
    """Whether another program listens on `host:port`; an address that cannot be listened on for other reasons is not taken.

    Problem `cli.host_unknown` for a name that is no address.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except socket.gaierror:
        raise Problem("cli.host_unknown", host=host) from None
    for family, kind, number, _, address in found:
        with socket.socket(family, kind, number) as probe:
            # What a program that ended leaves behind for a minute takes nothing.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(address)
            except OSError as fault:
                if fault.errno == errno.EADDRINUSE:
                    return True
    return False
