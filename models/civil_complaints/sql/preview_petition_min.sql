-- one row per file: how many texts came in the very same letters so many times, and the complaints they are
with same as (
    select count(*) as papers
    from papers
    -- A short text is a title anybody would choose, no petition.
    where length(title || body) >= 40
    group by title, body
)
select
    count(*) filter (where papers >= $petition_min) as texts,
    cast(coalesce(sum(papers) filter (where papers >= $petition_min), 0) as bigint) as papers
from same
having count(*) > 0
