"""Letters reach a real mail server, whole and in Korean."""

import pytest

from connectors.outgoing import Gate, parse_hosts
from connectors.problem import Problem
from connectors.services.mail import MailServer, send
from tests.post_office import post_office


def test_a_letter_arrives_as_it_was_written() -> None:
    with post_office() as office:
        server = MailServer("127.0.0.1", office.port, "modu@example.kr", "none")
        send(
            Gate(parse_hosts(f"127.0.0.1:{office.port}")),
            server,
            ["a@example.kr", "b@example.kr"],
            "출동\n자료",
            "새로 고치지 못했습니다.\n.\n끝",
        )
        assert [(sender, to) for sender, to, _ in office.letters] == [
            ("modu@example.kr", "a@example.kr"),
            ("modu@example.kr", "b@example.kr"),
        ]
        letter = office.letters[0][2]
        assert (letter["Subject"], letter["To"]) == ("출동 자료", "a@example.kr")
        assert letter.get_content().replace("\r\n", "\n") == "새로 고치지 못했습니다.\n.\n끝\n"


def test_a_server_that_refuses_or_speaks_no_tls_is_told() -> None:
    with post_office() as office:
        gate = Gate(parse_hosts(f"127.0.0.1:{office.port}"))
        office.refuses = True
        for tls in ("none", "starttls"):
            with pytest.raises(Problem) as raised:
                send(gate, MailServer("127.0.0.1", office.port, "modu@example.kr", tls), ["a@example.kr"], "s", "b")
            assert raised.value.code == "mail.refused"
        assert office.letters == []
