"""What is derived from the text of a SQL step, and what is refused."""

from __future__ import annotations

import pytest

from connectors.dialect import parse_step


def test_a_step_says_what_it_reads_takes_and_gives() -> None:
    step = parse_step(
        "-- one row per desk\n"
        "with late as (select * from visits where minutes > $limit_min)\n"
        "select d.desk, count(*) as n, $share::double as share\n"
        "from late join desks d using (desk)\n"
        "where desk not in (select desk from closed) group by desk"
    )
    assert step.reads == {"visits", "desks", "closed"}
    assert step.settings == {"limit_min", "share"}
    assert step.columns == ("desk", "n", "share")
    assert step.opening_comment == "one row per desk"


@pytest.mark.parametrize(
    ("sql", "reads"),
    [
        ("with desk as (select a from desk) select a from desk", {"desk"}),
        ("with q as (select 1 as a) select a from q, (with q as (select * from z) select * from q) x", {"z"}),
        ("with recursive r(n) as (select 1 union all select n + 1 from r where n < 5) select n from r", set()),
        ("select a from t, lateral (select b from u where u.k = t.k)", {"t", "u"}),
        ("select a from t union select a from (select a from u except select a from v)", {"t", "u", "v"}),
        ("select a from t asof join u using (k)", {"t", "u"}),
        ("select a from range(10) r(a)", set()),
        ("select x from (values (1), (2)) v(x)", set()),
        ("select a from t where exists (select 1 from u where u.k = t.k)", {"t", "u"}),
        ("from t select a", {"t"}),
        ("select ';' as a from \"표\"", {"표"}),
    ],
)
def test_what_is_read_is_found_wherever_it_is_named(sql: str, reads: set[str]) -> None:
    assert parse_step(sql).reads == reads


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("select a from t; drop table t", "2 statements"),
        ("", "0 statements"),
        ("drop table t", "only a select"),
        ("copy t to 'x'", "only a select"),
        ("attach 'x.db'", "only a select"),
        ("pragma version", "only a select"),
        ("set memory_limit = '9GB'", "only a select"),
        ("explain select 1", "only a select"),
        ("insert into t select 1", "only a select"),
        ("with x as (insert into t values (1)) select a from x", "holds a insert"),
        ("select a into z from t", "into"),
        ("select * from read_csv('/etc/passwd')", "only tables"),
        ("select a from '/etc/passwd'", "only tables"),
        ("select a from t, (select b from 'f.csv') x", "only tables"),
        ("select a from query('select 1')", "only tables"),
        ("select a from duckdb_settings()", "only tables"),
        ("select a from information_schema.tables", "catalogue"),
        ("select x as a from t, lateral json_execute_serialized_sql('{}') s(x)", "only tables"),
        ("select x as a from t, lateral some_function('f') s(x)", "only tables"),
        ("select json_serialize_sql('select 1') as a from t", "json_serialize_sql"),
        ("select 1 as a from (describe t)", "holds a describe"),
        ("select 1 as a from (summarize t)", "holds a summarize"),
        ("select read_text('x') as a from t", "read_text"),
        ("select getenv('HOME') as a from t", "getenv"),
        ("select random() as a from t", "not allowed"),
        ("select now() as a from t", "now"),
        ("select current_date as a from t", "current_date"),
        ("select a from t tablesample 10%", "sampling"),
        ("select $$;$$ as a from t", "dollar quotes"),
        ("select $q$ drop table t $q$ as a from t", "dollar quotes"),
        ("select map {#1: random()} as a --#}(1) as a\nfrom t", "put a space"),
        ("select a from t where b = $1", "settings are written"),
        ("select * from t", "name each"),
        ("select a + 1 from t", "name each"),
        ("select t.* from t", "name each"),
        ("select a, b as a from t", "same name"),
        ("select from where", "not readable|name each"),
    ],
)
def test_anything_but_one_plain_select_over_tables_is_refused_with_the_reason(sql: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse_step(sql)


def test_a_setting_named_in_a_comment_or_a_text_is_none() -> None:
    assert parse_step("select '$a' as a -- $b\nfrom t /* $c */").settings == frozenset()


def test_a_text_without_the_opening_comment_has_none() -> None:
    assert parse_step("select a from t -- one row per a").opening_comment == ""
