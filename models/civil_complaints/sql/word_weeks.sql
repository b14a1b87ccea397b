-- one row per word and week (or day): the complaints that hold it
with used as (
    select distinct text, term
    from text_terms
),
dated as (
    select text, case when $surge_unit = 'day' then day else week end as start
    from tagged
    where text is not null
)
select
    used.term as term,
    dated.start as start,
    count(*) as papers
from used
inner join dated on dated.text = used.text
group by used.term, dated.start
order by used.term, dated.start
