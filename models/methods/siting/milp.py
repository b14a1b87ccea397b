"""One call to HiGHS for a sparse mixed-integer model, with its bound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.methods.siting.work import Work

_ITERATIONS_PER_CHECK = 35  # of the simplex, from one time HiGHS asks whether to go on to the next, about
_ITERATION_S, _ITERATION_ENTRY_S = 8e-5, 1e-8  # of an ordinary core, a simplex iteration and each entry of the model


@dataclass(frozen=True, eq=False)
class SparseRows:
    """A matrix by rows: row k has `value[start[k]:start[k + 1]]` at the columns `column[start[k]:start[k + 1]]`."""

    start: NDArray[np.int32]
    column: NDArray[np.int32]
    value: NDArray[np.float64]


def sparse_rows(value: NDArray[np.float64], row: NDArray[np.int64], column: NDArray[np.int64], n_rows: int) -> SparseRows:
    """The matrix with these entries, each place given once."""
    order = np.lexsort((column, row))
    start = np.zeros(n_rows + 1, dtype=np.int32)
    np.cumsum(np.bincount(row, minlength=n_rows), out=start[1:])
    return SparseRows(start, column[order].astype(np.int32), value[order])


@dataclass(frozen=True, eq=False)
class MilpResult:
    """Values of the columns and the proven bound; `x` is None when nothing feasible was found in the limits.

    infeasible: proven that nothing feasible exists (nothing at or above `cutoff`, when one was given).
    """

    x: NDArray[np.float64] | None
    bound: float
    infeasible: bool


def maximise(
    gain: NDArray[np.float64],
    rows: SparseRows,
    row_lower: NDArray[np.float64],
    row_upper: NDArray[np.float64],
    lower: NDArray[np.float64],
    upper: NDArray[np.float64],
    whole: NDArray[np.bool_],
    *,
    start: NDArray[np.float64] | None = None,
    cutoff: float = -np.inf,
    step: float = 0.0,
    work: Work,
    most_s: float,
    nodes: int | None = None,
    seed: int = 0,
) -> MilpResult:
    """max gain·x with row_lower ≤ rows·x ≤ row_upper and lower ≤ x ≤ upper, `whole` columns whole numbers.

    start: a feasible solution to begin from. cutoff: solutions below it are of no interest. step: the smallest difference
    of two values (0: unknown), which lets the search end a step short. most_s: counted seconds (the simplex iterations
    done are booked to `work`), nodes: branches; neither depends on the machine. Only the clock of `work` does.
    """
    import highspy

    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = gain.size, rows.start.size - 1
    model.col_cost_, model.col_lower_, model.col_upper_ = -gain, lower, upper
    model.row_lower_, model.row_upper_ = row_lower, row_upper
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = rows.start
    model.a_matrix_.index_ = rows.column
    model.a_matrix_.value_ = rows.value
    kinds = highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger
    model.integrality_ = [kinds[int(w)] for w in whole]
    solver = highspy.Highs()
    for name, value in (
        ("output_flag", False),
        ("time_limit", max(0.01, work.clock_s)),
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", max(1e-9, step * 0.999)),
        ("random_seed", int(seed)),
        ("threads", 1),
    ):
        solver.setOptionValue(name, value)
    if nodes is not None:
        solver.setOptionValue("mip_max_nodes", nodes)
    if np.isfinite(cutoff):
        solver.setOptionValue("objective_bound", float(-cutoff))
    solver.passModel(model)
    if start is not None:
        first = highspy.HighsSolution()
        first.col_value = list(start)
        solver.setSolution(first)
    iteration_s = _ITERATION_S + _ITERATION_ENTRY_S * rows.value.size
    _stop_after(solver, int(min(most_s, work.left_s) / (iteration_s * _ITERATIONS_PER_CHECK)))
    solver.run()
    info = solver.getInfo()
    status = solver.getModelStatus()
    work.left_s -= iteration_s * max(1, info.simplex_iteration_count)
    work.stopped = work.stopped or status == highspy.HighsModelStatus.kTimeLimit
    feasible = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    x = np.array(solver.getSolution().col_value) if feasible else None
    ended = status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kObjectiveBound)
    return MilpResult(x, -float(info.mip_dual_bound), ended and x is None)


def _stop_after(solver: Any, checks: int) -> None:
    """Ends the run when HiGHS has asked so often whether to go on: the one count of its work that it offers on the way."""
    asked = 0

    def check(event: Any) -> None:
        nonlocal asked
        asked += 1
        if asked > checks:
            event.interrupt()

    solver.cbMipInterrupt += check
