"""Four years of invented complaints: clean records with what was planted in them, before they are made ugly."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models.civil_complaints import phrases, town

SIZES = {"small": 3_000, "normal": 12_000, "large": 60_000}
FIRST, LAST = date(2021, 1, 4), date(2024, 12, 29)
DAYS = (LAST - FIRST).days + 1
# ISO week 31 of the last year.
SURGE_SAID = date.fromisocalendar(2024, 31, 1)
PERSONAL_SHARE, DUPLICATES, UNPLACED, MISROUTED, MARKUP = 0.04, 0.03, 0.02, 0.03, 0.05
SURGE, CORNER = 36, 24
BY_HOUR = np.array([4, 2, 1, 1, 1, 3, 12, 30, 58, 80, 82, 74, 55, 66, 72, 68, 60, 48, 40, 34, 28, 20, 13, 8], dtype=float)
BY_DAY = np.array([1.25, 1.15, 1.1, 1.1, 1.05, 0.7, 0.65])
CHANNELS = ("국민신문고", "안전신문고", "120", "방문", "새올")
CHANNEL_SHARE = (0.34, 0.36, 0.17, 0.05, 0.08)
AGES = ("10대", "20대", "30대", "40대", "50대", "60대", "70세 이상")
AGE_SHARE = (0.02, 0.14, 0.27, 0.26, 0.18, 0.09, 0.04)
# Days to close: scale by department; the slowest is the one that digs.
PACE = {"교통행정과": 3.0, "환경관리과": 7.0, "도로과": 12.0, "자원순환과": 4.0, "건축과": 9.0, "공원녹지과": 8.0}
# How much more of each matter there is at the height of its season, and the month of that.
SEASON = {"odour": (0.6, 7), "noise": (0.3, 6), "road": (0.4, 2), "light": (0.3, 11), "animal": (0.3, 5)}


def written(seed: int, size: str) -> pl.DataFrame:
    """One row a complaint in order of time. `surge`, `corner`, `petition`, `personal`, `unplaced` say what was planted."""
    rng = np.random.default_rng([seed, 31])
    n = SIZES[size]
    petitions = round(n * DUPLICATES)
    usual = n - petitions - SURGE - CORNER
    parts = [_usual(rng, usual), _surge(rng), _corner(rng), _petition(rng, petitions)]
    rows = {name: np.concatenate([part[name] for part in parts]) for name in ("topic", "dong", "day", "x", "y", "kind")}
    order = np.lexsort((np.arange(n), rows["day"]))
    rows = {name: values[order] for name, values in rows.items()}
    return _finished(rng, rows)


def _usual(rng: np.random.Generator, n: int) -> dict[str, NDArray]:
    topic = rng.choice(len(phrases.TOPICS), n, p=_weights())
    day = _days(rng, topic)
    people = np.array(town.RESIDENTS, dtype=float)
    people[town.SILENT_DONG] *= 0.35
    dong = rng.choice(len(people), n, p=people / people.sum())
    x, y = town.scattered(rng, dong, topic)
    return {"topic": topic, "dong": dong, "day": day, "x": x, "y": y, "kind": np.zeros(n, dtype=np.int64)}


def _weights() -> NDArray[np.float64]:
    share = np.array([topic[3] for topic in phrases.TOPICS])
    return share / share.sum()


def _days(rng: np.random.Generator, topic: NDArray[np.int64]) -> NDArray[np.int64]:
    """Days since the first, more on weekdays and, of some matters, in their season."""
    weekday = BY_DAY[np.arange(DAYS) % 7]
    month = np.array([(FIRST + timedelta(at)).month for at in range(DAYS)])
    day = np.zeros(len(topic), dtype=np.int64)
    for at, said in enumerate(phrases.TOPICS):
        height, peak = SEASON.get(said[0], (0.0, 1))
        chance = weekday * (1 + height * np.cos(2 * np.pi * (month - peak) / 12))
        mine = np.flatnonzero(topic == at)
        day[mine] = rng.choice(DAYS, mine.size, p=chance / chance.sum())
    return day


def _topic(name: str) -> int:
    return next(at for at, topic in enumerate(phrases.TOPICS) if topic[0] == name)


def _surge(rng: np.random.Generator) -> dict[str, NDArray]:
    """A week in which one dong smells, all round one drain."""
    x, y = town.middle(np.full(SURGE, town.SURGE_DONG))
    start = (SURGE_SAID - FIRST).days
    return {
        "topic": np.full(SURGE, _topic("odour")), "dong": np.full(SURGE, town.SURGE_DONG), "day": start + rng.integers(0, 6, SURGE),
        "x": x + rng.normal(0, 70, SURGE), "y": y + rng.normal(0, 70, SURGE), "kind": np.full(SURGE, 1),
    }  # fmt: skip


def _corner(rng: np.random.Generator) -> dict[str, NDArray]:
    """Cars on one corner, again and again through the last four months."""
    day = DAYS - 125 + np.arange(CORNER) * 5 + rng.integers(0, 3, CORNER)
    return {
        "topic": np.full(CORNER, _topic("parking")), "dong": np.full(CORNER, town.CORNER_DONG), "day": np.minimum(day, DAYS - 1),
        "x": town.CORNER[0] + rng.normal(0, 12, CORNER), "y": town.CORNER[1] + rng.normal(0, 12, CORNER), "kind": np.full(CORNER, 2),
    }  # fmt: skip


def _petition(rng: np.random.Generator, n: int) -> dict[str, NDArray]:
    """The same letter from many people in two weeks of the third year."""
    dong = np.full(n, 9)
    x, y = town.middle(dong)
    return {
        "topic": np.full(n, len(phrases.TOPICS)), "dong": dong, "day": 845 + rng.integers(0, 14, n), "x": x + rng.normal(0, 150, n),
        "y": y + rng.normal(0, 150, n), "kind": np.full(n, 3),
    }  # fmt: skip


def _finished(rng: np.random.Generator, rows: dict[str, NDArray]) -> pl.DataFrame:
    n = len(rows["topic"])
    title, body, personal = _texts(rng, rows["topic"])
    dept = _departments(rng, rows["topic"])
    pace = np.array([PACE[name] for name in dept])
    took = np.ceil(rng.weibull(1.1, n) * pace)
    day = pl.Series("day", [FIRST + timedelta(int(at)) for at in rows["day"]])
    closed = [None if at + days >= DAYS or lost else FIRST + timedelta(int(at + days)) for at, days, lost in
              zip(rows["day"], took, rng.uniform(size=n) < 0.004, strict=True)]  # fmt: skip
    types = [phrases.TOPICS[at][1] if at < len(phrases.TOPICS) else "건축" for at in rows["topic"]]
    lon, lat = town.lonlat(rows["x"], rows["y"])
    unplaced = (rng.uniform(size=n) < UNPLACED) & (rows["kind"] == 0)
    return pl.DataFrame({
        "day": day, "minute": rng.choice(24, n, p=BY_HOUR / BY_HOUR.sum()) * 60 + rng.integers(0, 60, n), "title": title, "body": body,
        "dong": [town.DONG[at] for at in rows["dong"]], "lot": [f"{a}-{b}" for a, b in rng.integers(1, 400, (n, 2))], "lon": lon,
        "lat": lat, "dept": dept, "closed": pl.Series(closed, dtype=pl.Date), "due": day + timedelta(7),
        "channel": rng.choice(CHANNELS, n, p=CHANNEL_SHARE), "type": types, "person": _people(rng, rows["kind"]),
        "age": rng.choice(AGES, n, p=AGE_SHARE), "sex": rng.choice(["남", "여"], n, p=[0.56, 0.44]), "personal": personal,
        "surge": rows["kind"] == 1, "corner": rows["kind"] == 2, "petition": rows["kind"] == 3, "unplaced": unplaced,
    })  # fmt: skip


def _texts(rng: np.random.Generator, topic: NDArray[np.int64]) -> tuple[list[str], list[str], list[bool]]:
    titles, bodies, personal = [], [], []
    draws = rng.integers(0, 1_000_000, (len(topic), 9))
    chance = rng.uniform(size=(len(topic), 2))
    for what, draw, chances in zip(topic.tolist(), draws.tolist(), chance.tolist(), strict=True):
        if what == len(phrases.TOPICS):
            title, text = phrases.PETITION[0], phrases.PETITION[1] + phrases.PETITION_ENDS[draw[0] % len(phrases.PETITION_ENDS)]
        else:
            title, text = _said(phrases.TOPICS[what], draw)
        bare = chances[0] < PERSONAL_SHARE
        if bare:
            text += _personal(draw)
        if chances[1] < MARKUP:
            text = f"<p>{text.replace('. ', '.&nbsp;</p><p>', 1)}</p>"
        titles.append(title)
        bodies.append(text)
        personal.append(bare)
    return titles, bodies, personal


def _said(topic: tuple[str, str, str, float, tuple[phrases.Variant, ...]], draw: list[int]) -> tuple[str, str]:
    """Title and text of one complaint: a variant, one to three things more about the same matter, and what anybody writes."""
    title, first = topic[4][draw[0] % 4]
    more, detail = phrases.MORE[topic[0]], phrases.DETAILS[draw[6] % len(phrases.DETAILS)]
    added = list(dict.fromkeys(more[one % len(more)] for one in (draw[7], draw[7] // 10, draw[7] // 100)[: 1 + draw[8] % 3]))
    middle = [first.format(spot=phrases.SPOTS[draw[2] % 12]), *added, *([detail] if draw[8] % 2 else [])]
    return title, phrases.GREETINGS[draw[1] % 6] + " ".join(middle) + phrases.ENDINGS[draw[3] % 6]


def _personal(draw: list[int]) -> str:
    said = phrases.PERSONAL[draw[4] % len(phrases.PERSONAL)]
    a, b, c = 2000 + draw[5] % 7000, 1000 + draw[3] % 9000, 300 + draw[2] % 600
    born = f"{60 + draw[1] % 39:02d}{1 + draw[2] % 12:02d}{1 + draw[3] % 28:02d}"
    return said.format(
        a=a,
        b=b,
        c=c,
        name=phrases.NAMES[draw[1] % 8],
        mail=f"user{draw[5] % 900 + 100}",
        rrn=f"{born}-{1 + draw[0] % 2}{draw[5] % 900_000 + 100_000}",
    )


def _departments(rng: np.random.Generator, topic: NDArray[np.int64]) -> list[str]:
    """The department of the matter, seldom another one: complaints are passed on by mistake."""
    names = list(PACE)
    other = rng.integers(0, len(names), len(topic))
    wrong = rng.uniform(size=len(topic)) < MISROUTED
    return [
        names[alt] if slip else (phrases.TOPICS[at][2] if at < len(phrases.TOPICS) else "건축과")
        for at, alt, slip in zip(topic.tolist(), other.tolist(), wrong.tolist(), strict=True)
    ]


def _people(rng: np.random.Generator, kind: NDArray[np.int64]) -> list[str]:
    """Who wrote: most once, some often, one of them very often; of a petition everybody once."""
    n = len(kind)
    often = rng.exponential(40, n).astype(np.int64)
    number = np.where(rng.uniform(size=n) < 0.25, often, 1_000 + rng.integers(0, n * 2, n))
    number = np.where(kind == 3, 10_000_000 + np.arange(n), number)
    return [f"P{at:08d}" for at in number]
