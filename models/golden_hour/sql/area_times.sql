-- one row per area: usable calls, within the target, median and 90th percentile
with counted as (
    select
        area,
        count(*) as calls,
        count(*) filter (response_min <= $target_min) as within_target,
        quantile_cont(response_min, [0.5, 0.9]) as middle_and_slow
    from trips
    where state = 'usable' and area is not null
    group by area
)
select
    area,
    calls,
    within_target,
    middle_and_slow[1] as median_min,
    middle_and_slow[2] as p90_min
from counted
order by area
