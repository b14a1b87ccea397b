-- one row per group of usable calls: post × band × part of the week, post, hour × weekday, month, and all together
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
    avg(response_min) as mean_min,
    quantile_cont(response_min, 0.5) as median_min,
    quantile_cont(response_min, 0.9) as p90_min
from trips
where state = 'usable'
group by grouping sets ((post, band, weekday > 5), (post), (hour, weekday), (month), ())
order by kind, post nulls last, band, weekend, hour, weekday, month
