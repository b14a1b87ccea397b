"""The 17 Sustainable Development Goals of the United Nations and their 169 targets by number (General Assembly resolution 70/1, 2015).

What a goal is about is said in words of our own (`cases.goal.<n>`); a target is told by its number alone.
"""

from __future__ import annotations

from functools import cache

from app.texts import text

# By goal: how many targets are numbered, and how many stand under letters (means of implementation).
_TARGETS = {
    1: (5, 2), 2: (5, 3), 3: (9, 4), 4: (7, 3), 5: (6, 3), 6: (6, 2), 7: (3, 2), 8: (10, 2), 9: (5, 3), 10: (7, 3), 11: (7, 3), 12: (8, 3),
    13: (3, 2), 14: (7, 3), 15: (9, 3), 16: (10, 2), 17: (19, 0),
}  # fmt: skip
GOALS = tuple(_TARGETS)


@cache
def targets() -> tuple[str, ...]:
    """Every target by its number, in order: "1.1" to "17.19"."""
    return tuple(one for goal in GOALS for one in of_goal(goal))


def of_goal(goal: int) -> tuple[str, ...]:
    """The targets of a goal.

    >>> of_goal(7)
    ('7.1', '7.2', '7.3', '7.a', '7.b')
    """
    numbered, lettered = _TARGETS[goal]
    return (*(f"{goal}.{at}" for at in range(1, numbered + 1)), *(f"{goal}.{'abcd'[at]}" for at in range(lettered)))


def goal_of(target: str) -> int:
    """The goal a target belongs to.

    >>> goal_of("11.a")
    11
    """
    return int(target.partition(".")[0])


def said(target: str, lang: str) -> str:
    """A target as people read it: its number and what its goal is about."""
    return text("cases.target", lang, target=target, goal=text(f"cases.goal.{goal_of(target)}", lang))


def goal_said(goal: int, lang: str) -> str:
    """A goal by its number and what it is about."""
    return text("cases.target", lang, target=str(goal), goal=text(f"cases.goal.{goal}", lang))
