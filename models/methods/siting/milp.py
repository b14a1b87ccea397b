"""One call to HiGHS for a sparse mixed-integer model, with its bound."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix


@dataclass(frozen=True, eq=False)
class MilpResult:
    """Values of the columns and the proven bound; `x` is None when nothing feasible was found in time."""

    x: NDArray[np.float64] | None
    value: float
    bound: float


def maximise(
    gain: NDArray[np.float64],
    rows: csr_matrix,
    row_lower: NDArray[np.float64],
    row_upper: NDArray[np.float64],
    lower: NDArray[np.float64],
    upper: NDArray[np.float64],
    whole: NDArray[np.bool_],
    *,
    start: NDArray[np.float64] | None = None,
    time_limit_s: float = 60.0,
    seed: int = 0,
) -> MilpResult:
    """max gain·x with row_lower ≤ rows·x ≤ row_upper and lower ≤ x ≤ upper, `whole` columns whole numbers.

    `start` is a feasible solution to begin from. Deterministic for a seed unless the time limit ends it.
    """
    import highspy

    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = gain.size, rows.shape[0]
    model.col_cost_, model.col_lower_, model.col_upper_ = gain, lower, upper
    model.row_lower_, model.row_upper_ = row_lower, row_upper
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = rows.indptr
    model.a_matrix_.index_ = rows.indices
    model.a_matrix_.value_ = rows.data
    model.sense_ = highspy.ObjSense.kMaximize
    model.integrality_ = [highspy.HighsVarType.kInteger if w else highspy.HighsVarType.kContinuous for w in whole]
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("time_limit", max(0.01, float(time_limit_s)))
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("mip_abs_gap", 1e-9)
    solver.setOptionValue("random_seed", int(seed))
    solver.setOptionValue("threads", 1)
    solver.passModel(model)
    if start is not None:
        first = highspy.HighsSolution()
        first.col_value = list(start)
        solver.setSolution(first)
    solver.run()
    info = solver.getInfo()
    feasible = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    x = np.array(solver.getSolution().col_value) if feasible else None
    return MilpResult(x, float(info.objective_function_value), float(info.mip_dual_bound))
