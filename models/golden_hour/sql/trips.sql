-- one row per dispatch record: its intervals in minutes, and whether and why not it counts
with
-- A time before the call that fits within six hours of the next day is the clerk's date of the day before.
mended as (
    select
        _line,
        incident_id,
        call_at,
        case when depart_at < call_at and depart_at + interval 18 hour < call_at then depart_at + interval 1 day
            else depart_at end as depart_at,
        case when arrive_at < call_at and arrive_at + interval 18 hour < call_at then arrive_at + interval 1 day
            else arrive_at end as arrive_at,
        case when leave_at < call_at and leave_at + interval 18 hour < call_at then leave_at + interval 1 day
            else leave_at end as leave_at,
        case when clear_at < call_at and clear_at + interval 12 hour < call_at then clear_at + interval 1 day
            else clear_at end as clear_at,
        arrive_at < call_at and arrive_at + interval 18 hour < call_at as rolled,
        coalesce(center, station) as spelling,
        coalesce(area, place_name) as area,
        place_lon,
        place_lat,
        place_exact,
        distance_km,
        severity
    from dispatch
),
timed as (
    select
        *,
        epoch(arrive_at - call_at) / 60 as response_min,
        epoch(depart_at - call_at) / 60 as turnout_min,
        epoch(arrive_at - depart_at) / 60 as drive_min,
        epoch(coalesce(leave_at, clear_at) - arrive_at) / 60 as scene_min,
        epoch(clear_at - leave_at) / 60 as return_min,
        epoch(clear_at - coalesce(depart_at, call_at)) / 60 as busy_min
    from mended
),
repeated as (
    select incident_id
    from dispatch
    where incident_id is not null
    group by incident_id
    having count(*) > 1
),
-- Of several vehicles the first to arrive counts for performance; every trip counts for how busy the vehicles are.
later_units as (
    select _line
    from (
        select
            timed._line,
            row_number() over (
                partition by timed.incident_id
                order by
                    case when timed.response_min between 0 and $drop_over_min then 0 else 1 end,
                    timed.response_min nulls last,
                    timed._line
            ) as turn
        from timed
        semi join repeated on repeated.incident_id = timed.incident_id
    ) as ranked
    where turn > 1
)
select
    timed._line as line,
    timed.call_at as call_at,
    cast(date_trunc('month', timed.call_at) as date) as month,
    bands.hour as hour,
    isodow(timed.call_at) as weekday,
    bands.band as band,
    timed.call_at >= span.later_from as late,
    names.post as post,
    timed.area as area,
    timed.place_lon as lon,
    timed.place_lat as lat,
    timed.place_exact as exact,
    timed.severity as severity,
    timed.distance_km as distance_km,
    case when timed.turnout_min between 0 and $drop_over_min then timed.turnout_min end as turnout_min,
    case when timed.drive_min between 0 and $drop_over_min then timed.drive_min end as drive_min,
    timed.response_min as response_min,
    case when timed.scene_min between 0 and 360 then timed.scene_min end as scene_min,
    case when timed.return_min between 0 and 360 then timed.return_min end as return_min,
    case when timed.busy_min between 0 and 720 then timed.busy_min end as busy_min,
    coalesce(timed.rolled, false) as rolled,
    case
        when timed.call_at is null then 'no_call'
        when later_units._line is not null then 'later_unit'
        when timed.response_min is null then 'no_arrival'
        when timed.response_min < 0 then 'negative'
        when timed.response_min > $drop_over_min then 'over_limit'
        else 'usable'
    end as state
from timed
cross join span
left join bands on bands.hour = hour(timed.call_at)
left join names on names.spelling = timed.spelling
left join later_units on later_units._line = timed._line
