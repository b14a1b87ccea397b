"""What a rule shows of a column, as an SQL expression, and of which type it is."""

from __future__ import annotations

from sqlglot import exp

from data_catalog.policy.conditions import TEXT, as_text, column, read_as
from data_catalog.policy.model import ColumnRule

STARS = "***"
"""What stands for the rest of a masked text: always as long, so that it does not tell how long the text was."""

HASH_DIGITS = 20
INNER, OUTER = "salt_inner", "salt_outer"
"""The parameters a hash needs: the salt is never part of the SQL."""

# A degree of latitude in Korea; a degree of longitude at 36.5°, right within 4 % from Jeju to the northern border.
_METRES_OF_DEGREE = {"grid_latitude": 110_960.0, "grid_longitude": 89_620.0, "grid_metres": 1.0}
_DIGITS = {"grid_latitude": 6, "grid_longitude": 6, "grid_metres": 1}


def shown(rule: ColumnRule, name: str, sql_type: str) -> exp.Expr | None:
    """The expression; None when nothing is shown. An empty cell, and one that cannot be read as the rule needs, shows as empty."""
    if rule.rule == "drop":
        return None
    if rule.rule == "allow":
        return column(name)
    if rule.rule == "mask":
        kept = exp.Left(this=as_text(name, sql_type), expression=exp.Literal.number(int(rule.size)))
        return exp.DPipe(this=kept, expression=exp.Literal.string(STARS))
    if rule.rule == "hash":
        return _hashed(as_text(name, sql_type))
    if rule.rule == "round":
        return _rounded(name, sql_type, rule.size)
    return _generalised(rule, name, sql_type)


def type_of(rule: ColumnRule, sql_type: str) -> str:
    """What is shown is kept as: as the column itself when allowed, else text."""
    return sql_type if rule.rule == "allow" else TEXT


def salted(salt: bytes) -> dict[str, bytes]:
    """The parameters of a hash: the two pads of HMAC (Krawczyk, Bellare, Canetti 1997, HMAC: Keyed-Hashing, RFC 2104)."""
    block = salt.ljust(64, b"\0")
    return {INNER: bytes(byte ^ 0x36 for byte in block), OUTER: bytes(byte ^ 0x5C for byte in block)}


def _hashed(text: exp.Expr) -> exp.Expr:
    """HMAC-SHA256 with the salt, of the text without blanks around it and in small letters: the same value, the same hash."""
    same = exp.Lower(this=exp.Trim(this=text))
    message = exp.Anonymous(this="encode", expressions=[same])
    inner = exp.Anonymous(this="sha256", expressions=[exp.DPipe(this=exp.Parameter(this=exp.var(INNER)), expression=message)])
    raw = exp.Anonymous(this="unhex", expressions=[inner])
    outer = exp.Anonymous(this="sha256", expressions=[exp.DPipe(this=exp.Parameter(this=exp.var(OUTER)), expression=raw)])
    return exp.DPipe(this=exp.Literal.string("#"), expression=exp.Left(this=outer, expression=exp.Literal.number(HASH_DIGITS)))


def _rounded(name: str, sql_type: str, step: float) -> exp.Expr:
    number = read_as("number", name, sql_type)
    whole = exp.Round(this=exp.Div(this=number, expression=_double(step), typed=False, safe=False))
    return _number_text(exp.Mul(this=whole, expression=_double(step)), step)


def _generalised(rule: ColumnRule, name: str, sql_type: str) -> exp.Expr:
    if rule.way in ("month", "year"):
        how = "%Y-%m" if rule.way == "month" else "%Y"
        return exp.Anonymous(this="strftime", expressions=[read_as("date", name, sql_type), exp.Literal.string(how)])
    if rule.way == "prefix":
        return exp.Left(this=as_text(name, sql_type), expression=exp.Literal.number(int(rule.size)))
    number = read_as("number", name, sql_type)
    if rule.way == "bands":
        low = exp.Mul(this=_floor(number, rule.size), expression=_double(rule.size))
        last = rule.size - 1 if rule.size == int(rule.size) else rule.size
        high = exp.Add(this=low.copy(), expression=_double(last))
        joined = exp.DPipe(this=_number_text(low, rule.size), expression=exp.Literal.string("~"))
        return exp.DPipe(this=joined, expression=_number_text(high, rule.size))
    cell = rule.size / _METRES_OF_DEGREE[rule.way]
    middle = exp.Mul(this=exp.paren(exp.Add(this=_floor(number, cell), expression=_double(0.5))), expression=_double(cell))
    rounded = exp.Round(this=middle, decimals=exp.Literal.number(_DIGITS[rule.way]))
    return exp.cast(rounded, exp.DataType.Type.VARCHAR)


def _floor(number: exp.Expr, step: float) -> exp.Expr:
    return exp.Floor(this=exp.Div(this=number, expression=_double(step), typed=False, safe=False))


def _number_text(number: exp.Expr, step: float) -> exp.Expr:
    """A whole number without a point where the step is whole; too large a number shows as empty."""
    if step == int(step):
        number = exp.TryCast(this=exp.paren(number), to=exp.DataType.build("BIGINT"))
    else:
        number = exp.Round(this=exp.paren(number), decimals=exp.Literal.number(9))
    return exp.cast(number, exp.DataType.Type.VARCHAR)


def _double(value: float) -> exp.Expr:
    return exp.cast(exp.Literal.string(repr(float(value))), exp.DataType.Type.DOUBLE)
