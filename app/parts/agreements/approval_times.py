"""How long approvals take, as a curve with its table, by owner; and who is stuck."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from app import charts, session
from app.charts.plan import Axis, Plan, Series
from app.charts.screen_figure import drawn
from app.parts.markup import plain, show, table, tag
from app.services.agreements.approvals import LEAST, Approvals, Timing
from app.session import say
from app.texts import pick
from models.kit.wording import number
from models.methods.durations import Curve

_SHOWN = 50


def draw(found: Approvals) -> None:
    """Draws both."""
    st.header(say("network.approval"), anchor=False)
    if not found.all.requests:
        show(tag("p", plain(say("network.approval_none")), role="status"))
        return
    counts = {"requests": found.all.requests, "approved": found.all.approved, "waiting": found.waiting, "closed": found.closed}
    show(tag("p", plain(f"{say('network.approval_counts', **counts)} {_median(found.all)}"), role="status"))
    if found.curve.times.size and found.curve.until > 0:
        _curve(found.curve)
    if found.owners:
        heads = [say(f"network.column.{one}") for one in ("organisation", "requests", "approved", "median", "interval")]
        rows = [_timing_row(one) for one in found.owners[:_SHOWN]]
        show(table(heads, rows, caption=say("network.owners", least=LEAST), numeric=frozenset({1, 2, 3, 4})))
    _stuck(found)


def _median(one: Timing) -> str:
    if one.median_days is None:
        return say("network.median_none")
    if one.median_days == 0:
        return say("network.median_same_day", interval=_interval(one))
    return say("network.median", days=one.median_days, interval=_interval(one))


def _interval(one: Timing) -> str:
    """The interval of a median in words; open above where the upper end of the curve stays above half."""
    if one.low_days is None:
        return number(None)
    if one.high_days is None:
        return say("network.interval_open", low=one.low_days)
    return say("network.interval", low=one.low_days, high=one.high_days)


def _curve(curve: Curve) -> None:
    lang, low, high = session.language(), *(np.nan_to_num(values, nan=0.0) for values in (curve.low, curve.high))
    x, share, low_end, high_end = (values.tolist() for values in (curve.times, curve.share, low, high))
    if x[0] > 0:
        x, share, low_end, high_end = [0.0, *x], [1.0, *share], [1.0, *low_end], [1.0, *high_end]
    if curve.until > x[-1]:
        x, share, low_end, high_end = [*x, curve.until], *([*ends, ends[-1]] for ends in (share, low_end, high_end))
    line = Series("", tuple(x), tuple(share), tuple(number(one, ".1%") for one in share), tuple(low_end), tuple(high_end))
    plan = Plan("step", "", Axis(say("network.axis.days"), "integer", ".0"), Axis(say("network.axis.share"), "share", ".0%"), (line,))
    look: Any = "dark" if session.theme() == "dark" else "light"
    figure = drawn(plan, lang, look, narrow=session.is_narrow())
    figure.update_layout(yaxis_range=[0, 1.02], xaxis_rangemode="tozero")
    show(tag("h3", plain(say("network.curve"))))
    st.plotly_chart(figure, theme=None, config=charts.CONFIG, key="network.curve", alt=say("network.curve_alt"))
    show(tag("p", plain(say("network.curve_reading")), class_="mo-small mo-soft"))
    if st.toggle(say("network.curve_twin"), key="network.curve_twin"):
        heads = [say(f"network.column.{one}") for one in ("days", "at_risk", "approved_then", "share", "share_low", "share_high")]
        rows = [
            (number(day), f"{at:,}", f"{ended:,}", *(number(one, ".1%") for one in ends))
            for day, at, ended, *ends in zip(
                curve.times.tolist(), curve.at_risk.tolist(), curve.ended.tolist(), curve.share.tolist(), curve.low.tolist(),
                curve.high.tolist(), strict=True,
            )
        ]  # fmt: skip
        show(table(heads, rows, caption=say("network.curve"), numeric=frozenset(range(6)), row_head=False))


def _timing_row(one: Timing) -> tuple[str, ...]:
    name = pick(one.organisation, session.language()) if one.organisation else say("network.all")
    return name, f"{one.requests:,}", f"{one.approved:,}", number(one.median_days), _interval(one)


def _stuck(found: Approvals) -> None:
    st.header(say("network.stuck"), anchor=False)
    if not found.stuck:
        show(tag("p", plain(say("agreements.holders_none")), role="status"))
        return
    lang, worst = session.language(), found.stuck[0]
    facts = {"name": pick(worst.organisation, lang), "days": worst.oldest_days, "waiting": found.waiting}
    show(tag("p", plain(say("network.stuck_said" if worst.oldest_days else "network.stuck_today", **facts)), role="status"))
    heads = [say(f"network.column.{one}") for one in ("organisation", "waiting", "asked", "offered", "mediation", "oldest", "median_wait")]
    rows = [
        (pick(one.organisation, lang), *(f"{count:,}" for count in (one.waiting, one.asked, one.offered, one.mediation, one.oldest_days)),
         number(one.median_days))
        for one in found.stuck[:_SHOWN]
    ]  # fmt: skip
    show(table(heads, rows, caption=say("network.part.waiting"), numeric=frozenset(range(1, 7))))
