-- one row per file: the departments that closed complaints, and those with different texts enough to be learned
with closed as (
    select dept, count(distinct title || chr(10) || body) as texts
    from papers
    where dept is not null and done and title || body <> ''
    group by dept
)
select
    count(*) as departments,
    count(*) filter (where texts >= $routing_least) as learned
from closed
having count(*) > 0
