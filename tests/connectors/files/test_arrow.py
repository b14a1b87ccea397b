"""Plain values from Arrow's columns, and what reading a file leaves out of memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa

from connectors.files.arrow import floats


def test_numbers_come_out_in_their_order_with_nan_where_one_is_missing() -> None:
    whole = pa.array([1.5, None, -2.0, 0.0, None, 7.0, 8.0, 9.0, None, 10.0])
    column = pa.chunked_array([whole.slice(1, 7), whole.slice(0, 0), whole.slice(9), pa.array([3.0])])
    np.testing.assert_array_equal(floats(column), [np.nan, -2.0, 0.0, np.nan, 7.0, 8.0, 9.0, 10.0, 3.0])
    assert floats(pa.chunked_array([], pa.float64())).size == 0


def test_a_file_whose_last_row_may_be_a_sum_is_read_without_pandas(tmp_path: Path) -> None:
    file = tmp_path / "wards.csv"
    file.write_text("ward,calls,trips\n" + "".join(f"w{n},{n * 100},{n * 700}\n" for n in range(1, 9)) + "all,3600,25200\n", "utf-8")
    read = (
        "import sys; from pathlib import Path; from connectors.files import read; "
        f"found = read(Path({str(file)!r}), Path({str(tmp_path / 'o.parquet')!r})); "
        "print(found.rows_kept, dict(found.reasons), [name for name in sys.modules if name.split('.')[0] == 'pandas'])"
    )
    said = subprocess.run([sys.executable, "-c", read], capture_output=True, text=True, check=True).stdout
    assert said.strip().startswith("8 {"), said
    assert said.strip().endswith("[]"), said
