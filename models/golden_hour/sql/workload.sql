-- one row per time band: trips of all ambulances, how long they took, and the hours they fall into
with widths as (
    select band, min(band_order) as band_order, min(band_hours) as band_hours
    from bands
    group by band
),
counted as (
    select band, count(*) as trips, count(busy_min) as timed, avg(busy_min) as busy_min
    from trips
    where state <> 'no_call'
    group by band
)
select
    widths.band as band,
    widths.band_order as band_order,
    coalesce(counted.trips, 0) as trips,
    coalesce(counted.timed, 0) as timed,
    counted.busy_min as busy_min,
    span.days as days,
    span.days * widths.band_hours as hours
from widths
cross join span
left join counted on counted.band = widths.band
order by band_order
