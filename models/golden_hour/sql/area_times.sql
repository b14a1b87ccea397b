-- one row per area: usable calls, within the target, median and 90th percentile
select
    area,
    count(*) as calls,
    count(*) filter (response_min <= $target_min) as within_target,
    quantile_cont(response_min, 0.5) as median_min,
    quantile_cont(response_min, 0.9) as p90_min
from trips
where state = 'usable' and area is not null
group by area
order by area
