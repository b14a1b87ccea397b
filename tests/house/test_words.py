"""Every sentence a person reads exists in Korean and English."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

from models.kit.wording import LANGUAGES, fill, slots

ROOT = Path(__file__).resolve().parents[2]
HANGUL = re.compile("[가-힣]")
DRAWING = ("app/screens", "app/parts", "app/portal.py")
SPOKEN_ARGUMENTS = {"label", "body", "help", "placeholder", "caption", "title", "text", "alt"}
SHOWN = {
    "button", "caption", "checkbox", "error", "expander", "form_submit_button", "header", "info", "link_button", "markdown", "metric",
    "multiselect", "number_input", "page_link", "popover", "radio", "selectbox", "segmented_control", "slider", "spinner", "status",
    "subheader", "success", "tabs", "text", "text_area", "text_input", "title", "toast", "toggle", "warning", "write", "download_button",
    "date_input", "pills", "set_page_config", "dialog", "html", "badge",
}  # fmt: skip
# A count that stands bare before a plural, an adjective between or not, reads "1 rows" when it is one. A number with decimals or
# a share is never shown as "1".
BARE_PLURAL = re.compile(r"\{\w+(?::\.0)?\}( [a-z-]+)? (people|[a-z]+s)\b")
# Words in s that follow a name or a measure.
NO_PLURALS = {
    "is", "has", "was", "does", "brings", "complains", "equals", "gives", "holds", "includes", "keeps", "leads", "means", "ranks",
    "says", "takes", "wishes", "less", "radius",
}  # fmt: skip
# Names of things, the same in every language.
KEPT_IN_ENGLISH = re.compile(r"모두|한국어")


def sentences() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for path in sorted((ROOT / "app" / "texts").glob("*.toml")):
        with path.open("rb") as file:
            found.update({f"{path.name}:{key}": said for key, said in tomllib.load(file).items()})
    return found


def test_every_key_has_both_languages_and_nothing_else() -> None:
    wrong = [key for key, said in sentences().items() if set(said) != set(LANGUAGES) or not all(value.strip() for value in said.values())]
    assert wrong == []


def test_both_languages_use_the_same_facts() -> None:
    wrong = [key for key, said in sentences().items() if slots(said["ko"]) != slots(said["en"])]
    assert wrong == []


def test_no_hangul_stands_in_english() -> None:
    wrong = [key for key, said in sentences().items() if HANGUL.search(KEPT_IN_ENGLISH.sub("", said["en"]))]
    assert wrong == []


def test_korean_sentences_are_korean() -> None:
    # A Korean text without Hangul is a format name, a unit or a mark; sentences with a space and letters must be Korean.
    wrong = [key for key, said in sentences().items() if re.search(r"[A-Za-z]{3,} [a-z]{3,}", said["ko"]) and not HANGUL.search(said["ko"])]
    assert wrong == []


def spoken_literals(path: Path) -> list[str]:
    """Literals with letters that reach a Streamlit call."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SHOWN):
            continue
        given = list(node.args[:1]) + [item.value for item in node.keywords if item.arg in SPOKEN_ARGUMENTS]
        for value in given:
            literal = _literal(value)
            if literal and re.search(r"[A-Za-z가-힣]{2,}", re.sub(r"<[^>]*>|&\w+;|:material/\w+:", "", literal)):
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}: {literal[:60]}")
    return found


def _literal(value: ast.expr) -> str:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return value.value
    if isinstance(value, ast.JoinedStr):
        return "".join(part.value for part in value.values if isinstance(part, ast.Constant) and isinstance(part.value, str))
    return ""


def test_no_literal_reaches_the_screen() -> None:
    found = []
    for place in DRAWING:
        paths = [ROOT / place] if place.endswith(".py") else sorted((ROOT / place).rglob("*.py"))
        for path in paths:
            if "import streamlit" in path.read_text(encoding="utf-8"):
                found += spoken_literals(path)
    assert found == []


