"""What a spreadsheet would reckon goes out as a text; numbers and everything else goes out as it is."""

import polars as pl
import pytest

from connectors.formulas import harmless, harmless_frame

RISKY = [
    "=1+1",
    "+82-10-1234",
    "@SUM(A1)",
    "-1+cmd|' /C calc'!A0",
    "\t=1",
    "\r=1",
    "  =HYPERLINK(A1)",
    "＝1+1",
    "＋1",
    "－2+3",
    "＠SUM(A1)",
]
PLAIN = ["-5", "－", "+1,234.5", "-0.3%", "-", "--", "가=1", "", "2024-01-01"]


@pytest.mark.parametrize("text", RISKY)
def test_a_formula_becomes_a_text(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", PLAIN)
def test_what_is_no_formula_stays(text: str) -> None:
    assert harmless(text) == text


def test_a_table_is_treated_as_its_cells_are_headers_too() -> None:
    texts = [*RISKY, *PLAIN, None]
    frame = pl.DataFrame({"=a": texts, "n": [-1.5] * len(texts), "c": pl.Series(texts, dtype=pl.Categorical)})
    safe = harmless_frame(frame)
    wanted = [None if text is None else harmless(text) for text in texts]
    assert safe.columns == ["'=a", "n", "c"]
    assert safe["'=a"].to_list() == safe["c"].to_list() == wanted
    assert safe["n"].to_list() == frame["n"].to_list()
