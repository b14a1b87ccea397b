"""Files from a real S3-compatible server (rclone) and a real SFTP server (OpenSSH)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.disk import is_full
from connectors.outgoing import Gate, parse_hosts
from connectors.problem import Problem
from connectors.secrets import Secret
from connectors.services import web
from connectors.storage import s3, sftp, ssh
from connectors.storage.pick import newest
from connectors.storage.s3 import Bucket
from tests import servers

BODY = "가나다,1\n".encode() * 50_000


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.ObjectStorage]:
    with servers.object_storage(tmp_path_factory.mktemp("s3")) as made:
        made.put("city", "출동/2024 년/출동_202401.csv", BODY)
        made.put("city", "출동/2024 년/출동_202402.csv", b"second")
        made.put("city", "other.csv", b"x")
        for number in range(1_050):
            made.put("city", f"many/{number:04d}.csv", b"x")
        yield made


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.SftpServer]:
    with servers.sftp(tmp_path_factory.mktemp("sftp")) as made:
        (made.folder / "출동_202401.csv").write_bytes(BODY)
        (made.folder / "출동_202402.csv").write_bytes(b"second")
        (made.folder / "inner").mkdir()
        (made.folder / "empty.csv").write_bytes(b"")
        (made.folder / "hidden.csv").write_bytes(b"x")
        yield made


def bucket(storage: servers.ObjectStorage, **changed: object) -> Bucket:
    return Bucket(**{"endpoint": storage.endpoint, "name": "city", "key_id": servers.KEY_ID, "secret": Secret(servers.KEY), **changed})  # type: ignore[arg-type]


def gate(port: int) -> Gate:
    return Gate(parse_hosts(f"127.0.0.1:{port}"))


def test_the_newest_object_under_a_prefix_comes_whole(storage: servers.ObjectStorage, tmp_path: Path) -> None:
    prefix = "출동/2024 년/"
    found = list(s3.listed(gate(storage.port), bucket(storage), prefix))
    assert sorted((entry.name, entry.size_bytes) for entry in found) == [("출동_202401.csv", len(BODY)), ("출동_202402.csv", 6)]
    assert newest(found, "출동_{yyyy}{mm}.csv").name == "출동_202402.csv"
    s3.take(gate(storage.port), bucket(storage), f"{prefix}출동_202401.csv", tmp_path / "one", 1 << 20)
    assert (tmp_path / "one").read_bytes() == BODY


def test_more_objects_than_one_answer_holds_are_all_seen(storage: servers.ObjectStorage) -> None:
    names = [entry.name for entry in s3.listed(gate(storage.port), bucket(storage), "many/")]
    assert len(names) == len(set(names)) == 1_050


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"secret": Secret("wrong")}, "storage.refused"),
        ({"key_id": "nobody"}, "storage.refused"),
        ({"name": "nowhere"}, "storage.not_there"),
        ({"endpoint": "file:///etc"}, "web.address_unreadable"),
        ({"endpoint": "http://127.0.0.2:80"}, "outgoing.not_listed"),
    ],
)
def test_what_is_wrong_with_object_storage_is_told(storage: servers.ObjectStorage, changed: dict[str, object], code: str) -> None:
    with pytest.raises(Problem) as raised:
        list(s3.listed(gate(storage.port), bucket(storage, **changed), "x/"))
    assert raised.value.code == code


def test_an_object_that_is_gone_or_too_large_is_told(storage: servers.ObjectStorage, tmp_path: Path) -> None:
    for key, limit, code in (("gone.csv", 1 << 20, "storage.not_there"), ("출동/2024 년/출동_202401.csv", 1_000, "storage.too_large")):
        with pytest.raises(Problem) as raised:
            s3.take(gate(storage.port), bucket(storage), key, tmp_path / key.replace("/", "_"), limit)
        assert raised.value.code == code


def host(server: servers.SftpServer, **changed: object) -> ssh.Host:
    said = {
        "host": "127.0.0.1",
        "port": server.port,
        "user": server.user,
        "secret": Secret(server.private_key),
        "host_key": server.host_key,
    }
    return ssh.Host(**{**said, **changed})  # type: ignore[arg-type]


def test_files_of_an_sftp_server_are_listed_and_come_whole(server: servers.SftpServer, tmp_path: Path) -> None:
    found = sftp.entries(gate(server.port), host(server), str(server.folder))
    assert {entry.name: entry.size_bytes for entry in found} == {
        "출동_202401.csv": len(BODY), "출동_202402.csv": 6, "empty.csv": 0, "hidden.csv": 1,
    }  # fmt: skip
    assert newest(found, "출동_{yyyy}{mm}.csv").name == "출동_202402.csv"
    for name, body in (("출동_202401.csv", BODY), ("empty.csv", b"")):
        sftp.take(gate(server.port), host(server), str(server.folder / name), tmp_path / name, 1 << 20)
        assert (tmp_path / name).read_bytes() == body


def test_an_unknown_host_key_is_shown_first_and_a_changed_one_is_refused(server: servers.SftpServer) -> None:
    key, fingerprint = ssh.host_key(gate(server.port), "127.0.0.1", server.port)
    assert key == server.host_key
    assert fingerprint == ssh.fingerprint(key)
    other = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"
    for changed, code in (({"host_key": ""}, "ssh.host_key_unknown"), ({"host_key": other}, "ssh.host_key_changed")):
        with pytest.raises(Problem) as raised:
            sftp.entries(gate(server.port), host(server, **changed), ".")
        assert raised.value.code == code


def test_what_is_wrong_with_an_sftp_server_is_told(server: servers.SftpServer, tmp_path: Path) -> None:
    cases = [
        ({"secret": Secret("a password it does not take")}, "/", "ssh.account_refused"),
        ({"user": "-oProxyCommand=touch x"}, "/", "ssh.user_unreadable"),
        ({}, str(server.folder / "gone"), "storage.not_there"),
    ]
    for changed, path, code in cases:
        with pytest.raises(Problem) as raised:
            sftp.entries(gate(server.port), host(server, **changed), path)
        assert raised.value.code == code, changed
    with pytest.raises(Problem) as raised:
        sftp.take(gate(server.port), host(server), str(server.folder / "출동_202401.csv"), tmp_path / "x", 10)
    assert raised.value.code == "storage.too_large"
    with pytest.raises(Problem) as raised:
        sftp.entries(Gate(()), host(server), "/")
    assert raised.value.code == "outgoing.not_listed"


def test_a_full_disk_is_no_fault_of_the_server(storage: servers.ObjectStorage, server: servers.SftpServer) -> None:
    where = f"{bucket(storage).endpoint}/"
    with open("/dev/full", "wb", 0) as full:
        with pytest.raises(OSError) as told:  # noqa: PT011  the number says which
            web.ask(gate(storage.port), where, full.write, web.Limits(1 << 20))
        assert is_full(told.value)
        with pytest.raises(OSError) as told, ssh.subsystem(gate(server.port), host(server)):  # noqa: PT011
            full.write(b"1")
        assert is_full(told.value)


def test_neither_password_nor_key_stays_behind(server: servers.SftpServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    sftp.entries(gate(server.port), host(server), ".")
    with pytest.raises(Problem):
        sftp.entries(gate(server.port), host(server, secret=Secret("word")), ".")
    assert os.listdir(tmp_path) == []


def test_an_account_is_let_in_by_its_password(tmp_path: Path) -> None:
    password = "비밀 번호'\"$x"
    with servers.sftp_by_password(tmp_path, "reader", password) as other:
        (other.folder / "출동.csv").write_bytes(BODY)
        known = ssh.Host("127.0.0.1", other.port, "reader", Secret(password), other.host_key)
        (entry,) = sftp.entries(gate(other.port), known, "/")
        sftp.take(gate(other.port), known, f"/{entry.name}", tmp_path / "out", 1 << 20)
        assert (tmp_path / "out").read_bytes() == BODY
        with pytest.raises(Problem) as raised:
            sftp.entries(gate(other.port), ssh.Host("127.0.0.1", other.port, "reader", Secret("wrong"), other.host_key), "/")
        assert raised.value.code == "ssh.account_refused"