def test_every_problem_raised_is_worded() -> None:
    keys = {key.partition(":")[2] for key in sentences()}
    unworded = []
    for floor in ("app", "models", "data_catalog", "connectors"):
        for path in (ROOT / floor).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Problem" and node.args:
                    code = node.args[0]
                    if isinstance(code, ast.Constant) and f"problem.{code.value}" not in keys:
                        unworded.append(f"{path.relative_to(ROOT)}:{node.lineno}: {code.value}")
    assert unworded == []


def test_every_key_that_is_asked_for_exists() -> None:
    keys = {key.partition(":")[2] for key in sentences()}
    missing = []
    for path in (ROOT / "app").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", getattr(node.func, "attr", "")) in {"text", "words", "say"}
                and node.args
            ):
                key = node.args[0]
                if isinstance(key, ast.Constant) and isinstance(key.value, str) and "." in key.value and key.value not in keys:
                    missing.append(f"{path.relative_to(ROOT)}:{node.lineno}: {key.value}")
    assert missing == []


def said_within(value: object, lang: str, at: str) -> dict[str, str]:
    """Every text of a language within a manifest, by where it stands."""
    if isinstance(value, dict):
        own = {at: value[lang]} if isinstance(value.get(lang), str) else {}
        return own | {place: said for key, item in value.items() for place, said in said_within(item, lang, f"{at}.{key}").items()}
    if isinstance(value, list):
        return {place: said for index, item in enumerate(value) for place, said in said_within(item, lang, f"{at}[{index}]").items()}
    return {}


def texts(lang: str) -> dict[str, str]:
    """Every text of the portal, of all packages, whole or planned, and of the package a new one begins with."""
    found = {key: said[lang] for key, said in sentences().items()}
    for manifest in [*(ROOT / "models").glob("*/manifest.toml"), ROOT / "models/kit/skeleton/manifest.toml"]:
        with manifest.open("rb") as file:
            found |= said_within(tomllib.load(file), lang, manifest.parent.name)
    return found


def bare_plurals(said: str) -> list[str]:
    return [found.group() for found in BARE_PLURAL.finditer(said) if not {(found[1] or "").strip(), found[2]} & NO_PLURALS]


def test_no_english_count_stands_bare_before_a_plural() -> None:
    said = texts("en")
    assert any(place.startswith("tax_arrears.") for place in said)
    assert {place: bare_plurals(one) for place, one in said.items() if bare_plurals(one)} == {}


def test_a_bare_plural_would_be_found() -> None:
    assert bare_plurals("In {rows} rows “{title}” is empty") == ["{rows} rows"]
    assert bare_plurals("{count} usable calls and {gain:.0} people") == ["{count} usable calls", "{gain:.0} people"]
    assert bare_plurals("{rows:row/rows}, {change:.1} times, {share:.0%} of rows, {host} is away") == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_text_can_be_filled_with_numbers(lang: str) -> None:
    for place, said in texts(lang).items():
        assert "{" not in fill(said, dict.fromkeys(slots(said), 1)), place


def test_manifests_speak_both_languages() -> None:
    def walk(value: object, at: str) -> list[str]:
        if isinstance(value, dict):
            if set(value) & set(LANGUAGES) and not at.endswith("keywords"):
                good = set(value) == set(LANGUAGES) and all(isinstance(said, str) and said.strip() for said in value.values())
                clean = good and not HANGUL.search(value["en"]) and slots(value["ko"]) == slots(value["en"])
                return [] if clean else [at]
            return [fault for key, item in value.items() for fault in walk(item, f"{at}.{key}")]
        if isinstance(value, list):
            return [fault for index, item in enumerate(value) for fault in walk(item, f"{at}[{index}]")]
        return []

    for manifest in (ROOT / "models").glob("*/manifest.toml"):
        with manifest.open("rb") as file:
            assert walk(tomllib.load(file), manifest.parent.name) == []
