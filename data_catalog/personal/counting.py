"""SQL that asks of texts whether they hold personal values, and counts them by kind: as they are written, and as a reader takes them."""

from __future__ import annotations

from data_catalog.personal.detector import Detector
from data_catalog.personal.disguise import MAYBE, maybe_sql, plain_sql
from data_catalog.personal.kinds import INSIDE, SHORTEST
from data_catalog.personal.phone import PHONE


def sql_text(pattern: str) -> str:
    """A pattern as a literal."""
    return "'" + pattern.replace("'", "''") + "'"


_TOGETHER = "|".join(detector.sql for detector in INSIDE if not detector.words)
_LETTER = "'[A-Za-z@가-힣]'"
_PHONE_ALONE = "regexp_full_match(v, '" + "|".join(shape.core for shape in PHONE.shapes) + "')"


def any_sql(value: str) -> str:
    """SQL: whether some kind that tells itself may stand in the text, or may be disguised in it; never NULL where the text is not."""
    return _long_enough(value, _found_sql(value, f"{_TOGETHER}|{MAYBE}"))


def read_sql(value: str) -> str:
    """SQL: the text as a reader takes it."""
    return f"(case when {maybe_sql(value)} then {plain_sql(value)} else {value} end)"


def like_sql(value: str, pattern: str) -> str:
    """SQL: the text where the whole of it is like the pattern, as it is written or as a reader takes it; NULL where it is not."""
    like = f"list_filter([{plain_sql(value)}], lambda x: regexp_full_match(x, {sql_text(pattern)}))[1]"
    return f"(case when regexp_full_match({value}, {sql_text(pattern)}) then {value} when {maybe_sql(value)} then {like} end)"


def counts_sql(hits: str) -> str:
    """SQL: for each column number `c`, of every kind with its place in INSIDE: rows found{}, whole{}, apart{}, bare{} and a text one{}.

    `hits`: SQL of texts `v` that `any_sql` is true of, with the number of their column and the rows `n` that hold them. A text counts
    as it reads (`v`); where only its own writing shows a kind (`o`), as it is written.
    """
    plain = f"select c, n, v as o, {read_sql('v')} as v from ({hits})"  # noqa: S608
    # Most of what may be disguised is nobody's, and what is written plainly is not searched twice.
    told = (
        f"{_found_sql('v', _TOGETHER)} as hit, {_PHONE_ALONE} as plain, regexp_matches(v, {_LETTER}) as lettered, "
        f"case when o <> v and {_found_sql('o', _TOGETHER)} then o end as o"
    )
    lettered = f"select c, n, v, {told} from ({plain})"  # noqa: S608
    texts = ", ".join(f"{_met_sql(detector)} as m{at}" for at, detector in enumerate(INSIDE))
    counts = ", ".join(_counts_sql(detector, at) for at, detector in enumerate(INSIDE))
    anywhere = f"coalesce({', '.join(f'm{at}' for at in range(len(INSIDE)))})"
    return f"select c, approx_count_distinct({anywhere}) as differ, {counts} from (select c, n, {texts} from ({lettered})) group by c"  # noqa: S608


def _met_sql(detector: Detector) -> str:
    """The text in which the kind is met. A cell that is a telephone number and nothing else, the commonest of all, has no other kind."""
    has = has_sql(detector, "v", letters="lettered")
    other = "" if detector is PHONE else "when plain then null "
    own = f"when o is null then null when {has_sql(detector, 'o')} then o"
    return f"case when not hit and o is null then null {other}when {has} then v {own} end"


def has_sql(detector: Detector, value: str, letters: str = "true") -> str:
    """SQL: whether the text holds such a value, never NULL. `letters`: SQL that says whether it has any letter."""
    has = f"regexp_matches({value}, {sql_text(detector.sql)})"
    if detector.check_sql:
        has = f"case when {has} then {detector.check_sql(value)} else false end"
    searched = f"strlen({value}) >= {detector.shortest}" + (f" and {letters}" if detector.has_letters else "")
    return f"(case when {searched} then {has} else false end)"


def _counts_sql(detector: Detector, at: int) -> str:
    met = f"m{at}"
    apart = _rows_sql(f"regexp_matches({met}, {sql_text(detector.apart)})") if detector.apart else "0"
    bare = _rows_sql(f"regexp_full_match({met}, {sql_text(detector.bare)})") if detector.bare else "0"
    whole = (
        f"strlen(trim({met})) <= {detector.longest_whole}"
        if detector.longest_whole
        else f"regexp_full_match({met}, {sql_text(detector.whole_sql)})"
    )
    found = _rows_sql(f"{met} is not null")
    return f"{found} as found{at}, {_rows_sql(whole)} as whole{at}, {apart} as apart{at}, {bare} as bare{at}, min({met}) as one{at}"


def _rows_sql(condition: str) -> str:
    return f"coalesce(sum(n) filter ({condition}), 0)::bigint"


def _found_sql(value: str, together: str) -> str:
    """SQL: whether the text has what the pattern of many kinds says, or one of the kinds that are looked for where their words stand."""
    asked = [f"regexp_matches({value}, {sql_text(together)})"]
    for detector in INSIDE:
        if detector.words:
            words = " or ".join(f"contains({value}, {sql_text(word)})" for word in detector.words)
            asked.append(f"case when {words} then regexp_matches({value}, {sql_text(detector.sql)}) else false end")
    return f"({' or '.join(asked)})"


def _long_enough(value: str, asked: str) -> str:
    return f"case when strlen({value}) >= {SHORTEST} then {asked} else false end"
