-- one row per file: the calls with both times, and those left out as errors
select
    count(*) as calls,
    count(*) filter (where state = 'over_limit') as dropped
from trips
where state in ('usable', 'over_limit')
having count(*) > 0
