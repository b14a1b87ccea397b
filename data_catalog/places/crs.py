"""Tells which coordinate system two columns are in, and brings their points to longitude and latitude."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pyproj
from numpy.typing import ArrayLike, NDArray

from data_catalog.places import areas, korea

Floats = NDArray[np.float64]
Hits = Callable[[Floats, Floats, Sequence[str | None]], Floats]

DEGREES = "EPSG:4326"
# Most usual first: the order decides only between systems that nothing else tells apart.
CANDIDATES = (DEGREES, "EPSG:5179", "EPSG:5186", "EPSG:5181", "EPSG:5174", "EPSG:2097", "EPSG:3857")
# 5181, 5174 and 2097 share a false origin, their datums some 300 m apart: neither ranges nor middles of districts separate them.
_SAMPLE = 2000
_CLEAR_LEAD = 0.1
_FEWEST_PROOFS, _CLEAR_ERRORS = 20, 3.0


@dataclass(frozen=True)
class CrsGuess:
    """One reading of two coordinate columns. `swapped`: the first column holds y (north, latitude).

    `inside` is the share of points on Korean land (for degrees elsewhere: the share that are degrees at all); `agree` the
    share in the district their own row names, None when rows name none; `rivals` the systems that fit about as well.
    """

    crs: str
    swapped: bool
    inside: float
    agree: float | None
    named_rows: int
    confidence: str  # sure, likely, not_sure
    in_korea: bool
    rivals: tuple[str, ...] = ()


def detect(
    x: ArrayLike,
    y: ArrayLike,
    texts: Sequence[str | None] | None = None,
    hint: str | None = None,
    *,
    ordered: bool = False,
    hits: Hits | None = None,
) -> tuple[CrsGuess, ...]:
    """Every reading that fits, best first; empty when none does (another country's grid, or not coordinates).

    `texts` are addresses, areas or station names of the same rows; `hint` a system the header or the person names; `ordered` says
    that the headers leave no doubt which column is the easting. `hits` tells which points lie in the very area their row names, by
    its border: only that tells systems apart whose datums lie some hundred metres from each other.
    """
    xs, ys, named = _sample(np.asarray(x, float), np.asarray(y, float), texts)
    if not len(xs):
        return ()
    orders = [(crs, False) for crs in CANDIDATES] + [(crs, True) for crs in CANDIDATES if crs == DEGREES or not ordered]
    tried, proofs = [], {}
    for crs, swapped in orders:
        if guess := _try(xs, ys, named, crs, swapped):
            proofs[crs, swapped] = proof = _proof(xs, ys, named, guess, hits)
            tried.append(guess if proof is None else _proved(guess, proof))
    if not tried:
        return _degrees_abroad(xs, ys)
    tried.sort(key=lambda one: (-round(_score(one), 1), one.crs != hint, one.swapped, CANDIDATES.index(one.crs)))
    if any(proof is not None for proof in proofs.values()):
        tried.sort(key=lambda one: -_score(one))
    best = tried[0]
    proof = proofs[best.crs, best.swapped]
    near = [guess for guess in tried if guess is not best and _score(best) - _score(guess) < _CLEAR_LEAD]
    rivals = [guess for guess in near if not _is_beaten(proofs[guess.crs, guess.swapped], proof)]
    ranked = [best, *rivals, *(guess for guess in tried if guess is not best and guess not in rivals)]
    return (_decided(best, rivals, hint), *ranked[1:])


def hinted(*columns: str) -> str | None:
    """The system that headers name: a code, UTM-K, WGS84, or the licence register's form (좌표정보(X): EPSG:5174)."""
    said = " ".join(columns).lower().replace(" ", "")
    if code := re.search(r"(?<!\d)(4326|5179|5186|5181|5174|2097|3857)(?!\d)", said):
        return f"EPSG:{code.group(1)}"
    if re.search(r"utm-?_?k", said):
        return "EPSG:5179"
    if re.search(r"wgs-?_?84|위도|경도|latitude|longitude", said):
        return DEGREES
    return "EPSG:5174" if re.search(r"좌표정보\(?[xy]", said) else None


def to_lonlat(x: ArrayLike, y: ArrayLike, crs: str, *, swapped: bool = False) -> tuple[Floats, Floats]:
    """Longitude and latitude (EPSG:4326) of points of `crs`; what cannot be transformed is not-a-number.

    Plain codes only: the shift parameters that circulate for EPSG:5174 are a different transformation and 17 m wrong.
    """
    east, north = np.asarray(x, float), np.asarray(y, float)
    if swapped:
        east, north = north, east
    if crs == DEGREES:
        lon, lat = east.copy(), north.copy()
    else:
        lon, lat = (np.asarray(axis, float) for axis in _transformer(crs).transform(east, north))
    bad = ~(np.isfinite(lon) & np.isfinite(lat) & (np.abs(lon) <= 180) & (np.abs(lat) <= 90))
    lon[bad] = lat[bad] = np.nan
    return lon, lat


def _try(x: Floats, y: Floats, texts: Sequence[str | None] | None, crs: str, swapped: bool) -> CrsGuess | None:
    lon, lat = to_lonlat(x, y, crs, swapped=swapped)
    inside = float(korea.is_inside(lon, lat).mean())
    if inside < 0.5:
        return None
    agree, named_rows = areas.agreement(lon, lat, texts) if texts is not None else (None, 0)
    return CrsGuess(crs, swapped, inside, agree, named_rows, "not_sure", in_korea=True)


def _proof(x: Floats, y: Floats, texts: Sequence[str | None] | None, guess: CrsGuess, hits: Hits | None) -> Floats | None:
    if hits is None or texts is None:
        return None
    found = hits(*to_lonlat(x, y, guess.crs, swapped=guess.swapped), texts)
    return found if np.isfinite(found).sum() >= _FEWEST_PROOFS else None


def _proved(guess: CrsGuess, proof: Floats) -> CrsGuess:
    return replace(guess, agree=float(np.nanmean(proof)), named_rows=int(np.isfinite(proof).sum()))


def _is_beaten(mine: Floats | None, best: Floats | None) -> bool:
    """Whether so many more points lie in their area under the best that it is no chance (McNemar, at three standard errors)."""
    if mine is None or best is None:
        return False
    lost, won = float(((best == 1) & (mine == 0)).sum()), float(((mine == 1) & (best == 0)).sum())
    return lost + won > 0 and (lost - won) / (lost + won) ** 0.5 >= _CLEAR_ERRORS


def _score(guess: CrsGuess) -> float:
    return guess.inside if guess.agree is None else 0.3 * guess.inside + 0.7 * guess.agree


def _decided(best: CrsGuess, rivals: Sequence[CrsGuess], hint: str | None) -> CrsGuess:
    other = tuple(dict.fromkeys(guess.crs for guess in rivals if guess.crs != best.crs))
    if best.inside < 0.8 or (best.agree is not None and best.agree < 0.6):
        confidence = "not_sure"
    elif best.swapped and best.crs != DEGREES and best.agree is None:
        # Another country's grid turned round may land in Korea too.
        confidence = "not_sure"
    elif not rivals:
        confidence = "sure"
    else:
        confidence = "likely" if best.crs == hint else "not_sure"
    return CrsGuess(best.crs, best.swapped, best.inside, best.agree, best.named_rows, confidence, best.in_korea, other)


def _degrees_abroad(x: Floats, y: Floats) -> tuple[CrsGuess, ...]:
    """Degrees outside Korea. Which column is the latitude is certain only where the other passes 90."""
    as_named = float(((np.abs(x) <= 180) & (np.abs(y) <= 90)).mean())
    turned = float(((np.abs(y) <= 180) & (np.abs(x) <= 90)).mean())
    fractional = float((np.mod(x, 1) != 0).mean()) > 0.5
    if max(as_named, turned) < 0.95 or not fractional:
        return ()
    swapped = turned - as_named > _CLEAR_LEAD
    confidence = "sure" if abs(turned - as_named) > 0.5 else "likely"
    return (CrsGuess(DEGREES, swapped, max(as_named, turned), None, 0, confidence, in_korea=False),)


def _sample(x: Floats, y: Floats, texts: Sequence[str | None] | None) -> tuple[Floats, Floats, list[str | None] | None]:
    """At most 2,000 usable points, evenly over the file; zeros are how many systems write "not known"."""
    usable = np.flatnonzero(np.isfinite(x) & np.isfinite(y) & ((x != 0) | (y != 0)))
    if len(usable) > _SAMPLE:
        usable = usable[np.linspace(0, len(usable) - 1, _SAMPLE).astype(int)]
    return x[usable], y[usable], None if texts is None else [texts[int(index)] for index in usable]


@cache
def _transformer(crs: str) -> pyproj.Transformer:
    # Authority order of 5179 and 5186 is north first; always_xy keeps east first everywhere.
    return pyproj.Transformer.from_crs(crs, DEGREES, always_xy=True)
