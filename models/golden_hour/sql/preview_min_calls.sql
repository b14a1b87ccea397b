-- one row per file: its posts, and those with too few calls for a share
with counted as (
    select post, count(*) as calls
    from trips
    where state = 'usable' and post is not null
    group by post
)
select
    count(*) as posts,
    count(*) filter (where calls < $min_calls) as hidden
from counted
having count(*) > 0
