"""Codes that people read off a wall and type: for joining, for coming back to a seat, and the numbers of certificates."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata

LETTERS = "ABCDEFGHJKMNPQRTUVWXY346789"
"""No letter or digit that looks like another: no I, L, O, S, Z, 0, 1, 2, 5."""
CODE_LENGTH, WORD_LENGTH = 8, 5
_GROUP, _GROUPS = 4, 3


def join_code() -> str:
    """A code to join by: 27 letters to the power of eight, 38 bits. Guesses are throttled besides (`joining`)."""
    return _drawn(CODE_LENGTH)


def seat_word() -> str:
    """What brings somebody back to their seat, beside the code of the workshop."""
    return _drawn(WORD_LENGTH)


def certificate_number() -> str:
    """Three groups of four, 57 bits, such as KTM4-9WQX-B3HA."""
    return "-".join(_drawn(_GROUP) for _ in range(_GROUPS))


def read(said: str) -> str:
    """A code or word as it was meant: capital letters, without spaces and dashes.

    >>> read(" kTm4 9wq-x ")
    'KTM49WQX'
    """
    folded = unicodedata.normalize("NFKC", said).upper()
    return "".join(letter for letter in folded if letter.isalnum())[:40]


def number_read(said: str) -> str:
    """A certificate's number as it is kept.

    >>> number_read("ktm49wqx b3ha")
    'KTM4-9WQX-B3HA'
    """
    bare = read(said)
    return "-".join(bare[at : at + _GROUP] for at in range(0, len(bare), _GROUP))


def spaced(code: str) -> str:
    """A code as it is shown, in two groups.

    >>> spaced("KTM49WQX")
    'KTM4 9WQX'
    """
    return f"{code[:4]} {code[4:]}"


def name_hash(number: str, name: str) -> str:
    """What is kept of a certificate's name: nobody reads it back, and the same name gives another hash in another certificate."""
    folded = "".join(unicodedata.normalize("NFKC", name).casefold().split())
    return hashlib.sha256(f"{number}:{folded}".encode()).hexdigest()


def _drawn(length: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(length))
