-- one row per file: how many weeks or days it falls into, and the complaints of one of them
select
    case when $surge_unit = 'day' then any_value(span.days) else any_value(span.weeks) end as units,
    count(*) / case when $surge_unit = 'day' then any_value(span.days) else any_value(span.weeks) end as each
from papers
cross join span
having count(*) > 0
