-- one row per file: how often the busiest people write, where people can be told apart
with each as (
    select person, count(*) as papers
    from papers
    where person is not null
    group by person
),
ranked as (
    select papers, row_number() over (order by papers desc, person) as place, count(*) over () as people, sum(papers) over () as all_papers
    from each
)
select
    any_value(people) as people,
    any_value(all_papers) as papers,
    max(papers) as most,
    sum(papers) filter (where place <= greatest(1, people // 100)) / any_value(all_papers) as top_share
from ranked
having count(*) > 0
