-- one row per file: the calls whose time is known, and the share of them within the target
select
    count(*) as calls,
    count(*) filter (where response_min <= $target_min) / count(*) as share
from trips
where state = 'usable'
having count(*) > 0
