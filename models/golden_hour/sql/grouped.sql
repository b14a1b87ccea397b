-- one row per group of usable calls: post × band × part of the week, post, hour × weekday, month, and all together
with counted as (
    select
        case
            when grouping(band) = 0 then 'post_band'
            when grouping(post) = 0 then 'post'
            when grouping(hour) = 0 then 'hour'
            when grouping(month) = 0 then 'month'
            else 'all'
        end as kind,
        post,
        band,
        weekday > 5 as weekend,
        hour,
        weekday,
        month,
        count(*) as calls,
        count(*) filter (response_min <= $short_min) as within_short,
        count(*) filter (response_min <= $target_min) as within_target,
        count(*) filter (response_min <= $long_min) as within_long,
        count(drive_min) as departed,
        count(*) filter (drive_min <= $short_min) as driven_short,
        count(*) filter (drive_min <= $target_min) as driven_target,
        count(*) filter (drive_min <= $long_min) as driven_long,
        quantile_cont(response_min, [0.5, 0.9]) as middle_and_slow
    from trips
    where state = 'usable'
    group by grouping sets ((post, band, weekday > 5), (post), (hour, weekday), (month), ())
)
select
    kind,
    post,
    band,
    weekend,
    hour,
    weekday,
    month,
    calls,
    within_short,
    within_target,
    within_long,
    departed,
    driven_short,
    driven_target,
    driven_long,
    middle_and_slow[1] as median_min,
    middle_and_slow[2] as p90_min
from counted
order by kind, post nulls last, band, weekend, hour, weekday, month
