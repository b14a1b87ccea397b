-- one row per file: how many posts went out, and the trips a day of one of them, now and with the ambulances added
with days as (
    select greatest(date_diff('day', min(call_at), max(call_at)) + 1, 1) as days
    from trips
)
select
    count(distinct trips.post) as posts,
    count(*) / any_value(days.days) / count(distinct trips.post) as now_day,
    count(*) / any_value(days.days) / (count(distinct trips.post) + $add_units) as then_day
from trips
cross join days
where trips.post is not null
having count(*) > 0
