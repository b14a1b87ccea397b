-- one row per area (or post, where areas are not known) and period: calls and calls within the target
with named as (
    select count(area) >= 0.9 * count(*) as by_area
    from trips
    where state = 'usable'
)
select
    case when named.by_area then trips.area else trips.post end as part,
    trips.late as late,
    count(*) as calls,
    count(*) filter (trips.response_min <= $target_min) as within_target,
    avg(trips.response_min) as mean_min,
    min(trips.call_at) as first_at,
    max(trips.call_at) as last_at
from trips
cross join named
where trips.state = 'usable'
group by all
order by part nulls last, late
