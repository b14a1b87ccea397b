-- one row per way of counting: papers, texts, matters and people are four different numbers
with counted as (
    select
        count(*) as papers,
        count(text) as written,
        count(*) filter (where text is null) as empty,
        count(*) filter (where masked) as masked,
        count(*) filter (where cut) as cut
    from paper_texts
),
told as (
    select
        count(*) as texts,
        count(distinct matter) as matters,
        coalesce(sum(papers) filter (where language = 0), 0) as korean,
        coalesce(sum(papers) filter (where language = 1), 0) as english,
        coalesce(sum(papers) filter (where language = 2), 0) as other
    from texts
),
known as (
    select count(distinct person) as people, count(person) as signed
    from papers
),
every as (
    select unnest([
        {'turn': 1, 'measure': 'papers', 'n': counted.papers},
        {'turn': 2, 'measure': 'written', 'n': counted.written},
        {'turn': 3, 'measure': 'texts', 'n': told.texts},
        {'turn': 4, 'measure': 'matters', 'n': told.matters},
        {'turn': 5, 'measure': 'people', 'n': case when known.signed > 0 then known.people end},
        {'turn': 6, 'measure': 'empty', 'n': counted.empty},
        {'turn': 7, 'measure': 'masked', 'n': counted.masked},
        {'turn': 8, 'measure': 'cut', 'n': counted.cut},
        {'turn': 9, 'measure': 'korean', 'n': told.korean},
        {'turn': 10, 'measure': 'english', 'n': told.english},
        {'turn': 11, 'measure': 'other', 'n': told.other}
    ], recursive := true), counted.papers as papers
    from counted
    cross join told
    cross join known
)
select
    turn,
    measure,
    cast(n as bigint) as n,
    case when measure in ('papers', 'people') or papers = 0 then null else n / papers end as share
from every
order by turn
