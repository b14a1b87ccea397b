"""A secret is read by its owner with the key, and by nobody else; it shows itself nowhere."""

from __future__ import annotations

import logging
import pickle
import stat
import threading
import traceback
from pathlib import Path

import pytest

from connectors.problem import Problem
from connectors.secrets import Secret, Vault


def test_what_is_sealed_opens_for_its_owner_only(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "secrets" / "key")
    sealed = vault.seal("비밀", "one")
    assert "비밀" not in sealed
    assert vault.seal("비밀", "one") != sealed
    assert vault.open(sealed, "one").reveal() == "비밀"
    for wrong in (lambda: vault.open(sealed, "two"), lambda: vault.open(sealed[:-4] + "AAA=", "one"), lambda: vault.open("", "one")):
        with pytest.raises(Problem) as raised:
            wrong()
        assert raised.value.code == "secrets.key_wrong"


def test_the_key_is_for_its_owner_alone_and_is_asked_for_when_it_is_gone(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "key")
    sealed = vault.seal("a", "one")
    assert stat.S_IMODE(vault.path.stat().st_mode) == 0o600
    vault.path.unlink()
    with pytest.raises(Problem) as raised:
        vault.open(sealed, "one")
    assert raised.value.code == "secrets.key_missing"
    vault.path.write_text("not a key")
    with pytest.raises(Problem) as raised:
        vault.open(sealed, "one")
    assert raised.value.code == "secrets.key_wrong"


def test_a_key_is_turned_without_losing_what_it_sealed(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "key")
    old = vault.seal("a", "one")
    vault.turn()
    new = vault.seal(vault.open(old, "one").reveal(), "one")
    vault.forget_old()
    assert vault.open(new, "one").reveal() == "a"
    with pytest.raises(Problem):
        vault.open(old, "one")
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_many_that_begin_at_once_have_one_key(tmp_path: Path) -> None:
    vault, sealed = Vault(tmp_path / "key"), []
    threads = [threading.Thread(target=lambda: sealed.append(vault.seal("a", "one"))) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [vault.open(each, "one").reveal() for each in sealed] == ["a"] * 16


def test_a_secret_shows_itself_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    secret = Secret("비밀-1234")
    logging.getLogger("modu").error("with %s and %r", secret, {"held": secret})
    try:
        raise ValueError(secret)
    except ValueError as error:
        said = f"{error} {error!r} {traceback.format_exc()} {secret} {secret!r} {caplog.text} {vars(Vault(Path('x')))}"
    assert "1234" not in said
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    assert bool(Secret("")) is False
