"""Siting on real files: OR-Library medians, street covering of two cities, San Francisco stores."""

from __future__ import annotations

import csv
import os
import re
from pathlib import Path

import numpy as np
import pytest

from models.methods.siting import cover_near, cover_within, lscp, mclp, p_median
from tests.models.methods.siting.orlib import read_pmed

pytestmark = pytest.mark.real

DATA = Path(os.environ.get("MODU_REAL_DATA", Path(__file__).parents[3] / "shared" / "data")) / "siting"
OPTIMA = [5819, 4093, 4250, 3034, 1355, 7824, 5631, 4445, 2734, 1255]
EARTH_M = 6_378_137.0
STREETS = {
    "NewYork": (400.0, [1153640, 1288174, 1396333, 1481434, 1539992, 1574256], 1585873),
    "Bronx": (600.0, [1205051, 1290635, 1348232, 1376061, 1384376, 1385099], 1385108),
}
STREET_P = (50, 60, 70, 80, 90, 100)
UNIT = {50: [37, 51, 62, 68], 75: [57, 72, 85, 91], 100: [78, 90, 98, 100], 125: [92, 99, 100, 100]}
WEIGHTED = {50: [147, 201, 247, 274], 75: [232, 286, 344, 366], 100: [312, 369, 395, 397], 125: [372, 396, 397, 397]}
FEWEST = {50: 38, 75: 17, 100: 10, 125: 6}


@pytest.mark.parametrize("number", range(1, 11))
def test_a_pmed_instance_is_optimal_and_proven(number):
    cost, p = read_pmed((DATA / "orlib_pmed" / f"pmed{number}.txt").read_text())
    found = p_median(cost, p)
    assert (found.value, found.bound, found.status) == (OPTIMA[number - 1], OPTIMA[number - 1], "optimal")
    assert found.seconds < 60


def test_pmed1_has_its_published_medians_and_differs_when_duplicates_take_the_least():
    text = (DATA / "orlib_pmed" / "pmed1.txt").read_text()
    assert (p_median(*read_pmed(text)).sites + 1).tolist() == [7, 13, 65, 91, 99]
    head, *edges = [line.split() for line in text.splitlines() if line.strip()]
    edges.sort(key=lambda edge: -int(edge[2]))
    least = "\n".join(" ".join(line) for line in [head, *edges])
    assert p_median(*read_pmed(least)).value == 5718


@pytest.mark.parametrize("limit", [50, 75, 100, 125])
def test_covering_on_pmed1_gives_the_whole_known_table(limit):
    cost, _ = read_pmed((DATA / "orlib_pmed" / "pmed1.txt").read_text())
    cover = cover_within(cost, limit)
    weights = np.arange(1, 101) % 7 + 1
    unit = [mclp(cover, None, p) for p in (3, 5, 8, 10)]
    weighted = [mclp(cover, weights, p) for p in (3, 5, 8, 10)]
    fewest = lscp(cover)
    assert [found.value for found in unit] == UNIT[limit]
    assert [found.value for found in weighted] == WEIGHTED[limit]
    assert fewest.value == FEWEST[limit]
    assert {found.status for found in [*unit, *weighted, fewest]} == {"optimal"}


@pytest.mark.parametrize("p", STREET_P)
@pytest.mark.parametrize("city", STREETS)
def test_street_covering_is_at_least_what_is_listed(city, p):
    radius_m, listed, total = STREETS[city]
    value = listed[STREET_P.index(p)]
    cover, weights = _streets(city, radius_m)
    given = (DATA / "mclp_streets" / f"{city}_{p}_{radius_m:.0f}.txt").read_text()
    sites = [int(word) for word in re.findall(r"\d+", given.split("Facilidade:")[1])]
    assert weights.sum() == total
    assert weights[cover.counts(sites) > 0].sum() == value
    found = mclp(cover, weights, p, work_s=120)
    assert found.value >= value
    assert found.bound >= found.value
    assert found.sites.size == p


def test_san_francisco_stores():
    cost, people = _san_francisco()
    median = p_median(cost, 4, people)
    assert median.value / people.sum() == pytest.approx(2982.1268579890657, rel=1e-12)
    cover = mclp(cover_within(cost, 5000.0), people, 4)
    assert (cover.value, int((cover.covered > 0).sum())) == (875_247.0, 184)
    assert lscp(cover_within(cost, 8000.0)).value == 3
    assert {median.status, cover.status} == {"optimal"}


def _streets(city, radius_m):
    """All points are demand and candidates; the chord through the sphere stands for the great-circle distance."""
    lines = (DATA / "mclp_streets" / f"{city}.txt").read_text().splitlines()
    coordinates = next(k for k, line in enumerate(lines) if line.startswith("NODE_COORD_SECTION"))
    demand = next(k for k, line in enumerate(lines) if line.startswith("DEMAND_SECTION"))
    points = np.radians([[float(word) for word in line.split()] for line in lines[coordinates + 1 : demand]])
    weights = np.array([float(line) for line in lines[demand + 1 : demand + 1 + len(points)]])
    lat, lon = points.T
    space = EARTH_M * np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)
    return cover_near(space, space, 2 * EARTH_M * np.sin(radius_m / EARTH_M / 2)), weights


def _san_francisco():
    folder = DATA / "spopt_sf"
    with (folder / "SF_network_distance_candidateStore_16_censusTract_205_new.csv").open() as file:
        rows = list(csv.DictReader(file))
    stores = sorted({row["name"] for row in rows}, key=lambda name: int(name.split("_")[1]))
    tracts = {row["DestinationName"]: float(row["demand"]) for row in rows}
    cost = np.full((len(tracts), len(stores)), np.nan)
    place = {tract: i for i, tract in enumerate(tracts)}
    for row in rows:
        cost[place[row["DestinationName"]], stores.index(row["name"])] = float(row["distance"])
    return cost, np.array(list(tracts.values()))
