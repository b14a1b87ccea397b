"""Advice on the department: learned from what departments finished, judged on the latest, given for what is open."""

from __future__ import annotations

import numpy as np
import polars as pl

from models.methods.text.routing import Router, learn
from models.methods.text.tokens import Tokens

ADVISED = 500
PLACES = ("first", "second", "third")
ADVICE = {
    "line": pl.Int64, "day": pl.Date, "now": pl.String, "first": pl.String, "first_p": pl.Float64, "second": pl.String,
    "second_p": pl.Float64, "third": pl.String, "third_p": pl.Float64,
}  # fmt: skip


def route(tokens: Tokens, texts: pl.DataFrame, tagged: pl.DataFrame, sure: float, least: int, seed: int) -> dict[str, pl.DataFrame | None]:
    """`routing_check`, `routing_advice` (open complaints, those waiting longest first), and `routing_why` when none is given."""
    known = tagged.filter(pl.col("dept").is_not_null() & pl.col("text").is_not_null())
    told = bool(tagged["done"].any())
    ended = known.filter("done") if told else known
    # Of a text that came often the last counts: where it went in the end.
    last = ended.sort("received", "line").unique("text", keep="last", maintain_order=True)
    each = (
        texts.select("text", "matter").join(last.select("text", "dept", "day"), on="text", how="left", maintain_order="left").sort("text")
    )
    received = each["day"].fill_null(tagged["day"].min()).cast(pl.Int32).to_numpy()
    router = learn(tokens, each["dept"].to_list(), received, each["matter"].to_numpy(), fewest=least, least=sure, seed=seed)
    if router.why:
        return {"routing_check": None, "routing_advice": None, "routing_why": _why(router, each, least)}
    waiting = tagged.filter(~pl.col("done") & pl.col("text").is_not_null()) if told else tagged.filter(pl.col("dept").is_null())
    return {"routing_check": _check(router), "routing_advice": _advice(router, tokens, waiting, sure), "routing_why": None}


def _why(router: Router, each: pl.DataFrame, least: int) -> pl.DataFrame:
    sizes = each.filter(pl.col("dept").is_not_null()).group_by("dept").len()
    single = sizes.filter(pl.col("len") == 1).height
    accuracy, majority = (router.judged.accuracy[0], router.judged.majority[0]) if router.judged else (None, None)
    return pl.DataFrame(
        {
            "why": [router.why], "texts": [int(sizes["len"].sum())], "departments": [sizes.height], "single": [single],
            "learned": [len(router.departments)], "least": [least], "right": [accuracy], "majority": [majority],
        },
        schema_overrides={"right": pl.Float64, "majority": pl.Float64},
    )  # fmt: skip


def _check(router: Router) -> pl.DataFrame:
    said = router.judged
    assert said is not None
    right, low, high = said.right_when_shown
    return pl.DataFrame({
        "judged": [said.texts], "departments": [len(router.departments)], "left_out": [len(router.refused)], "advised": [said.coverage[0]],
        "right": [right], "low": [low], "high": [high], "top3": [said.top3[0]], "majority": [said.majority[0]], "off": [said.error],
    }).with_columns(pl.col("right", "low", "high", "off").fill_nan(None))  # fmt: skip


def _advice(router: Router, tokens: Tokens, waiting: pl.DataFrame, sure: float) -> pl.DataFrame:
    advice = router.advise(tokens, sure)
    names = np.array([*router.departments, None], dtype=object)
    by_text = pl.DataFrame(
        {
            "text": np.arange(len(tokens)),
            "given": advice.given,
            **{place: pl.Series(names[advice.department[:, at]].tolist(), dtype=pl.String) for at, place in enumerate(PLACES)},
            **{f"{place}_p": advice.probability[:, at] for at, place in enumerate(PLACES)},
        }
    )
    rows = waiting.join(by_text, on="text", how="left").sort("received", "line")
    shown = rows.filter("given").with_columns(now=pl.col("dept")).head(ADVISED)
    return shown.select(*ADVICE)
