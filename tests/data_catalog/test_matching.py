"""The assignment is scipy's, equal sums included, without scipy."""

import subprocess
import sys

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from data_catalog.mapping.matching import greatest_sum


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("values", [(), (0.5, 0.75, 1.0)])
def test_it_chooses_as_scipy_does(seed, values):
    rng = np.random.default_rng(seed)
    rows, columns = int(rng.integers(1, 12)), int(rng.integers(1, 20))
    gain = np.zeros((rows, columns + rows))
    drawn = rng.choice(values, (rows, columns)) if values else rng.random((rows, columns))
    gain[:, :columns] = np.where(rng.random((rows, columns)) < 0.5, drawn, 0.0)
    assert greatest_sum(gain).tolist() == linear_sum_assignment(gain, maximize=True)[1].tolist()


def test_a_mapping_is_suggested_without_importing_scipy():
    """It would take a third of a second of every `modu map` and `modu run`."""
    code = "import sys, data_catalog.mapping, app.services.runs.analysis; print([m for m in sys.modules if m.startswith('scipy')])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_a_run_of_files_imports_no_records_no_portal_and_no_figures():
    """Together they would take as long as a small run."""
    heavy = ("sqlalchemy", "alembic", "sqlglot", "streamlit", "pandas", "matplotlib", "plotly")
    code = f"import sys, app.cli.main, app.cli.running; print([name for name in {heavy!r} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
