"""Reports of the sample results, made once a session."""

from functools import cache

import pytest

from app.reports import FORMATS, ReportOptions
from app.reports.prints import Prints
from tests.app import sample_result

RESULTS = {
    "full": sample_result.golden_hour,
    "sample": sample_result.sample,
    "limited": sample_result.limited,
    "hostile": sample_result.hostile,
}


@cache
def _prints(name: str, lang: str) -> Prints:
    return Prints(RESULTS[name](), lang)


@cache
def _report(form: str, name: str, lang: str, options: ReportOptions) -> bytes:
    return FORMATS[form].make(RESULTS[name](), lang, options=options, prints=_prints(name, lang))


@pytest.fixture(scope="session")
def report():
    """report("pdf", "sample", "ko", length="one_page") -> bytes."""

    def made(form: str, name: str = "full", lang: str = "ko", **options: object) -> bytes:
        return _report(form, name, lang, ReportOptions(**options))

    return made
