"""Figures and reports beside what else would draw them: Plotly Express, and a browser that prints the HTML report.

`python -m benchmarks.reports`. The browser is the one the tests use; its side is left out, in words, where there is none.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import plotly.express

from app import charts
from app.reports import FORMATS, ReportOptions
from app.reports.prints import Prints
from benchmarks.ratio import head, line, pair
from tests.app.sample_result import golden_hour
from tests.needs import chromium

_REPEATS = 30


def main() -> None:
    result = golden_hour()
    head()
    _figure(result)
    prints = Prints(result, "ko")
    options = ReportOptions()
    FORMATS["pdf"].make(result, "ko", options=options, prints=prints)  # the pictures are drawn once for all formats
    html = FORMATS["html"].make(result, "ko", options=options, prints=prints)
    _pdf(result, prints, html)


def _figure(result) -> None:
    rows = result.table("trend").rows

    def ours():
        for _ in range(_REPEATS):
            charts.figure(result, "trend", "ko")

    def peer():
        for _ in range(_REPEATS):
            plotly.express.line(rows.to_dict(as_series=False), x="month", y="share", color="area", markers=True)

    line(f"{_REPEATS} line figures of 36 points", "plotly.express", pair(ours, peer), "the same points")


def _pdf(result, prints: Prints, html: bytes) -> None:
    found = chromium()
    if found is None:
        print("| PDF of the whole report | a browser printing the HTML report: none here | | | |")
        return
    from playwright.sync_api import sync_playwright

    turn = iter(range(1_000))
    with tempfile.TemporaryDirectory(prefix="modu-bench-") as place, sync_playwright() as driver:
        page_file = Path(place) / "report.html"
        page_file.write_bytes(html)

        def ours():
            # A new comment each time: nothing of the whole document may come from a cache.
            return FORMATS["pdf"].make(result, "ko", options=ReportOptions(comment=str(next(turn))), prints=prints)

        def peer():
            browser = driver.chromium.launch(executable_path=found, args=["--no-sandbox"])
            page = browser.new_page()
            page.goto(page_file.as_uri())
            printed = page.pdf()
            browser.close()
            return printed

        both = pair(ours, peer)
        sizes = f"{len(both.ours) / 1e3:.0f} kB tagged PDF/UA-1; {len(both.peer) / 1e3:.0f} kB"
        line("PDF of the whole report, pictures drawn before", "Chromium prints the HTML", both, sizes)


if __name__ == "__main__":
    main()
