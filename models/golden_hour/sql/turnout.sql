-- one row per post and time band, per band, and for all: the median minutes from call to departure
select
    post,
    band,
    count(turnout_min) as trips,
    quantile_cont(turnout_min, 0.5) as turnout_min
from trips
where turnout_min is not null and state in ('usable', 'later_unit')
group by grouping sets ((post, band), (band), ())
order by post nulls last, band nulls last
