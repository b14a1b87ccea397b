"""Seconds until the home page can be used on an office's slow PC: a quarter of this processor, 10 Mbps, nothing cached.

`python -m benchmarks.slow_pc [--times 3]`. A real portal and a real Chromium, slowed down by its own developer protocol.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, expect, sync_playwright

from app.texts import text
from tests import needs
from tests.browser.conftest import Portal, serve
from tests.browser.steps import sign_in

_SLOWER = 4
_LINE = {"offline": False, "latency": 40, "downloadThroughput": 10e6 / 8, "uploadThroughput": 10e6 / 8}
_WINDOW: Any = {"width": 1366, "height": 768}


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=3)
    times = parser.parse_args().times
    needs.main()
    with tempfile.TemporaryDirectory(prefix="modu-bench-") as place, sync_playwright() as playwright:
        portal = serve(Path(place))
        browser = playwright.chromium.launch(executable_path=str(needs.chromium()), args=["--no-sandbox"])
        try:
            context = browser.new_context(viewport=_WINDOW, locale="ko-KR")
            sign_in(context.new_page(), portal)
            cookies: Any = context.cookies()
            took = [first_look(browser, portal, cookies) for _ in range(times)]
        finally:
            browser.close()
            portal.stop()
    seconds, sent = statistics.median(one for one, _ in took), statistics.median(size for _, size in took)
    print("| workload | reached | goal |\n|---|---|---|")
    said = f"{seconds:.1f} s (of {', '.join(f'{one:.1f}' for one, _ in took)}), {sent / 1e6:.2f} MB sent"
    print(f"| home usable, {_SLOWER} x slower, 10 Mbps, 40 ms, cold cache | {said} | ≤ 6 s |", flush=True)


def first_look(browser: Browser, portal: Portal, cookies: Any) -> tuple[float, float]:
    """Seconds until a card's button could be pressed, and the bytes that came over the line."""
    context = browser.new_context(viewport=_WINDOW, locale="ko-KR")
    context.add_cookies(cookies)
    page = context.new_page()
    tools = context.new_cdp_session(page)
    sent: list[float] = []
    tools.on("Network.loadingFinished", lambda event: sent.append(event["encodedDataLength"]))
    tools.send("Network.enable")
    tools.send("Network.emulateNetworkConditions", _LINE)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER})
    began = time.perf_counter()
    page.goto(portal.url, wait_until="commit")
    card = page.get_by_role("button", name=text("home.sample", "ko")).first
    expect(card).to_be_visible()
    card.click(trial=True)
    took = time.perf_counter() - began
    context.close()
    return took, sum(sent)


if __name__ == "__main__":
    main()
