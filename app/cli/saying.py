"""What the command line prints: sentences in the language asked for, or JSON."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Sequence
from typing import Any

from models.kit.wording import LANGUAGES


def language(words: Sequence[str]) -> str:
    """The language asked for by --lang, else Korean; known before the words are understood, to say what is wrong."""
    for place, word in enumerate(words):
        if word.startswith("--lang="):
            return _known(word.partition("=")[2])
        if word == "--lang" and place + 1 < len(words):
            return _known(words[place + 1])
    return LANGUAGES[0]


def asks_json(words: Sequence[str]) -> bool:
    """Whether the output is for a program."""
    return "--json" in words


def print_said(sentence: str = "") -> None:
    """A sentence for the person, on the standard output."""
    sys.stdout.write(f"{_plain(sentence)}\n")


def print_wrong(sentence: str) -> None:
    """A sentence about what is wrong, on the error output."""
    sys.stderr.write(f"{_plain(sentence)}\n")


def print_json(said: Any) -> None:
    """One JSON object on the standard output."""
    sys.stdout.write(json.dumps(said, ensure_ascii=False, indent=1, default=str) + "\n")


def _known(lang: str) -> str:
    return lang if lang in LANGUAGES else LANGUAGES[0]


def _plain(sentence: str) -> str:
    """Without the characters that steer a terminal: what a file or a package wrote may stand in a sentence."""
    return "".join(sign for sign in sentence if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cf"))
