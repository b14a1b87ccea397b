"""Survival after cardiac arrest by response time: minutes are not linear in benefit."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def cardiac_survival(response_min: ArrayLike) -> NDArray[np.float64]:
    """s(t) = 1 / (1 + e^(0.679 + 0.262 t)), t minutes from call to arrival; 0 where never reached (inf), NaN stays.

    De Maio, Stiell, Wells & Spaite 2003, Optimal defibrillation response intervals for maximum out-of-hospital cardiac
    arrest survival rates; as a siting objective: Erkut, Ingolfsson & Erdoğan 2008, Ambulance location for maximum
    survival. It speaks of out-of-hospital cardiac arrest only. ValueError on negative minutes.

    Example: s(5) = 0.1204, s(7) = 0.0750.
    """
    minutes = np.asarray(response_min, dtype=np.float64)
    if (minutes < 0).any():
        raise ValueError("minutes must not be negative")
    with np.errstate(over="ignore"):
        return 1.0 / (1.0 + np.exp(0.679 + 0.262 * minutes))
