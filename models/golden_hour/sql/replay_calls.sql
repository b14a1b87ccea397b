-- one row per trip of the later period, all of it or whole days of it up to about 30,000 trips
with later as (
    select
        *,
        date_diff('day', date '2000-01-01', cast(call_at as date)) as day
    from placed
    where late
),
share as (
    select greatest(1, cast(ceil(count(*) / 30000.0) as bigint)) as every
    from later
)
select
    later.line as line,
    epoch(later.call_at) as call_s,
    later.day as day,
    later.band as band,
    later.cell_x as cell_x,
    later.cell_y as cell_y,
    later.post as post,
    later.area as area,
    later.state as state,
    later.turnout_min as turnout_min,
    later.response_min as response_min,
    later.busy_min - later.drive_min as after_min,
    share.every as every
from later
cross join share
where later.day % share.every = 0
order by call_s, line
