"""Passwords: hashing by argon2id, and what a password must be."""

from __future__ import annotations

import re
import secrets
import threading
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from connectors.problem import Problem

MINIMUM_LENGTH = 10
MAXIMUM_LENGTH = 200

# RFC 9106, second recommendation: 64 MiB, three passes. Two lanes: the portal is made for two cores.
_HASHER = PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=2)
# Each hashing takes 64 MiB: a crowd at nine o'clock queues instead of filling the memory.
_AT_ONCE = threading.BoundedSemaphore(4)
_COMMON = """
1234567890 0123456789 9876543210 password12 password123 password1234 passw0rd123 qwertyuiop qwerty1234
qwer123456 1q2w3e4r5t 1q2w3e4r5t6y q1w2e3r4t5 asdfghjkl1 asdf123456 abcd123456 abc1234567 abcdefghij
admin12345 administrator letmein123 welcome123 iloveyou12 changeme123 public1234 korea12345 seoul12345
tester1234 user123456 modu123456 dkssudgktpdy qlalfqjsgh qlalfqjsgh1 rhksflwk123 tkfkdgodyo gksrnrdls1
eogksalsrnr 비밀번호1234567 안녕하세요
"""


def hash_password(text: str) -> str:
    """The argon2id hash of a password. Takes about 0.1 s and 64 MiB."""
    with _AT_ONCE:
        return _HASHER.hash(_same_form(text))


def fits(hashed: str | None, text: str) -> bool:
    """Whether the password is the hashed one. Without a hash it takes as long, and is false."""
    with _AT_ONCE:
        try:
            return _HASHER.verify(hashed or _nobody(), _same_form(text[:MAXIMUM_LENGTH])) and hashed is not None
        except (Argon2Error, InvalidHashError):
            return False


def check_rules(text: str, login: str) -> None:
    """Passes, or raises Problem password.too_short, too_long, like_login or too_common. Any character may be used."""
    plain = _same_form(text).casefold()
    if len(plain) < MINIMUM_LENGTH:
        raise Problem("password.too_short", minimum=MINIMUM_LENGTH)
    if len(plain) > MAXIMUM_LENGTH:
        raise Problem("password.too_long", maximum=MAXIMUM_LENGTH)
    if login and len(login) >= 3 and login.casefold() in plain:
        raise Problem("password.like_login")
    if plain in _COMMON.split() or len(set(plain)) < 4 or re.fullmatch(r"(.{1,4})\1+", plain):
        raise Problem("password.too_common")


def temporary() -> str:
    """A password to hand to somebody once: easy to read out, without letters that look alike."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))


@cache
def _nobody() -> str:
    # A hash of nothing anyone can type: an unknown account costs as long as a known one.
    return _HASHER.hash(secrets.token_hex(16))


def _same_form(text: str) -> str:
    # Hangul typed on another machine may come in another form: 가 as one character or as two.
    return unicodedata.normalize("NFKC", text)
