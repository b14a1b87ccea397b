"""Where to put facilities: covering, median and expected covering problems, solved exactly or with a proven bound."""

from models.methods.siting.cover import Cover, cover_from_pairs, cover_near, cover_within
from models.methods.siting.lscp import lscp
from models.methods.siting.mclp import Near, mclp, near
from models.methods.siting.median import p_median
from models.methods.siting.mexclp import mexclp
from models.methods.siting.solution import Solution

__all__ = [
    "Cover",
    "Near",
    "Solution",
    "cover_from_pairs",
    "cover_near",
    "cover_within",
    "lscp",
    "mclp",
    "mexclp",
    "near",
    "p_median",
]
