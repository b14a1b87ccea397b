-- one row per age group, 70 and over or younger: usable calls, within the target, 90th percentile
with aged as (
    select
        trips.response_min,
        try_cast(regexp_extract(dispatch.age, '\d+') as integer) as years
    from trips
    inner join dispatch on dispatch._line = trips.line
    where trips.state = 'usable' and dispatch.age is not null
)
select
    years >= 70 as old,
    count(*) as calls,
    count(*) filter (response_min <= $target_min) as within_target,
    quantile_cont(response_min, 0.5) as median_min,
    quantile_cont(response_min, 0.9) as p90_min
from aged
where years between 0 and 120
group by old
order by old
