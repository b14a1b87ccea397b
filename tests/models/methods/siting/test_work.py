"""Work is counted in steps: the clock changes no answer, and where it does end a solve the answer says so."""

import itertools

import numpy as np
import pytest

from models.methods.siting import cover_from_pairs, cover_near, lscp, mclp, mexclp, p_median
from models.methods.siting import work as counted
from models.methods.siting.work import work_of


def _hard_mclp(**limits):
    places = np.random.default_rng(2).random((2500, 2))
    return mclp(cover_near(places, places, 0.04), np.random.default_rng(3).integers(1, 50, 2500), 90, **limits)


def _hard_lscp(**limits):
    places = np.random.default_rng(4).random((900, 2))
    return lscp(cover_near(places, np.random.default_rng(5).random((900, 2)), 0.07), **limits)


def _hard_median(**limits):
    rng = np.random.default_rng(6)
    return p_median(rng.random((300, 150)), 12, **limits)


def _hard_mexclp(**limits):
    rng = np.random.default_rng(7)
    cover = cover_from_pairs(*np.nonzero(rng.random((300, 100)) < 0.06), 300, 100)
    return mexclp(cover, rng.integers(1, 50, 300), 12, 0.4, **limits)


HARD = {"mclp": _hard_mclp, "lscp": _hard_lscp, "median": _hard_median, "mexclp": _hard_mexclp}


@pytest.mark.parametrize("kind", HARD)
def test_a_solve_that_its_work_ends_gives_the_same_answer_whatever_the_clock_says(kind, monkeypatch):
    first = HARD[kind](work_s=0.3, wall_limit_s=1e9)
    ticks = itertools.count(step=1000.0)
    monkeypatch.setattr(counted, "perf_counter", lambda: next(ticks))  # every look at the clock finds a quarter of an hour gone
    again = HARD[kind](work_s=0.3, wall_limit_s=1e9)
    assert first.status == "gap"
    assert (again.sites.tolist(), again.value, again.bound) == (first.sites.tolist(), first.value, first.bound)
    assert [first.stopped, again.stopped] == [False, False]


@pytest.mark.parametrize("kind", HARD)
def test_a_solve_that_the_clock_ends_says_so_and_its_bound_holds(kind):
    hurried = HARD[kind](work_s=60.0, wall_limit_s=0.0)
    patient = HARD[kind](work_s=0.6, wall_limit_s=1e9)
    assert hurried.stopped
    assert hurried.status == "gap"
    if kind in ("lscp", "median"):
        assert hurried.bound <= patient.value
    else:
        assert hurried.bound >= patient.value


def test_a_part_never_has_more_than_is_left_and_is_booked_when_settled():
    work = work_of(4.0)
    part = work.part(10.0)
    part.spend(counted.ENTRIES_PER_S * 3)
    work.settle(part)
    assert (part.given_s, work.left_s, work.over) == (4.0, 1.0, False)
    work.spend(counted.ENTRIES_PER_S)
    assert work.over
    assert not work.stopped


def test_a_part_that_the_clock_ended_ends_the_whole():
    work = work_of(5.0, wall_limit_s=0.0)
    part = work.part(1.0)
    assert part.late
    work.settle(part)
    assert (work.stopped, work.left_s) == (True, 5.0)
