-- one row per dispatch record: its intervals in minutes, and whether and why not it counts
with after_call as (
    select
        _line,
        call_at,
        epoch(depart_at - call_at) / 60 as depart_min,
        epoch(arrive_at - call_at) / 60 as arrive_min,
        epoch(leave_at - call_at) / 60 as leave_min,
        epoch(clear_at - call_at) / 60 as clear_min,
        center,
        station,
        coalesce(area, district, place_name) as area,
        place_lon,
        place_lat,
        place_exact,
        distance_km,
        severity
    from dispatch
),
-- A time more than 18 hours before the call carries the date of the day before: the call came before midnight, the rest after.
-- Added a day it lies within six hours of the call (a return: within twelve).
mended as (
    select
        *,
        depart_min + case when depart_min < -1080 then 1440 else 0 end as ready_min,
        arrive_min + case when arrive_min < -1080 then 1440 else 0 end as response_min,
        leave_min + case when leave_min < -1080 then 1440 else 0 end as left_min,
        clear_min + case when clear_min < -720 then 1440 else 0 end as free_min
    from after_call
)
-- Of several vehicles the first to arrive counts for performance; every trip counts for how busy the vehicles are.
select
    mended._line as line,
    mended.call_at as call_at,
    cast(date_trunc('month', mended.call_at) as date) as month,
    bands.hour as hour,
    isodow(mended.call_at) as weekday,
    bands.band as band,
    mended.call_at >= span.later_from as late,
    names.post as post,
    mended.area as area,
    mended.place_lon as lon,
    mended.place_lat as lat,
    mended.place_exact as exact,
    mended.severity as severity,
    mended.distance_km as distance_km,
    case when ready_min between 0 and $drop_over_min then ready_min end as turnout_min,
    case when response_min - ready_min between 0 and $drop_over_min then response_min - ready_min end as drive_min,
    response_min as response_min,
    case when coalesce(left_min, free_min) - response_min between 0 and 360 then coalesce(left_min, free_min) - response_min end
        as scene_min,
    case when free_min - left_min between 0 and 360 then free_min - left_min end as return_min,
    case when free_min - coalesce(ready_min, 0) between 0 and 720 then free_min - coalesce(ready_min, 0) end as busy_min,
    coalesce(arrive_min < -1080, false) as rolled,
    case
        when mended.call_at is null then 'no_call'
        when later_units.line is not null then 'later_unit'
        when response_min is null then 'no_arrival'
        when response_min < 0 then 'negative'
        when response_min > $drop_over_min then 'over_limit'
        else 'usable'
    end as state
from mended
cross join span
left join bands on bands.hour = hour(mended.call_at)
left join names on names.spelling = case when span.by_center then mended.center else mended.station end
left join later_units on later_units.line = mended._line
