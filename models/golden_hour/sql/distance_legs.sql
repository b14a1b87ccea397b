-- one row per trip of a sample with a written distance and a known drive
with known as (
    select
        trips.line,
        trips.band,
        trips.late,
        trips.distance_km,
        trips.drive_min,
        (trips.line * 7919 + 13) % 1000003 as turn
    from trips
    where trips.drive_min > 0 and trips.distance_km > 0 and trips.state in ('usable', 'later_unit')
)
select line, band, late, distance_km, drive_min
from known
order by turn, line
limit 4000
